import { ChatExchange } from '../exchange.js';
import { answer, eventOf, streamOf } from '../../testing.js';
import type { Problem } from '../../filters/problem.js';
import { onTheWire } from './on-the-wire.js';
import { pourJson } from './pour-json.js';

const place = { base: 'http://localhost', instance: '/v1/chat', requestId: 'req-1' };

describe(pourJson.name, () => {
  it('gives the response of the last event and ends the exchange before it does', async () => {
    const exchange = new ChatExchange(place);
    const onEnd = jest.fn();
    exchange.onEnd = onEnd;
    const events = streamOf(eventOf('response.created', {}), eventOf('response.completed', answer, 2));
    await expect(pourJson(events, exchange)).resolves.toBe(answer);
    expect(onEnd.mock.calls).toEqual([['success', answer, undefined]]);
  });

  it.each(['response.incomplete', 'response.cancelled'] as const)(
    'gives the response of %s',
    async (type) => {
      await expect(pourJson(streamOf(eventOf(type, answer)), new ChatExchange(place))).resolves.toBe(answer);
    },
  );

  it('says why an answer stopped as the stream’s last event does, and never in the bare words of within', async () => {
    const error = { kind: 'provider-failed', code: 'reset', detail: 'It broke off.' };
    const event = eventOf('response.incomplete', { ...answer, reason: 'reset', error });
    const body = await pourJson(streamOf(event), new ChatExchange(place));
    const { timestamp: _then, ...problem } = (onTheWire(event, place).data as { error: Problem }).error;
    expect(problem).toMatchObject({ type: 'http://localhost/errors/provider-failed', status: 502 });
    expect(body).toMatchObject({ ...answer, reason: 'reset', error: problem });
  });

  it('throws the error of an answer that failed', async () => {
    const error = { kind: 'provider-failed', code: 'overloaded', detail: 'Overloaded.', retry_after: 3 };
    const events = streamOf(eventOf('response.failed', { error, response: answer }));
    await expect(pourJson(events, new ChatExchange(place))).rejects.toMatchObject({
      kind: 'provider-failed',
      code: 'overloaded',
      detail: 'Overloaded.',
      retryAfterSeconds: 3,
    });
  });

  it('passes on what the answer throws', async () => {
    await expect(pourJson(streamOf(new Error('broken')), new ChatExchange(place))).rejects.toThrow('broken');
  });

  it('does not make an answer of a stream that never ended', async () => {
    await expect(
      pourJson(streamOf(eventOf('response.created', {})), new ChatExchange(place)),
    ).rejects.toMatchObject({
      code: 'no-terminal-event',
    });
  });
});
