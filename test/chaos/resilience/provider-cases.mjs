// What may happen to the providers and to the way to them.
import { startChaosProxy } from '../../support/chaos-proxy.mjs';
import { addFault, ask, clearFaults } from '../fleet.mjs';
import {
  aim,
  askInside,
  atPace,
  callsEnd,
  headers,
  idle,
  isWhole,
  modelCalls,
  openHolds,
  percentile,
  question,
  readEvents,
  rounded,
  through,
  whileBusy,
} from './asking.mjs';

const VENDORS = [
  { vendor: 'openai', options: { model: 'gpt-4o-mini' } },
  { vendor: 'anthropic', options: { provider: 'anthropic', model: 'claude-haiku-4-5' } },
];

/** What a vendor or its network may do to an answer. */
const BREAKS = [
  { truncate_after_chunks: 4 },
  { malformed_after_chunks: 4 },
  { error_event_after_chunks: 4 },
  { stall_after_chunks: 4 },
  { reset_after_chunks: 4 },
  { omit_usage: true },
  { usage_twice: true },
  { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>no</html>' },
  { status: 500, body: 'x'.repeat(1_000_000) },
];

/** What a rested retry budget has in store. */
const STORED_RETRIES = 10;

export const cases = [
  {
    name: 'one provider down',
    twin: 'no-breaker',
    async run(fleet, { long }) {
      const [rate, before, down] = long ? [200, 5, 60] : [60, 2, 7];
      const [service] = fleet.services;
      const well = await atPace(rate, before, () => askInside(service, question()));
      const known = (await modelCalls(fleet, 'openai')).length;
      await addFault(fleet.sandbox, { match: { vendor: 'openai' }, fault: { status: 503 } });
      const downAt = performance.now();
      const asked = await atPace(rate, down, () => askInside(service, question()));
      const calls = (await modelCalls(fleet, 'openai')).length - known;
      const answered = asked.filter(({ status }) => status === 200).length;
      const open = asked.filter(({ at, ms }) => at - ms - downAt > 2_000).map(({ ms }) => ms);
      return {
        asked: asked.length,
        answeredPercent: rounded((answered / asked.length) * 100),
        callsToDeadOne: calls,
        p95Before: rounded(
          percentile(
            well.map(({ ms }) => ms),
            0.95,
          ),
        ),
        p95Open: rounded(percentile(open, 0.95)),
        openHolds: await openHolds(fleet),
      };
    },
    // Before it opens every request may try once; afterwards three probes each half minute.
    holds: (found, { long }) =>
      found.answeredPercent >= 99.9 &&
      found.callsToDeadOne <= 1.1 * found.asked * 0.2 + 6 &&
      (!long || found.p95Open - found.p95Before <= 300) &&
      found.openHolds === 0,
  },
  {
    name: 'one provider down, and no breaker',
    fleet: { env: { ENABLE_CIRCUIT_BREAKER: 'false' } },
    twin: 'no-retry-budget',
    async run(fleet) {
      const [service] = fleet.services;
      const [rate, seconds] = [40, 5];
      await addFault(fleet.sandbox, { match: { vendor: 'openai' }, fault: { status: 503 } });
      const startedAt = performance.now();
      const asked = await atPace(rate, seconds, () => askInside(service, question()));
      return {
        asked: asked.length,
        answered: asked.filter(({ status }) => status === 200).length,
        callsToDeadOne: (await modelCalls(fleet, 'openai')).length,
        seconds: Math.ceil((performance.now() - startedAt) / 1_000),
        openHolds: await openHolds(fleet),
      };
    },
    // A tenth of the traffic and 3 a second.
    holds: (found) =>
      found.answered === found.asked &&
      found.callsToDeadOne <= 1.1 * found.asked + 3 * found.seconds + STORED_RETRIES &&
      found.openHolds === 0,
  },
  {
    name: 'both providers down',
    twin: 'no-breaker',
    async run(fleet, { long }) {
      const [service] = fleet.services;
      await addFault(fleet.sandbox, { match: {}, fault: { status: 503 } });
      await atPace(20, 2, () => ask(service, question()));
      const [rate, seconds] = long ? [200, 20] : [60, 4];
      const nothing = idle(service, seconds);
      const asked = await atPace(rate, seconds, () => ask(service, question()));
      return {
        asked: asked.length,
        nothingP99: await nothing,
        p50: rounded(
          percentile(
            asked.map(({ ms }) => ms),
            0.5,
          ),
        ),
        refused: asked.filter(({ status }) => status === 503).length,
        withRetryAfter: asked.filter((one) => Number(one.headers.get('retry-after')) > 0).length,
        p99: rounded(
          percentile(
            asked.map(({ ms }) => ms),
            0.99,
          ),
        ),
        openHolds: await openHolds(fleet),
      };
    },
    holds: (found, { long }) =>
      found.refused === found.asked &&
      found.withRetryAfter === found.asked &&
      // The twin's seconds of retries are seen in any form. The machine's own share is taken off here alone.
      found.p99 <= (long ? 50 : 1_000) + found.nothingP99 &&
      found.openHolds === 0,
    aims: ({ p99, nothingP99 }) => [aim('both down: p99 within 50 ms', p99, 50, nothingP99)],
  },
  {
    name: 'a connection that misbehaves',
    twin: 'alone',
    async run(fleet) {
      const proxy = await startChaosProxy(fleet.sandbox.port);
      const service = await through(fleet, proxy);
      const modes = {
        latency: { latencyMs: 200 },
        slicing: { slice: 7 },
        reset: { resetAfter: 700 },
        'half-close': { halfCloseAfter: 700 },
        refusal: 'refuse',
        'black-hole': 'black-hole',
      };
      const ended = {};
      for (const [name, mode] of Object.entries(modes)) {
        proxy.set(mode);
        const response = await fetch(`${service.url}/v1/chat`, {
          method: 'POST',
          headers: { ...headers, accept: 'text/event-stream', 'x-request-timeout': '8000' },
          body: JSON.stringify(question()),
        });
        const events = await readEvents(response);
        const last = events.at(-1);
        ended[name] = isWhole(events)
          ? `${last.type.slice(9)}${(last.data.response ?? last.data).metadata.fallback ? ' by fallback' : ''}`
          : 'torn';
      }
      await proxy.stop();
      return { ...ended, openHolds: await openHolds(fleet) };
    },
    holds: (found) =>
      found.latency === 'completed' &&
      found.slicing === 'completed' &&
      found.refusal === 'completed by fallback' &&
      !Object.values(found).includes('torn') &&
      found.openHolds === 0,
  },
  {
    name: 'streams that break in every way',
    fleet: { env: { ENABLE_CIRCUIT_BREAKER: 'false' } },
    twin: 'open-ended',
    async run(fleet) {
      const [service] = fleet.services;
      const found = { streams: 0, whole: 0, bodies: 0, clean: 0 };
      const strike = async (vendor, options, fault) => {
        const isSlow = 'stall_after_chunks' in fault;
        const more = { 'x-request-timeout': isSlow ? '2500' : '20000' };
        await addFault(fleet.sandbox, { match: { vendor }, fault: { output_tokens: 60, ...fault } });
        found.streams++;
        if (isWhole(await heard(service, question({ options }), more))) found.whole++;
        const body = await askInside(service, question({ options }), { headers: more });
        found.bodies++;
        if (isAnswerOrProblem(body)) found.clean++;
      };
      // One fault at a time, at both vendors at once.
      for (const fault of BREAKS) {
        await clearFaults(fleet.sandbox);
        await Promise.all(VENDORS.map(({ vendor, options }) => strike(vendor, options, fault)));
      }
      return found;
    },
    holds: (found) => found.whole === found.streams && found.clean === found.bodies,
  },
  {
    name: 'a vendor that throttles',
    twin: ['ignores-retry-after', 'throttling-is-failure'],
    async run(fleet) {
      const [service] = fleet.services;
      const throttled = { status: 429, headers: { 'retry-after': '1' } };
      let answered = 0;
      for (let turn = 0; turn < 6; turn++) {
        await addFault(fleet.sandbox, { match: { vendor: 'openai' }, times: 1, fault: throttled });
        const answer = await askInside(service, question());
        if (answer.status === 200 && !JSON.parse(answer.text).metadata.fallback) answered++;
      }
      const at = (await modelCalls(fleet, 'openai')).map(({ received_at }) => Date.parse(received_at));
      const waits = at.flatMap((time, index) => (index % 2 === 1 ? [time - at[index - 1]] : []));
      return {
        asked: 6,
        answered,
        calls: at.length,
        shortestWaitMs: Math.min(...waits),
        ...(await breakers(service)),
      };
    },
    holds: (found) => found.answered === 6 && found.shortestWaitMs >= 1_000 && found.open === 0,
  },
  {
    name: 'deadlines that pass',
    twin: 'endless',
    async run(fleet) {
      const [service] = fleet.services;
      await addFault(fleet.sandbox, { match: {}, fault: { first_token_delay_ms: 4_000 } });
      const within = (milliseconds, count) =>
        Promise.all(
          Array.from({ length: count }, () =>
            ask(service, question(), { headers: { 'x-request-timeout': String(milliseconds) } }),
          ),
        );
      const early = await within(1, 5);
      const callsOfEarly = (await modelCalls(fleet, 'openai')).length;
      const late = await within(700, 10);
      await callsEnd(fleet, 6_000);
      const calls = await modelCalls(fleet, 'openai');
      return {
        asked: early.length + late.length,
        expired: [...early, ...late].filter(({ status }) => status === 504).length,
        callsOfEarly,
        calls: calls.length,
        aborted: calls.filter(({ outcome }) => outcome === 'aborted').length,
      };
    },
    holds: (found) =>
      found.expired === found.asked && found.callsOfEarly === 0 && found.aborted === found.calls,
  },
];

async function heard(service, body, more) {
  const response = await whileBusy(() =>
    fetch(`${service.url}/v1/chat`, {
      method: 'POST',
      headers: { ...headers, accept: 'text/event-stream', ...more },
      body: JSON.stringify(body),
    }),
  );
  return readEvents(response).catch(() => []);
}

function isAnswerOrProblem({ status, text }) {
  try {
    const body = JSON.parse(text);
    return status === 200 ? body.message.content !== '' : status >= 500 && body.status === status;
  } catch {
    return false;
  }
}

/** How many breakers are open, as the metrics say. */
async function breakers(service) {
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  const states = [...metrics.matchAll(/^chatbot_circuit_breaker_state\{.*\} (\d)/gm)];
  return { open: states.filter(([, state]) => state !== '0').length };
}
