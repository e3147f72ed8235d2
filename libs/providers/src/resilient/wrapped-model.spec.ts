import { FakeClock } from '@app/platform/testing';
import { RETRY_DEFAULTS, RetryBudget, UsualDuration } from '@app/resilience';
import { chatModelContract, CONTRACT_TEXT, type ChatModelScenario } from '../chat-model.contract.js';
import type { ChatModel } from '../chat-model.js';
import { FakeChatModel, HANG, type FakeScript } from '../fake-chat-model.js';
import type { ModelEvent } from '../model-event.js';
import { ProviderError, type ProviderErrorOptions } from '../provider-error.js';
import { fallback } from './fallback.js';
import { resilient } from './resilient.js';
import { breakerFor } from './breaker.contract.js';
import { UsualWait } from './usual-wait.js';

const START: ModelEvent = { type: 'model-start', id: 'call', model: 'fake-model' };
const HALF: ModelEvent[] = ['The', ' answer'].map((delta) => ({ type: 'text-delta', delta }));
const USAGE = { inputUncached: 56, inputCacheRead: 64, output: 18, reasoning: 8 };

function failure(
  kind: 'provider-failed' | 'service-unavailable',
  options: Partial<ProviderErrorOptions>,
): Error {
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
      retryAfterMs: 2_000,
    }),
  ],
  unavailable: [failure('provider-failed', { progress: 'failed', retryable: true, status: 503 })],
};

function scripted(scenario: ChatModelScenario): FakeChatModel {
  const fake = new FakeChatModel();
  const script = SCRIPTS[scenario];
  if (script) return fake.follow(script);
  if (scenario === 'cited') {
    const span = { start: 0, end: CONTRACT_TEXT.length };
    const citation = { sourceId: 7, url: 'https://a.example/', title: null, citedText: null, span };
    return fake.answer(CONTRACT_TEXT.split(/(?<=\s)/), { citations: [citation] });
  }
  const finish = scenario === 'length' || scenario === 'refusal' ? scenario : 'stop';
  return fake.answer(CONTRACT_TEXT.split(/(?<=\s)/), { usage: USAGE, finish });
}

/** One attempt, because the suite's clock stands still. */
function patient(model: ChatModel): ChatModel {
  const clock = new FakeClock();
  return resilient(model, {
    breaker: breakerFor('fake', clock),
    budget: new RetryBudget(clock),
    usual: new UsualDuration(),
    usualWait: new UsualWait(),
    caller: 'someone',
    clock,
    random: () => 0.5,
    retry: { ...RETRY_DEFAULTS, attempts: 1 },
  });
}

describe.each<[string, (model: ChatModel) => ChatModel]>([
  ['resilient', patient],
  ['fallback', (model) => fallback([model])],
  ['fallback of resilient', (model) => fallback([patient(model)])],
])('%s', (name, wrap) => {
  chatModelContract(name, (scenario) => {
    const fake = scripted(scenario);
    return {
      model: wrap(fake),
      calls: () => fake.requests.length,
      left: () => (fake.closedEarly === 1 ? Promise.resolve() : Promise.reject(new Error('Nobody left.'))),
    };
  });
});
