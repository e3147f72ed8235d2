// What may happen to money, case by case. A case runs on a fleet, returns its figures, and says what must hold of
// them; its `twin` is the broken ledger under which the same words must fail, or the case proves nothing.
import { setTimeout as sleep } from 'node:timers/promises';
import { audit } from './audit.mjs';
import { addFault, ask, clearFaults, inParallel, readBill } from './fleet.mjs';
import { borderCases } from './ledger/border-cases.mjs';
import { keyCases } from './ledger/key-cases.mjs';
import { leavingCases } from './ledger/leaving-cases.mjs';
import { searchCases } from './ledger/search-cases.mjs';
import { askThrough, clean, env, killedAmid, question, settled } from './ledger/words.mjs';

export const preload = new URL('./borders.mjs', import.meta.url).href;
/** Nobody looks at the clock: the twin is tried at the same time, in the long form too. */
export const sideBySide = true;

export const cases = [
  {
    name: 'random SIGKILLs',
    fleet: { env },
    twin: 'ledger-after-call',
    async run(fleet, { random, long }) {
      const calls = long ? 10_000 : 200;
      const kills = long ? 50 : 3;
      await addFault(fleet.sandbox, { match: {}, fault: { first_token_delay_ms: 15 } });
      let asking = true;
      const asked = (async () => {
        while ((await readBill(fleet.sandbox)).length < calls) await askThrough(fleet, 200, 16);
        asking = false;
      })();
      let killed = 0;
      while (asking || killed < kills) {
        await sleep(100 + random() * (long ? 900 : 600));
        if (killed >= kills) continue;
        killed++;
        await fleet.services[0].kill();
        await fleet.services[0].start();
      }
      await asked;
      await clearFaults(fleet.sandbox);
      await settled(fleet);
      return { kills: killed, ...(await audit(fleet)) };
    },
    holds: clean,
  },
  ...borderCases,
  ...[
    { border: 'while the vendor thinks', fault: { first_token_delay_ms: 2_000 } },
    { border: 'in the middle of a stream', fault: { stall_after_chunks: 3 } },
  ].map(({ border, fault }) => ({
    name: `SIGKILL ${border}`,
    fleet: { env },
    twin: 'ledger-after-call',
    async run(fleet) {
      await addFault(fleet.sandbox, { match: {}, fault });
      const [service] = fleet.services;
      const work = inParallel(10, 10, (index) =>
        ask(service, question(index), { headers: { accept: 'text/event-stream' } }),
      );
      while ((await readBill(fleet.sandbox)).length < 10) await sleep(20);
      await sleep(100);
      return killedAmid(fleet, work);
    },
    holds: clean,
  })),
  {
    name: 'PostgreSQL killed and started again',
    fleet: { env },
    twin: 'forgetful',
    async run(fleet, { long }) {
      const [service] = fleet.services;
      let statuses = {};
      const count = (status) => (statuses = { ...statuses, [status]: (statuses[status] ?? 0) + 1 });
      const work = inParallel(long ? 4_000 : 240, 16, async (index) => {
        const answer = await ask(service, question(index));
        count(answer.status);
        if (answer.status !== 200) await sleep(50);
      });
      await sleep(400);
      fleet.killPostgres();
      await sleep(700);
      await fleet.stopPostgres();
      await fleet.startPostgres();
      await work;
      const after = await ask(service, question('after'));
      await settled(fleet);
      return { statuses: JSON.stringify(statuses), after: after.status, ...(await audit(fleet)) };
    },
    holds: (found) => clean(found) && found.after === 200,
  },
  {
    name: '500 in parallel, room for 37',
    fleet: { services: 2, env },
    twin: 'check-then-charge',
    async run(fleet, { long }) {
      const rounds = long ? 100 : 2;
      await ask(fleet.services[0], question('first'));
      const [{ hold, key_id: keyId }] = await fleet.sql(
        `SELECT hold::text, key_id FROM attempts WHERE kind = 'model' ORDER BY reserved_at LIMIT 1`,
      );
      await addFault(fleet.sandbox, { match: {}, fault: { first_token_delay_ms: 4_000 } });
      const admitted = [];
      const neither = [];
      for (let round = 0; round < rounds; round++) {
        await makeRoom(fleet, keyId, hold, 37);
        const answers = [];
        await inParallel(500, 500, async (index) => {
          const answer = await ask(fleet.services[index % 2], question('first'));
          answers.push(answer.status);
        });
        admitted.push(answers.filter((status) => status === 200).length);
        neither.push(...answers.filter((status) => status !== 200 && status !== 402));
      }
      await clearFaults(fleet.sandbox);
      await settled(fleet);
      return {
        rounds,
        admitted: [...new Set(admitted)].join(' '),
        neither: neither.join(' ') || 'none',
        ...(await audit(fleet)),
      };
    },
    holds: (found) => found.admitted === '37' && found.neither === 'none' && clean(found),
  },
  ...leavingCases,
  ...searchCases,
  {
    name: 'one idempotency key 50 times in parallel',
    fleet: { services: 2, env },
    twin: 'no-idempotency',
    async run(fleet, { long }) {
      const rounds = long ? 40 : 4;
      await addFault(fleet.sandbox, { match: {}, fault: { first_token_delay_ms: 150 } });
      const odd = [];
      for (let round = 0; round < rounds; round++) {
        const bodies = new Set();
        await inParallel(50, 50, async (index) => {
          const headers = { 'idempotency-key': `key-${round}` };
          const answer = await ask(fleet.services[index % 2], question(round), { headers });
          if (answer.status === 200) bodies.add(answer.text);
          else if (answer.status !== 409) odd.push(answer.status);
        });
        const again = await ask(fleet.services[0], question(round), {
          headers: { 'idempotency-key': `key-${round}` },
        });
        bodies.add(again.text);
        if (bodies.size !== 1) odd.push(`${bodies.size} answers`);
      }
      await settled(fleet);
      const found = await audit(fleet);
      return { rounds, callsForEachKey: found.calls / rounds, odd: odd.join(' '), ...found };
    },
    holds: (found) => clean(found) && found.callsForEachKey === 1 && found.odd === '',
  },
  ...keyCases,
];

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
