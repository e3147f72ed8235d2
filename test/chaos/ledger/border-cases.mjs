// A process that dies at each place where the database has, or has not yet, committed what nobody else knows.
import { audit, quiet } from '../audit.mjs';
import { addFault, askPatiently, inParallel } from '../fleet.mjs';
import { LONGEST_WAIT_MS } from '../until.mjs';
import { askThrough, clean, env, question, underWay } from './words.mjs';

/** The border, which passing of it (a trip is shared by many), and the twin that is broken just there. */
const BORDERS = [
  { at: 'before-reserve:5', twin: 'ledger-after-call' },
  { at: 'after-reserve:5', twin: 'no-reaper' },
  { at: 'before-settle:5', twin: 'no-reaper' },
  { at: 'after-settle:5', twin: 'releases-later' },
  { at: 'before-void:1', twin: 'no-reaper', env: { CHAOS_LOSE_REPLY: '5' } },
  // After it every id is voided and every hold released in one commit: there is nothing left to break.
];

const FIRST_BORDERS = [{ at: 'before-record-price:1', twin: 'prices-later' }];

const CORRECTING_BORDERS = [
  { at: 'after-correct:1', twin: 'corrects-in-two-steps' },
  { at: 'before-correct:2', twin: 'corrects-in-two-steps', longOnly: true },
];

const QUESTIONS = 40;

const caseOf = ({ at, twin, longOnly, env: more }, fleet, run, holds) => ({
  name: `SIGKILL ${at.split(':')[0]}`,
  fleet: { ...fleet, env: { ...env, ...more, CHAOS_KILL_AT: at } },
  twin,
  longOnly,
  run,
  holds,
});

/** Starts the first service again when it has died; resolves when it is ready, and rejects when it does not die. */
function reborn({ services: [service] }) {
  const alive = new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error('nobody died at the border')), LONGEST_WAIT_MS);
    service.exited.then(() => clearTimeout(timer));
  });
  return Promise.race([service.exited, alive]).then(() => service.start());
}

async function whileAsking(fleet) {
  // Out of step, so that others are under way whoever it is that dies at the border.
  await addFault(fleet.sandbox, { match: { message_contains: '1' }, fault: { first_token_delay_ms: 250 } });
  await addFault(fleet.sandbox, { match: {}, fault: { first_token_delay_ms: 40 } });
  const life = reborn(fleet);
  const work = askThrough(fleet, QUESTIONS, 8);
  await Promise.all([life, work]);
  await quiet(fleet);
  return { kills: 1, ...(await audit(fleet)) };
}

/** What the dead one left is posted before anybody calls again: a price that was never written would be written then. */
async function whileFirst(fleet) {
  const life = reborn(fleet);
  await askPatiently(fleet.services[0], question('first'), { again: [503] });
  await life;
  await quiet(fleet);
  await askThrough(fleet, QUESTIONS, 8);
  await quiet(fleet);
  return { kills: 1, ...(await audit(fleet)) };
}

/** The first service stands still for longer than its lease, is reaped, and has to correct what it is told then. */
async function whileCorrecting(fleet) {
  const [service] = fleet.services;
  fleet.gate.shut();
  const work = inParallel(6, 6, (index) => askPatiently(service, question(index), { again: [503] }));
  await underWay(fleet, 6);
  service.child.kill('SIGSTOP');
  await quiet(fleet);
  const life = reborn(fleet);
  service.child.kill('SIGCONT');
  fleet.gate.open();
  await work;
  await life;
  await quiet(fleet);
  return { kills: 1, ...(await audit(fleet)) };
}

const wholeAndCalled = (found) => clean(found) && found.calls >= QUESTIONS;

export const borderCases = [
  ...BORDERS.map((border) => caseOf(border, {}, whileAsking, wholeAndCalled)),
  ...FIRST_BORDERS.map((border) => caseOf(border, {}, whileFirst, wholeAndCalled)),
  ...CORRECTING_BORDERS.map((border) =>
    caseOf(
      border,
      { services: 2, gated: true },
      whileCorrecting,
      (found) => clean(found) && found.corrected > 0,
    ),
  ),
];
