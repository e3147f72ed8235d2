import { AppError } from '@app/platform';
import { waitUntil } from '@app/platform/testing';
import type { ChatModel, ModelRequest } from './chat-model.js';
import type { ModelCitation, ModelEvent, UsageReport } from './model-event.js';
import { ProviderError } from './provider-error.js';

export type ChatModelScenario =
  | 'answer'
  | 'length'
  | 'refusal'
  /** Cites sources in the vendor's own way; what it says is the adapter's. */
  | 'cited'
  /** Breaks off after two deltas. */
  | 'truncated'
  /** Stays silent after two deltas. */
  | 'hang'
  /** Takes the call and says nothing. */
  | 'silent'
  /** 429 with `retry-after: 2`. */
  | 'throttled'
  /** 503. */
  | 'unavailable';

export interface ChatModelSubject {
  readonly model: ChatModel;
  /** Calls that reached the other side. */
  calls(): number;
  /** Resolves when the other side sees the caller leave before the end. */
  left(): Promise<void>;
}

export const CONTRACT_TEXT = 'The answer is 42, says Zürich 🎉.';
export const CONTRACT_REQUEST: ModelRequest = {
  system: 'Be brief.',
  messages: [{ role: 'user', content: 'What is the answer?' }],
  maxTokens: 100,
  deltas: true,
};

/** The message holds what `cited` holds in parts. */
export const CITED_REQUEST: ModelRequest = {
  ...CONTRACT_REQUEST,
  messages: [
    { role: 'user', content: 'Hello.' },
    { role: 'assistant', content: 'Hello!' },
    { role: 'user', content: 'It is 42. Deep Thought said 42. What is the answer?' },
  ],
  cited: {
    sources: [
      { id: 7, url: 'https://a.example/', title: 'The answer', text: 'It is 42.' },
      { id: 9, url: 'https://b.example/42', title: 'Forty-two', text: 'Deep Thought said 42.' },
    ],
    question: 'What is the answer?',
  },
};

export interface Heard {
  readonly events: readonly ModelEvent[];
  readonly error: unknown;
}

/** Everything a call says, and what it throws. */
export async function hear(model: ChatModel, request: ModelRequest): Promise<Heard> {
  const events: ModelEvent[] = [];
  try {
    for await (const event of model.stream(request)) events.push(event);
    return { events, error: undefined };
  } catch (error) {
    return { events, error };
  }
}

export function textOf(events: readonly ModelEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('');
}

export function citationsOf(events: readonly ModelEvent[]): ModelCitation[] {
  return events.filter((event) => event.type === 'citation');
}

export function lastUsage(events: readonly ModelEvent[]): UsageReport | undefined {
  return events.findLast((event) => event.type === 'usage');
}

/** What every `ChatModel` promises, the fake included. */
export function chatModelContract(
  name: string,
  create: (scenario: ChatModelScenario) => ChatModelSubject,
): void {
  describe(`${name} as a ChatModel`, () => {
    describe.each([true, false])('with deltas %s', (deltas) => {
      const request = { ...CONTRACT_REQUEST, deltas };

      it('starts once, says its text, reports usage and finishes last', async () => {
        const { events, error } = await hear(create('answer').model, request);
        expect(error).toBeUndefined();
        expect(textOf(events)).toBe(CONTRACT_TEXT);
        expect(events[0]).toMatchObject({ type: 'model-start', id: expect.any(String) });
        expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
        expect(events.filter(({ type }) => type === 'model-start' || type === 'finish')).toHaveLength(2);
        expect(events).not.toContainEqual({ type: 'text-delta', delta: '' });
      });

      it('reports disjoint meters and keeps the raw object', async () => {
        const { events } = await hear(create('answer').model, request);
        expect(lastUsage(events)).toMatchObject({
          final: true,
          usage: { inputUncached: 56, inputCacheRead: 64, output: 18, reasoning: 8 },
          raw: expect.any(Object),
        });
      });

      it.each(['length', 'refusal'] as const)('maps the finish reason %s', async (reason) => {
        const { events } = await hear(create(reason).model, request);
        expect(events.at(-1)).toMatchObject({ type: 'finish', reason });
      });

      it('cites text that it has said', async () => {
        const { events, error } = await hear(create('cited').model, { ...CITED_REQUEST, deltas });
        expect(error).toBeUndefined();
        expect(citationsOf(events).length).toBeGreaterThan(0);
        for (const [at, event] of events.entries()) {
          if (event.type !== 'citation') continue;
          const { start, end } = event.span;
          const claim = textOf(events.slice(0, at)).slice(start, end);
          expect(claim).toHaveLength(end - start);
          expect(claim).toBe(claim.trim());
          expect(claim).not.toBe('');
        }
        expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
      });

      it('sends nothing before the first next()', async () => {
        const subject = create('answer');
        const stream = subject.model.stream(request);
        await new Promise((resolve) => setTimeout(resolve, 5));
        expect(subject.calls()).toBe(0);
        await stream[Symbol.asyncIterator]().return?.();
      });

      it('is told to wait as a throttled, refused call that may be tried again', async () => {
        const { error } = await hear(create('throttled').model, request);
        expect(error).toBeInstanceOf(AppError);
        expect(error).toBeInstanceOf(ProviderError);
        expect(error).toMatchObject({
          kind: 'service-unavailable',
          progress: 'refused',
          retryable: true,
          throttled: true,
          retryAfterMs: 2000,
        });
      });

      it('fails as a provider that may be tried again', async () => {
        const { error } = await hear(create('unavailable').model, request);
        expect(error).toMatchObject({
          kind: 'provider-failed',
          progress: 'failed',
          retryable: true,
          status: 503,
        });
      });

      it('sends nothing when it is aborted before it begins', async () => {
        const subject = create('answer');
        const reason = new Error('nobody waits');
        const { error } = await hear(subject.model, { ...request, signal: AbortSignal.abort(reason) });
        expect(error).toBe(reason);
        expect(subject.calls()).toBe(0);
      });

      it('throws the reason of an abort while the other side is silent, and closes the call', async () => {
        const subject = create('silent');
        const abort = new AbortController();
        const reason = new Error('the client went away');
        const heard = hear(subject.model, { ...request, signal: abort.signal });
        await waitUntil(() => subject.calls() > 0);
        abort.abort(reason);
        expect((await heard).error).toBe(reason);
        await subject.left();
      });
    });

    it('cites the same with deltas and without', async () => {
      const streamed = await hear(create('cited').model, CITED_REQUEST);
      const whole = await hear(create('cited').model, { ...CITED_REQUEST, deltas: false });
      expect(citationsOf(whole.events)).toEqual(citationsOf(streamed.events));
      expect(textOf(whole.events)).toBe(textOf(streamed.events));
    });

    it('gives the whole text in one delta when no deltas are wanted', async () => {
      const { events } = await hear(create('answer').model, { ...CONTRACT_REQUEST, deltas: false });
      expect(events.filter(({ type }) => type === 'text-delta')).toEqual([
        { type: 'text-delta', delta: CONTRACT_TEXT },
      ]);
    });

    it('says what it heard before it breaks off, and is not retryable after that', async () => {
      const { events, error } = await hear(create('truncated').model, CONTRACT_REQUEST);
      expect(textOf(events)).toBe('The answer');
      expect(error).toMatchObject({ kind: 'provider-failed', progress: 'cut', retryable: false });
    });

    it('throws the reason of an abort in the middle, and closes the call', async () => {
      const subject = create('hang');
      const abort = new AbortController();
      const reason = new Error('the client went away');
      const events: ModelEvent[] = [];
      const hearing = (async () => {
        for await (const event of subject.model.stream({ ...CONTRACT_REQUEST, signal: abort.signal })) {
          events.push(event);
          if (textOf(events) === 'The answer') setImmediate(() => abort.abort(reason));
        }
      })();
      await expect(hearing).rejects.toBe(reason);
      expect(textOf(events)).toBe('The answer');
      await subject.left();
    });

    it('closes the call when the loop is left early', async () => {
      const subject = create('hang');
      for await (const event of subject.model.stream(CONTRACT_REQUEST))
        if (event.type === 'text-delta') break;
      await subject.left();
      expect(subject.calls()).toBe(1);
    });
  });
}
