// What may happen to the clients.
import { setTimeout as sleep } from 'node:timers/promises';
import { addFault, inParallel } from '../fleet.mjs';
import { until } from '../until.mjs';
import {
  aim,
  callsEnd,
  hearSome,
  idle,
  isWhole,
  modelCalls,
  openHolds,
  percentile,
  question,
  resume,
} from './asking.mjs';

export const cases = [
  {
    name: 'streams cut at random and resumed elsewhere',
    fleet: { services: 2 },
    twin: 'says-it-twice',
    async run(fleet, { long, random }) {
      const count = long ? 2_000 : 80;
      await addFault(fleet.sandbox, { match: {}, fault: { chunk_delay_ms: 20, output_tokens: 60 } });
      let whole = 0;
      await inParallel(count, 40, async () => {
        const heard = await hearSome(
          fleet.services[0],
          question({ resumable: true }),
          1 + Math.floor(random() * 15),
        );
        await sleep(random() * 400);
        let all = heard;
        const [again] = heard;
        if (again) all = [...heard, ...(await resume(fleet.services[1], again.response_id, heard.length))];
        if (isWhole(all) && all.at(-1).type === 'response.completed') whole++;
      });
      const calls = (await modelCalls(fleet, 'openai')).length;
      return { streams: count, whole, calls, openHolds: await openHolds(fleet) };
    },
    holds: (found) => found.whole === found.streams && found.calls === found.streams && found.openHolds === 0,
  },
  {
    name: 'the process of a stream is killed, its reader resumes elsewhere',
    fleet: { services: 2, env: { RESUME_LOST_AFTER_MS: '1500', CHAOS_LEASE_MS: '2000' } },
    twin: 'events-in-memory',
    async run(fleet) {
      await addFault(fleet.sandbox, { match: {}, fault: { chunk_delay_ms: 30, output_tokens: 400 } });
      const heard = await Promise.all(
        Array.from({ length: 10 }, () => hearSome(fleet.services[0], question({ resumable: true }), 8)),
      );
      await written(fleet, heard);
      await fleet.services[0].kill();
      const whole = await Promise.all(
        heard.map(async (events) => {
          const rest = await resume(fleet.services[1], events[0].response_id, events.length);
          return isWhole([...events, ...rest]) && rest.at(-1).type === 'response.incomplete';
        }),
      );
      return { streams: heard.length, whole: whole.filter(Boolean).length };
    },
    holds: (found) => found.whole === found.streams,
  },
  {
    name: 'clients that vanish',
    twin: 'deaf',
    async run(fleet, { long }) {
      const count = long ? 200 : 20;
      await addFault(fleet.sandbox, { match: {}, fault: { chunk_delay_ms: 50, output_tokens: 100 } });
      const left = [];
      const nothing = idle(fleet.services[0], 2);
      await inParallel(count, 10, async () => {
        await hearSome(fleet.services[0], question(), 2);
        left.push(Date.now());
      });
      await callsEnd(fleet, 10_000);
      const ends = (await modelCalls(fleet, 'openai')).filter(({ outcome }) => outcome === 'aborted');
      const late = ends
        .map(({ ended_at }) => Date.parse(ended_at))
        .sort((a, b) => a - b)
        .map((at, index) => at - left.toSorted((a, b) => a - b)[index]);
      return {
        clients: count,
        aborted: ends.length,
        nothingP99: await nothing,
        p95Ms: percentile(late, 0.95),
        slowestMs: Math.max(0, ...late),
        openHolds: await openHolds(fleet),
      };
    },
    holds: (found, { long }) =>
      found.aborted === found.clients &&
      (!long || found.p95Ms <= 250 + found.nothingP99) &&
      found.openHolds === 0,
    aims: ({ slowestMs, nothingP99 }) => [aim('aborted within 250 ms', slowestMs, 250, nothingP99)],
  },
];

/** Events are told first and written together a moment later; a twin never writes them. */
async function written(fleet, heard) {
  const isThere = async ({ response_id: id }, count) => {
    const [{ last }] = await fleet.sql(
      'SELECT max(seq_to) AS last FROM answer_events WHERE response_id = $1',
      [id],
    );
    return last >= count;
  };
  const areThere = async () =>
    (await Promise.all(heard.map((events) => isThere(events[0], events.length)))).every(Boolean);
  await until('events', areThere, { withinMs: 2_000 }).catch(() => undefined);
}
