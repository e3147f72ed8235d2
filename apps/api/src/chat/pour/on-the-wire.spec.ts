import type { ChatEvent, TerminalEvent } from '@app/chat';
import { answer, eventOf } from '../../testing.js';
import { bodyOf, endingOf, onTheWire } from './on-the-wire.js';

const place = { base: 'http://localhost', instance: '/v1/chat', requestId: 'req-1' };
const failure = {
  kind: 'provider-failed',
  code: 'overloaded',
  detail: 'The provider is overloaded.',
  retry_after: 1.2,
};

describe(endingOf.name, () => {
  it.each([
    ['response.completed', answer, { outcome: 'success', response: answer }],
    ['response.incomplete', answer, { outcome: 'incomplete', response: answer }],
    ['response.cancelled', answer, { outcome: 'cancelled', response: answer }],
    [
      'response.failed',
      { error: failure, response: answer },
      { outcome: 'error', response: answer, error: expect.objectContaining({ code: 'overloaded' }) },
    ],
  ] as const)('reads the ending off %s', (type, data, ending) => {
    expect(endingOf(eventOf(type, data))).toEqual(ending);
  });

  it('knows why an answer stopped before its end', () => {
    const ending = endingOf(eventOf('response.incomplete', { ...answer, error: failure }));
    expect(ending?.error).toMatchObject({ kind: 'provider-failed', retryAfterSeconds: 1.2 });
  });

  it.each([
    'response.created',
    'search.started',
    'search.results',
    'search.failed',
    'content.delta',
    'citation.added',
    'citation.rejected',
    'usage.updated',
  ] as const)('knows that %s is no ending', (type) => {
    expect(endingOf(eventOf(type, {}))).toBeNull();
  });
});

describe(bodyOf.name, () => {
  it('tells of a failed answer what there is, and why there is no more', () => {
    const event = eventOf('response.failed', { error: failure, response: answer }) as TerminalEvent;
    expect(bodyOf(event, place)).toMatchObject({ ...answer, error: { status: 502, code: 'overloaded' } });
  });
});

describe(onTheWire.name, () => {
  it('sends an event without an error as it is', () => {
    const events: ChatEvent[] = [
      eventOf('content.delta', { delta: 'x' }),
      eventOf('response.incomplete', answer),
    ];
    for (const event of events) expect(onTheWire(event, place)).toBe(event);
  });

  it('makes the error of an event the problem document of the wire', () => {
    expect(onTheWire(eventOf('response.failed', { error: failure, response: answer }), place)).toMatchObject({
      type: 'response.failed',
      data: {
        response: answer,
        error: {
          type: 'http://localhost/errors/provider-failed',
          title: 'Provider Failed',
          status: 502,
          detail: 'The provider is overloaded.',
          instance: '/v1/chat',
          request_id: 'req-1',
          retry_after: 2,
          extensions: { code: 'overloaded' },
        },
      },
    });
  });
});
