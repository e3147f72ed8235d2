import {
  chatModelContract,
  CONTRACT_REQUEST,
  CONTRACT_TEXT,
  hear,
  type ChatModelScenario,
} from './chat-model.contract.js';
import { FakeChatModel, HANG, type FakeScript } from './fake-chat-model.js';
import type { ModelEvent } from './model-event.js';
import { ProviderError, type ProviderErrorOptions } from './provider-error.js';

const START: ModelEvent = { type: 'model-start', id: 'call', model: 'fake-model' };
const HALF: ModelEvent[] = ['The', ' answer'].map((delta) => ({ type: 'text-delta', delta }));
const USAGE = { inputUncached: 56, inputCacheRead: 64, output: 18, reasoning: 8 };

const CITATION = {
  sourceId: 7,
  url: 'https://a.example/',
  title: null,
  citedText: null,
  span: { start: 0, end: 9 },
};

function failure(
  kind: 'provider-failed' | 'service-unavailable',
  options: Partial<ProviderErrorOptions>,
): ProviderError {
  const plain = { provider: 'openai', model: 'fake-model', progress: 'cut', retryable: false } as const;
  return new ProviderError(kind, 'scripted', 'The provider failed.', { ...plain, ...options });
}

const SCRIPTS: Partial<Record<ChatModelScenario, FakeScript>> = {
  truncated: [START, ...HALF, failure('provider-failed', {})],
  hang: [START, ...HALF, HANG],
  silent: [HANG],
  throttled: [
    failure('service-unavailable', {
      progress: 'refused',
      retryable: true,
      throttled: true,
      retryAfterMs: 2000,
    }),
  ],
  unavailable: [failure('provider-failed', { progress: 'failed', retryable: true, status: 503 })],
};

function scripted(scenario: ChatModelScenario): FakeChatModel {
  const fake = new FakeChatModel();
  const script = SCRIPTS[scenario];
  if (script) return fake.follow(script);
  if (scenario === 'cited') return fake.answer(['It is ', '42.'], { citations: [CITATION] });
  const texts = CONTRACT_TEXT.split(/(?<=\s)/);
  const finish = scenario === 'length' || scenario === 'refusal' ? scenario : 'stop';
  return fake.answer(texts, { usage: USAGE, finish });
}

chatModelContract(FakeChatModel.name, (scenario) => {
  const model = scripted(scenario);
  return {
    model,
    calls: () => model.requests.length,
    left: () => (model.closedEarly === 1 ? Promise.resolve() : Promise.reject(new Error('Nobody left.'))),
  };
});

describe(FakeChatModel.name, () => {
  it('answers "ok" without a script and records what it was asked', async () => {
    const fake = new FakeChatModel('anthropic', 'claude', 'anthropic');
    const { events } = await hear(fake, CONTRACT_REQUEST);
    expect(events.filter(({ type }) => type === 'text-delta')).toEqual([{ type: 'text-delta', delta: 'ok' }]);
    expect(fake.requests).toEqual([CONTRACT_REQUEST]);
  });

  it('takes one script a call and repeats the last', async () => {
    const fake = new FakeChatModel().fail(new Error('first')).answer('then').answer('');
    const heard = [];
    for (let call = 0; call < 4; call += 1)
      heard.push(await hear(fake, { ...CONTRACT_REQUEST, deltas: false }));
    expect(heard.map(({ error }) => (error as Error | undefined)?.message)).toEqual([
      'first',
      undefined,
      undefined,
      undefined,
    ]);
    expect(heard[1]?.events[1]).toEqual({ type: 'text-delta', delta: 'then' });
    expect(heard[3]?.events.some(({ type }) => type === 'text-delta')).toBe(false);
  });
});
