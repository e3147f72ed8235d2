// Imported before the service (`node --import`): the broken twins of the resilience cases, services as they are
// commonly built, patched into the built code. Also shortens the wait after which an answer counts as lost.
import { ServerResponse } from 'node:http';
import { Admission } from '../../dist/apps/api/src/lifecycle/admission.js';
import { AnswerEvents } from '../../dist/libs/chat/src/resume/answer-events.js';
import { PostgresAnswerStreams } from '../../dist/libs/chat/src/resume/postgres-answer-streams.js';
import { RESUME_DEFAULTS } from '../../dist/libs/chat/src/resume/resumables.js';
import { PostgresLedger } from '../../dist/libs/cost/src/postgres-ledger.js';
import { CircuitBreaker } from '../../dist/libs/resilience/src/circuit-breaker.js';
import { RetryBudget } from '../../dist/libs/resilience/src/retry-budget.js';

if (process.env.CHAOS_SILENT_MS) {
  RESUME_DEFAULTS.silentMs = Number(process.env.CHAOS_SILENT_MS);
  RESUME_DEFAULTS.beatMs = RESUME_DEFAULTS.silentMs / 4;
}

const twins = {
  none() {},

  /** Tries again and again, whoever is down. */
  'retry-storm'() {
    CircuitBreaker.prototype.admit = () => ({ admitted: true, report() {} });
    RetryBudget.prototype.tryRetry = () => true;
  },

  /** "From the last event on" instead of after it. */
  'says-it-twice'() {
    const { follow } = AnswerEvents.prototype;
    AnswerEvents.prototype.follow = function (request, signal) {
      return follow.call(this, { ...request, afterSeq: Math.max(0, request.afterSeq - 1) }, signal);
    };
  },

  /** Events live and die with their process. */
  'events-in-memory'() {
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
  },

  /** Spends first and hopes to write it down later. */
  'spends-unwritten'() {
    PostgresLedger.prototype.reserve = (reservation) => Promise.resolve({ reservation });
    PostgresLedger.prototype.settle = () => Promise.resolve();
  },

  /** Everybody is let in. */
  'no-limit'() {
    Admission.prototype.enter = () => () => {};
  },

  /** Closes the door without telling anybody. */
  'sudden-stop'() {
    process.env.SHUTDOWN_BALANCER_WAIT_MS = '0';
  },
};

twins[process.env.CHAOS_TWIN ?? 'none']();
