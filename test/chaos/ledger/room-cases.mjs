// Many at once want what is there for a few.
import { setTimeout as sleep } from 'node:timers/promises';
import { audit, quiet } from '../audit.mjs';
import { addFault, askPatiently, countCalls, inParallel } from '../fleet.mjs';
import { until } from '../until.mjs';
import { clean, deathless, question } from './words.mjs';

const ASKED = 500;
const PLACES = 37;

export const roomCases = [
  {
    name: '500 in parallel, room for 37',
    fleet: { services: 2, env: deathless, gated: true },
    twin: 'check-then-charge',
    async run(fleet, { long }) {
      const rounds = long ? 100 : 2;
      await askPatiently(fleet.services[0], question('first'));
      const [{ hold, key_id: keyId }] = await fleet.sql(
        `SELECT hold::text, key_id FROM attempts WHERE kind = 'model' ORDER BY reserved_at LIMIT 1`,
      );
      const admitted = new Set();
      const others = new Set();
      let cameAgain = 0;
      for (let round = 0; round < rounds; round++) {
        // What is still on hold would make more room than there is when it is released.
        await quiet(fleet);
        await makeRoom(fleet, keyId, hold, PLACES);
        const { statuses, again } = await rush(fleet);
        admitted.add(statuses.filter((status) => status === 200).length);
        for (const status of statuses) if (status !== 200 && status !== 402) others.add(status);
        cameAgain += again;
      }
      await quiet(fleet);
      return {
        rounds,
        admitted: [...admitted].join(' '),
        neither: [...others].join(' ') || 'none',
        cameAgain,
        ...(await audit(fleet)),
      };
    },
    holds: (found) => found.admitted === String(PLACES) && found.neither === 'none' && clean(found),
  },
  {
    name: 'one idempotency key 50 times in parallel',
    fleet: { services: 2, env: deathless },
    twin: 'no-idempotency',
    async run(fleet, { long }) {
      const rounds = long ? 40 : 4;
      await addFault(fleet.sandbox, { match: {}, fault: { first_token_delay_ms: 150 } });
      const odd = [];
      for (let round = 0; round < rounds; round++) {
        const bodies = new Set();
        const headers = { 'idempotency-key': `key-${round}` };
        await inParallel(50, 50, async (index) => {
          const answer = await askPatiently(fleet.services[index % 2], question(round), { headers });
          if (answer.status === 200) bodies.add(answer.text);
          else if (answer.status !== 409) odd.push(answer.status);
        });
        const again = await askPatiently(fleet.services[0], question(round), {
          headers,
          again: [0, 409, 503],
        });
        bodies.add(again.text);
        if (bodies.size !== 1) odd.push(`${bodies.size} answers`);
      }
      await quiet(fleet);
      const found = await audit(fleet);
      return { rounds, callsForEachKey: found.calls / rounds, odd: odd.join(' '), ...found };
    },
    holds: (found) => clean(found) && found.callsForEachKey === 1 && found.odd === '',
  },
];

/**
 * All at once, none of the admitted answered before everybody has been told: whoever ends makes room. Who is refused
 * for the moment comes again; a reservation that was in doubt has held a place meanwhile, so its place is asked for.
 */
async function rush(fleet) {
  const before = await countCalls(fleet.sandbox);
  const inside = async () => (await countCalls(fleet.sandbox)) - before;
  const statuses = [];
  let again = 0;
  const one = async (index) => {
    const service = fleet.services[index % 2];
    const { status } = await askPatiently(service, question('first'), { onAgain: () => again++ });
    statuses.push(status);
  };
  fleet.gate.shut();
  const asked = [inParallel(ASKED, ASKED, one)];
  await until('a word to everybody', async () => statuses.length + (await inside()) >= ASKED);
  for (let more = 0; again > 0 && (await inside()) < PLACES && more < 50; more++) {
    const told = statuses.length;
    const expected = (await inside()) + 1;
    asked.push(one(more));
    await until('a word', async () => statuses.length > told || (await inside()) >= expected);
    await sleep(100);
  }
  fleet.gate.open();
  await Promise.all(asked);
  return { statuses, again };
}

/**
 * A budget of the key's own with room for exactly `places` of `hold`; the former one is put away. Its window is open
 * from the start, as one that was made by the API is: a twin that looks for room in windows must find this one.
 */
async function makeRoom(fleet, keyId, hold, places) {
  await fleet.sql(`UPDATE budgets SET deleted_at = now() WHERE scope = 'key' AND deleted_at IS NULL`);
  const [{ id }] = await fleet.sql(
    `INSERT INTO budgets (id, name, scope, subject, period, timezone, limit_amount)
     VALUES (gen_random_uuid(), 'room ' || gen_random_uuid(), 'key', $1, 'day', 'UTC', $2::numeric * $3) RETURNING id`,
    [keyId, hold, places],
  );
  await fleet.sql(`SELECT budget_open($1, now(), 0, 0)`, [id]);
  // What the rounds before have spent today counts in the new window too.
  await fleet.sql(
    `SELECT budget_limit($1, (SELECT spent + reserved FROM budget_windows WHERE budget_id = $1) + $2::numeric * $3, '{}', now())`,
    [id, hold, places],
  );
}
