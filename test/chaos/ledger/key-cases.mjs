// One Idempotency-Key, one answer: processes that die with it, and one that only could not be heard of.
import { setTimeout as sleep } from 'node:timers/promises';
import { audit, quiet } from '../audit.mjs';
import { addFault, ask, askPatiently, clearFaults, countCalls } from '../fleet.mjs';
import { until } from '../until.mjs';
import { underWay } from './words.mjs';

/** A key is free again when somebody has looked for a whole lease without a gap of half of one: what is busy has gaps. */
const LEASE_MS = 3_000;
/** Nobody looks at the holder for a whole lease before the database has answered for the first time. */
const OUTAGE_LEASE_MS = 4_500;
const body = (message) => ({ message, options: { search_enabled: false, max_tokens: 32 } });

/**
 * How many calls a key makes whose process dies there: the table of docs/decisions/0012. An answer that was nowhere
 * but in the process's memory is lost with it, and asked for again.
 */
const CALLS_AT = {
  'after-begin': 1,
  'after-note': 1,
  'after-reserve': 1,
  'before-owe': 2,
  'before-record': 2,
  'after-record': 1,
  'before-settle': 1,
  'after-settle': 1,
  'before-finish': 1,
  'after-finish': 1,
};

/** Lost and paid for, found and owed, found and posted: each takes a start and two leases. */
const AROUND_THE_ANSWER = ['before-record', 'after-record', 'after-settle'];

/** Asks until it is answered, or refused for another reason than that the key is held. */
const askOut = (service, question, headers) =>
  askPatiently(service, question, { headers, again: [0, 409, 503] });

/** The service dies at the border with the key, and is asked again in its next life. */
async function dieAt(fleet, border, accept) {
  const [service] = fleet.services;
  const headers = { accept, 'idempotency-key': `${border} ${accept}`.replaceAll(' ', '-') };
  const question = body(`What becomes of a key ${border}?`);
  const before = await countCalls(fleet.sandbox);
  await service.dieAt(border);
  const cut = await askPatiently(service, question, { headers, again: [503] });
  // A twin may never come by the border.
  if (cut.status !== 0) await service.kill();
  await service.exited;
  await service.start();
  const first = await askOut(service, question, headers);
  const again = await askOut(service, question, headers);
  const calls = (await countCalls(fleet.sandbox)) - before;
  const isOne = first.status === 200 && first.text === again.text;
  const bookedAs = again.headers.get('idempotency-booked-as');
  const [{ cost }] = await fleet.sql(
    `SELECT trim_scale(sum(p.cost))::text AS cost FROM attempts JOIN postings p USING (attempt_id) WHERE request_id = $1`,
    [bookedAs],
  );
  const isBooked = again.text.includes(`"cost":"${cost}"`);
  return { calls, isOne, isBooked };
}

export const keyCases = [
  ...['application/json', 'text/event-stream'].map((accept) => ({
    name: `SIGKILL with an idempotency key, ${accept}`,
    // The order of what is written is the same; what differs is what its client has read by then.
    longOnly: accept === 'text/event-stream',
    fleet: { env: { CHAOS_LEASE_MS: String(LEASE_MS) } },
    twin: 'posted-before-kept',
    async run(fleet, { long }) {
      const odd = [];
      const borders = long ? Object.keys(CALLS_AT) : AROUND_THE_ANSWER;
      for (const border of borders) {
        const { calls, isOne, isBooked } = await dieAt(fleet, border, accept);
        if (calls !== CALLS_AT[border] || !isOne || !isBooked)
          odd.push(
            `${border} ${calls} calls${isOne ? '' : ', two answers'}${isBooked ? '' : ', not its cost'};`,
          );
      }
      await quiet(fleet);
      return { kills: borders.length, odd: odd.join(' '), ...(await audit(fleet)) };
    },
    holds: ({ odd, lost, double, wrong, below, openHolds, broken }) =>
      odd === '' && lost + double + wrong + below + openHolds === 0 && broken === 'none',
  })),
  {
    name: 'an idempotency key while the database was away for longer than a lease',
    fleet: { services: 2, env: { CHAOS_LEASE_MS: String(OUTAGE_LEASE_MS) } },
    twin: 'lease-alone',
    async run(fleet) {
      const [holder, other] = fleet.services;
      await addFault(fleet.sandbox, { match: {}, fault: { first_token_delay_ms: 5_000 } });
      const headers = { 'idempotency-key': 'one' };
      const first = askPatiently(holder, body('Once, please.'), { headers, again: [503] });
      await underWay(fleet, 1);
      // Held still, it is the last to hear that the database is there again, as it may be by chance.
      holder.child.kill('SIGSTOP');
      fleet.killPostgres();
      await sleep(OUTAGE_LEASE_MS + 500);
      await fleet.stopPostgres();
      await fleet.startPostgres();
      // The database has answered: the key is held, or it has just been taken.
      const early = [];
      const hasAnswered = async () => {
        early.push(ask(other, body('Once, please.'), { headers }));
        const told = await Promise.race([early.at(-1), sleep(300)]);
        return told?.status === 409 || (await countCalls(fleet.sandbox)) > 1;
      };
      await until('a word about the key', hasAnswered, { everyMs: 20 });
      holder.child.kill('SIGCONT');
      const answers = [
        await first,
        await askOut(other, body('Once, please.'), headers),
        ...(await Promise.all(early)),
      ];
      await clearFaults(fleet.sandbox);
      await quiet(fleet);
      const given = answers.filter(({ status }) => status === 200);
      const found = await audit(fleet);
      return { answers: new Set(given.map(({ text }) => text)).size, ...found };
    },
    holds: ({ answers, calls, broken }) => answers === 1 && calls === 1 && broken === 'none',
  },
];
