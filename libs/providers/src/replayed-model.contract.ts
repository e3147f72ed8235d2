import { FakeClock } from '@app/platform/testing';
import type { Agent } from 'undici';
import { chatModelContract, type ChatModelScenario } from './chat-model.contract.js';
import {
  CONTRACT_REQUEST,
  CONTRACT_TEXT,
  hear,
  lastUsage,
  textOf,
  type Heard,
} from './chat-model.contract.js';
import type { ChatModel, ModelRequest, Vendor } from './chat-model.js';
import { createAgent, createLeanFetch, type LeanFetch } from './lean-fetch.js';
import { fixture, ReplayServer, unusedAddress, type ReplayStep } from './replay-server.contract.js';

export interface ReplayedVendor {
  readonly vendor: Vendor;
  readonly create: (url: string, fetch: LeanFetch, clock: FakeClock) => ChatModel;
}

export interface Replay {
  readonly server: ReplayServer;
  readonly clock: FakeClock;
  readonly model: () => ChatModel;
  /** Runs one call against a fixture of this vendor, or against given steps. */
  readonly run: (steps: string | readonly ReplayStep[], request?: Partial<ModelRequest>) => Promise<Heard>;
}

const STATUS_SCENARIOS: Partial<Record<ChatModelScenario, ReplayStep[]>> = {
  throttled: [
    { status: 429, headers: { 'retry-after': '2' } },
    { body: { error: { message: 'Slow down.' } } },
  ],
  unavailable: [{ status: 503 }, { body: { error: { message: 'Try later.' } } }],
};

/** Brings up a replaying vendor for a describe block. */
export function replayed({ vendor, create }: ReplayedVendor): Replay {
  const server = new ReplayServer();
  const clock = new FakeClock();
  let agent: Agent;
  let model: ChatModel;
  beforeAll(async () => {
    await server.start();
    agent = createAgent();
    model = create(server.url, createLeanFetch(agent), clock);
  });
  afterAll(async () => {
    await agent.destroy();
    await server.stop();
  });
  return {
    server,
    clock,
    model: () => model,
    run: (steps, request = {}) => {
      server.replay(typeof steps === 'string' ? fixture(vendor, 'fixtures', `${steps}.jsonl`) : steps);
      return hear(model, { ...CONTRACT_REQUEST, ...request });
    },
  };
}

/** The contract over an adapter, its fixtures by scenario; a plain body where there is one. */
export function replayedContract(name: string, vendor: ReplayedVendor): void {
  const replay = replayed(vendor);
  chatModelContract(name, (scenario) => {
    const before = replay.server.requests.length;
    const model: Pick<ChatModel, 'stream'> = {
      stream: (request) => {
        replay.server.replay(STATUS_SCENARIOS[scenario] ?? stepsOf(vendor.vendor, scenario, request.deltas));
        return replay.model().stream(request);
      },
    };
    return {
      model: model as ChatModel,
      calls: () => replay.server.requests.length - before,
      left: () => replay.server.clientLeft,
    };
  });
}

const WITH_BODY = new Set<ChatModelScenario>(['answer', 'length', 'refusal', 'cited']);

function stepsOf(vendor: Vendor, scenario: ChatModelScenario, deltas: boolean): ReplayStep[] {
  return fixture(vendor, 'fixtures', `${scenario}${!deltas && WITH_BODY.has(scenario) ? '.body' : ''}.jsonl`);
}

const WHOLE = ['crlf', 'split-utf8', 'no-done', 'no-usage', 'usage-twice', 'reset-after-finish'];
const CUT = [
  ['truncated', 'provider-answer-cut', 'The answer'],
  ['reset', 'provider-answer-cut', 'The answer'],
  ['malformed', 'provider-answer-malformed', 'The answer'],
  ['huge-line', 'provider-line-too-long', ''],
  ['html', 'provider-unexpected-content-type', ''],
  ['empty', 'provider-answer-cut', ''],
] as const;
const CUT_BODIES = [
  ['empty.body', 'provider-answer-malformed', true],
  ['malformed.body', 'provider-answer-malformed', true],
  ['reset.body', 'provider-answer-cut', true],
  ['error.body', 'provider-error-in-answer', true],
  ['html', 'provider-unexpected-content-type', false],
] as const;

/** What both vendors' streams do wrong in the same ways. */
export function oddStreams(vendor: ReplayedVendor): void {
  const { run, server } = replayed(vendor);

  it.each(WHOLE)('reads a whole answer from the stream %s', async (name) => {
    const { events, error } = await run(name);
    expect(error).toBeUndefined();
    expect(textOf(events)).toBe(CONTRACT_TEXT);
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
  });

  it('counts the last usage of two and never adds them up', async () => {
    const { events } = await run('usage-twice');
    expect(lastUsage(events)?.usage).toMatchObject({ inputUncached: 56, output: 18 });
  });

  it('reports no usage where the vendor reports none', async () => {
    const { events } = await run('no-usage');
    expect(lastUsage(events)).toBeUndefined();
  });

  it.each(CUT)('ends the stream %s in one error, %s', async (name, code, text) => {
    const { events, error } = await run(name);
    expect(textOf(events)).toBe(text);
    expect(error).toMatchObject({ kind: 'provider-failed', code, progress: 'cut' });
    expect(error).toHaveProperty('retryable', text === '' && name !== 'html');
  });

  it.each(CUT_BODIES)('ends the body %s in one error, %s', async (name, code, retryable) => {
    const { events, error } = await run(name, { deltas: false });
    expect(events).toEqual([]);
    expect(error).toMatchObject({ kind: 'provider-failed', code, progress: 'cut', retryable });
  });

  it.each(['html', 'error-event', 'error.body', 'malformed.body'])(
    'tells no vendor text of %s',
    async (name) => {
      const { error } = await run(name, { deltas: !name.endsWith('body') });
      const { detail, extensions, message } = error as Record<string, unknown>;
      expect(JSON.stringify([detail, extensions, message])).not.toContain('SECRET');
      expect(JSON.stringify((error as Error).cause)).not.toContain('SECRET');
    },
  );

  it('does not know what became of a call that was torn before its answer', async () => {
    const { error } = await run('reset-before-answer');
    expect(error).toMatchObject({ code: 'provider-unanswered', progress: 'unanswered', retryable: true });
  });

  it('says that nothing was sent where nobody listens', async () => {
    const agent = createAgent();
    const model = vendor.create(await unusedAddress(), createLeanFetch(agent), new FakeClock());
    const { error } = await hear(model, CONTRACT_REQUEST);
    await agent.destroy();
    expect(error).toMatchObject({ code: 'provider-unreachable', progress: 'not-sent', retryable: true });
  });

  it('uses one socket for calls one after the other', async () => {
    await run('answer');
    const before = server.sockets;
    await run('answer');
    await run('answer.body', { deltas: false });
    expect(server.sockets).toBe(before);
  });

  it('names the attempt to the vendor when it has a name', async () => {
    await run('answer', { attemptId: 'attempt-7' });
    expect(server.requests.at(-1)?.headers['x-attempt-id']).toBe('attempt-7');
    await run('answer');
    expect(server.requests.at(-1)?.headers).not.toHaveProperty('x-attempt-id');
  });

  it('asks for no compression, which the lean fetch could not undo', async () => {
    await run('answer');
    expect(server.requests.at(-1)?.headers).not.toHaveProperty('accept-encoding');
  });
}
