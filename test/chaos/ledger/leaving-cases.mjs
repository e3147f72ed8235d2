// Clients that do not wait for the end: what was written for them is on the bill all the same.
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { audit } from '../audit.mjs';
import { addFault, clearFaults, inParallel, KEY } from '../fleet.mjs';
import { clean, env, question, settled } from './words.mjs';

const optionsOf = (vendor) =>
  vendor === 'openai' ? { model: 'gpt-4o-mini' } : { provider: 'anthropic', model: 'claude-haiku-4-5' };

async function audited(fleet) {
  await sleep(500);
  await clearFaults(fleet.sandbox);
  await settled(fleet);
  return audit(fleet);
}

const holds = (found) => clean(found) && Math.abs(found.driftPercent) <= 2;

export const leavingCases = ['openai', 'anthropic'].flatMap((vendor) => [
  ...['SSE', 'Socket.IO'].map((stream) => ({
    name: `clients of ${vendor} leave, ${stream}`,
    fleet: { env },
    twin: 'free-aborts',
    async run(fleet, { long }) {
      const body = question(1, { ...optionsOf(vendor), max_tokens: 200 });
      const leave = stream === 'SSE' ? leaveSse : leaveSocket;
      for (const pace of long ? [0, 15, 60] : [15]) {
        await clearFaults(fleet.sandbox);
        await addFault(fleet.sandbox, {
          match: { vendor },
          fault: { chunk_delay_ms: pace, output_tokens: 120 },
        });
        // As many as there are; then before the first, after the fifth and with the last.
        const last = await leave(fleet.services[0], body, Infinity);
        await inParallel(long ? 150 : 36, 6, (index) =>
          leave(fleet.services[0], body, [0, 5, last][index % 3]),
        );
      }
      return audited(fleet);
    },
    holds,
  })),
  {
    name: `clients of ${vendor} leave when it has fallen silent`,
    // The tally is the same for both vendors.
    longOnly: vendor === 'anthropic',
    fleet: { env },
    twin: 'counts-silence',
    async run(fleet, { long }) {
      const fault = { chunk_delay_ms: 20, output_tokens: 300, stall_after_chunks: 60 };
      await addFault(fleet.sandbox, { match: { vendor }, fault });
      const body = question(1, { ...optionsOf(vendor), max_tokens: 400 });
      await inParallel(long ? 120 : 12, 12, () => leaveSse(fleet.services[0], body, Infinity, SILENCE_MS));
      return audited(fleet);
    },
    holds: (found) => holds(found) && found.calls >= 12,
  },
]);

/** Longer than any gap of a vendor's that still writes, shorter than the service waits for one. */
const SILENCE_MS = 1_500;

/** Leaves after so many deltas or so long a silence, and says how many there were. */
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
    const leave = () => {
      socket.disconnect();
      resolve(seen);
    };
    socket.on('connect', () => socket.emit('chat:create', body, () => deltas === 0 && leave()));
    socket.on('connect_error', leave);
    socket.on('chat:event', (event) => {
      if (event.type === 'content.delta' && ++seen >= deltas) leave();
      if (event.type.startsWith('response.') && event.type !== 'response.created') leave();
    });
  });
}
