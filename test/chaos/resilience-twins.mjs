// Imported before the service (`node --import`): the broken twins of the resilience cases, services as they are
// commonly built, made of the built code. Also shortens the wait after which a process counts as lost.
import { ServerResponse } from 'node:http';
import { mutate } from './mutate.mjs';

/** Loaded when a twin needs it: what is loaded already cannot be mutated. */
const built = (path) => import(`../../dist/${path}.js`);

const twins = {
  none() {},

  /** Calls whoever is down. */
  async 'no-breaker'() {
    const { CircuitBreaker } = await built('libs/resilience/src/circuit-breaker');
    CircuitBreaker.prototype.admit = () => ({ admitted: true, report() {} });
  },

  /** Tries again and again. */
  async 'no-retry-budget'() {
    const { RetryBudget } = await built('libs/resilience/src/retry-budget');
    RetryBudget.prototype.tryRetry = () => true;
  },

  /** Nobody stands behind the one that was asked for. */
  alone() {
    mutate('/resilient/fallback.js', 'of this.models)', 'of this.models.slice(0, 1))');
  },

  /** Throttled, it tries again when it likes. */
  'ignores-retry-after'() {
    mutate('/resilient/plan-retry.js', 'retryAfterMs: error.retryAfterMs', 'retryAfterMs: undefined');
  },

  /** A vendor that says "later" counts as one that is down. */
  'throttling-is-failure'() {
    mutate('/resilient/judge-failure.js', 'error.throttled || answeredNo', 'answeredNo');
  },

  /** What breaks in the middle breaks the stream. */
  'open-ended'() {
    mutate(
      '/chat/src/chat-service.js',
      'outcome = brokenOutcome(draft, thrown, stop.signal)',
      'throw thrown',
    );
  },

  /** Reads how long its client waits, and takes its own time. */
  endless() {
    mutate('/chat/request-deadline.js', 'Math.min(milliseconds, LONGEST_TIMEOUT_MS)', 'defaultMs');
  },

  /** "From the last event on" instead of after it. */
  async 'says-it-twice'() {
    const { AnswerFollower } = await built('libs/chat/src/resume/answer-follower');
    const { follow } = AnswerFollower.prototype;
    AnswerFollower.prototype.follow = function (request, signal) {
      return follow.call(this, { ...request, afterSeq: Math.max(0, request.afterSeq - 1) }, signal);
    };
  },

  /** Events live and die with their process. */
  async 'events-in-memory'() {
    const { PostgresAnswerStreams } = await built('libs/chat/src/resume/postgres-answer-streams');
    PostgresAnswerStreams.prototype.append = () => Promise.resolve();
  },

  /** Nobody hears that the client has gone. */
  deaf() {
    const { once } = ServerResponse.prototype;
    ServerResponse.prototype.once = function (name, listener) {
      return name === 'close' && String(listener).includes('writableFinished')
        ? this
        : once.call(this, name, listener);
    };
  },

  /** Whatever a client does not read, waits for it. */
  'waits-for-everyone'() {
    Object.defineProperty(ServerResponse.prototype, 'writableLength', { get: () => 0 });
    ServerResponse.prototype.setTimeout = function () {
      return this;
    };
  },

  /** The same on sockets. */
  'waits-for-every-socket'() {
    mutate('/pour/pour-socket.js', 'waitingBytes: () => waitingBytes(socket)', 'waitingBytes: () => 0');
  },

  /** One failed look ends the reading. */
  'looks-once'() {
    mutate('/resume/answer-follower.js', 'watch.bears(error)', 'false');
  },

  /** One failed write at its end loses an answer. */
  async 'writes-once'() {
    const { LateTurns } = await built('libs/chat/src/resume/late-turns');
    LateTurns.prototype.keep = function (turn) {
      return this.conversations.record(turn);
    };
  },

  /** Spends first and hopes to write it down later. */
  async 'spends-unwritten'() {
    const { DatabaseInterceptor } = await built('apps/api/src/interceptors/database.interceptor');
    const { PostgresLedger } = await built('libs/cost/src/ledger/postgres-ledger');
    DatabaseInterceptor.prototype.intercept = (_context, next) => next.handle();
    PostgresLedger.prototype.reserve = (reservation) => Promise.resolve({ reservation });
    PostgresLedger.prototype.settle = () => Promise.resolve();
  },

  /** Everybody is let in. */
  async 'no-limit'() {
    const { Admission } = await built('apps/api/src/lifecycle/admission');
    Admission.prototype.enter = () => () => {};
  },

  /** Waits until everything is closed, whatever hangs. */
  'patient-stop'() {
    mutate('/boot/end-within.js', 'reject(new Error(late()))', 'undefined');
  },

  /** Closes the door without telling anybody. */
  'sudden-stop'() {
    process.env.SHUTDOWN_BALANCER_WAIT_MS = '0';
  },
};

await twins[process.env.CHAOS_TWIN ?? 'none']();

const { CHAOS_LEASE_MS } = process.env;
if (CHAOS_LEASE_MS) {
  const { LEDGER_DEFAULTS } = await built('libs/cost/src/ledger/postgres-ledger');
  LEDGER_DEFAULTS.leaseMs = Number(CHAOS_LEASE_MS);
}
