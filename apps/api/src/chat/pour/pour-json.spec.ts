import { ChatExchange } from '../exchange.js';
import { answer, eventOf, streamOf } from '../../testing.js';
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
