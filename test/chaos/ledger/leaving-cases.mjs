// Clients that do not wait for the end: what was written for them is on the bill all the same.
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { audit, quiet } from '../audit.mjs';
import { addFault, clearFaults, inParallel, KEY } from '../fleet.mjs';
import { percentile, rounded, timed } from '../resilience/asking.mjs';
import { clean, deathless, question } from './words.mjs';

const optionsOf = (vendor) =>
  vendor === 'openai' ? { model: 'gpt-4o-mini' } : { provider: 'anthropic', model: 'claude-haiku-4-5' };

async function audited(fleet, nothing) {
  await sleep(500);
  await clearFaults(fleet.sandbox);
  await quiet(fleet);
  return { ...(await audit(fleet)), nothingP99: nothing };
}

/** Milliseconds between two pieces of text in the short form; a vendor whom a busy machine delays writes few in that. */
const PACE_MS = 40;
/**
 * How many percent of a bill 24 pieces are, one for each who leaves in the midst, where half have heard five and half
 * sixty: a machine that answers nothing for so many pieces' time has left as many unread. The twin is off by all.
 */
const PIECE_PERCENT = 3;
const MOST_PERCENT = 40;
/** Of a vendor that has fallen silent everything has been read. */
const MOST_SILENT_PERCENT = 10;
const AIM_PERCENT = 2;

const holdsBut = (mostPercent) => (found) => {
  const unread = Math.min(mostPercent, (PIECE_PERCENT * found.nothingP99) / PACE_MS);
  return clean(found) && Math.abs(found.driftPercent) <= AIM_PERCENT + unread;
};
const aims = ({ driftPercent, nothingP99 }) => [
  {
    text: `estimates within ${AIM_PERCENT} % of the bill`,
    held: Math.abs(driftPercent) <= AIM_PERCENT,
    measured: `${driftPercent} %; an idle call ${nothingP99} ms`,
  },
];

/** What an idle call takes meanwhile, in milliseconds: the machine's own share. */
function watchIdle(service) {
  let isOver = false;
  const took = [];
  const watching = (async () => {
    while (!isOver) {
      const { ms } = await timed(() => fetch(`${service.url}/health/live`).then(() => ({})));
      took.push(ms);
      await sleep(50);
    }
  })();
  return async () => {
    isOver = true;
    await watching;
    return rounded(percentile(took, 0.99));
  };
}

export const leavingCases = ['openai', 'anthropic'].flatMap((vendor) => [
  ...['SSE', 'Socket.IO'].map((stream) => ({
    name: `clients of ${vendor} leave, ${stream}`,
    fleet: { env: deathless },
    twin: 'free-aborts',
    async run(fleet, { long }) {
      const body = question(1, { ...optionsOf(vendor), max_tokens: 200 });
      const leave = onceAnswered(stream === 'SSE' ? leaveSse : leaveSocket);
      const idleCalls = watchIdle(fleet.services[0]);
      for (const pace of long ? [0, 15, 60] : [PACE_MS]) {
        await clearFaults(fleet.sandbox);
        await addFault(fleet.sandbox, {
          match: { vendor },
          fault: { chunk_delay_ms: pace, output_tokens: 120 },
        });
        // As many as there are; then before the first, after the fifth and with the last.
        const last = await leave(fleet.services[0], body, Infinity);
        await inParallel(long ? 150 : 36, long ? 6 : 12, (index) =>
          leave(fleet.services[0], body, [0, 5, last][index % 3]),
        );
      }
      return audited(fleet, await idleCalls());
    },
    holds: holdsBut(MOST_PERCENT),
    aims,
  })),
  {
    name: `clients of ${vendor} leave when it has fallen silent`,
    // The tally is the same for both vendors.
    longOnly: vendor === 'anthropic',
    fleet: { env: deathless },
    twin: 'counts-silence',
    async run(fleet, { long }) {
      const fault = { chunk_delay_ms: 20, output_tokens: 300, stall_after_chunks: 60 };
      await addFault(fleet.sandbox, { match: { vendor }, fault });
      const idleCalls = watchIdle(fleet.services[0]);
      const body = question(1, { ...optionsOf(vendor), max_tokens: 400 });
      await inParallel(long ? 120 : 12, 12, () =>
        onceAnswered(leaveSse)(fleet.services[0], body, Infinity, SILENCE_MS),
      );
      return audited(fleet, await idleCalls());
    },
    holds: (found) => holdsBut(MOST_SILENT_PERCENT)(found) && found.calls >= 12,
  },
]);

/** Longer than any gap of a vendor's that still writes, shorter than the service waits for one. */
const SILENCE_MS = 1_500;

/** A leave that says null was refused for the moment, and comes again. */
const onceAnswered =
  (leave) =>
  async (...words) => {
    for (;;) {
      const seen = await leave(...words);
      if (seen !== null) return seen;
      await sleep(50);
    }
  };

/** Leaves after so many deltas or so long a silence, and says how many there were; null: it was refused. */
async function leaveSse(service, body, deltas, silenceMs = 30_000) {
  let seen = 0;
  const leaving = new AbortController();
  let silence;
  try {
    const answer = await fetch(`${service.url}/v1/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': KEY, accept: 'text/event-stream' },
      body: JSON.stringify(body),
      signal: leaving.signal,
    });
    if (!answer.ok) return null;
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      seen += chunk.split('event: content.delta').length - 1;
      clearTimeout(silence);
      if (seen > 0) silence = setTimeout(() => leaving.abort(), silenceMs);
      if (seen >= deltas && (deltas > 0 || chunk.includes('response.created'))) break;
    }
  } catch (error) {
    if (!leaving.signal.aborted) throw error;
  } finally {
    clearTimeout(silence);
    leaving.abort();
  }
  return seen;
}

function leaveSocket(service, body, deltas) {
  return new Promise((resolve) => {
    const socket = io(`${service.url}/chat`, {
      auth: { apiKey: KEY },
      transports: ['websocket'],
      forceNew: true,
    });
    let seen = 0;
    const leave = (what = seen) => {
      socket.disconnect();
      resolve(what);
    };
    const refused = () => leave(null);
    socket.on('connect', () =>
      socket.emit('chat:create', body, (told) => {
        if (!told?.response_id) refused();
        else if (deltas === 0) leave();
      }),
    );
    socket.on('connect_error', refused);
    socket.on('exception', refused);
    socket.on('chat:event', (event) => {
      if (event.type === 'content.delta' && ++seen >= deltas) leave();
      if (event.type.startsWith('response.') && event.type !== 'response.created') leave();
    });
  });
}
