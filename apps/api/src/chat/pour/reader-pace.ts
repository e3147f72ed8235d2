import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { ChatEvent } from '@app/chat';
import { loopShare } from './loop-share.js';

/** Bytes that may wait for a client that does not read; over it the client is dropped. */
export const MOST_WAITING_BYTES = 256 * 1024;
/** Over so many waiting bytes an event that is at hand has to wait for its reader. */
export const ROOMY_BYTES = 64 * 1024;
/** A reader that takes nothing for so long is dropped. Milliseconds. */
export const PATIENCE_MS = 5_000;
const LOOK_MS = 20;

/** A client at the other end of a connection. */
export interface Reader {
  isGone(): boolean;
  /** Bytes that are not yet with the network. */
  waitingBytes(): number;
  drop(): void;
}

/**
 * The next event, when there is room for it. Kept events come from memory faster than any network: for them the
 * pour waits as long as the reader reads. Events that are made while one waits for them are never held up: there
 * a reader over `MOST_WAITING_BYTES` is dropped.
 */
export async function nextEvent(
  events: AsyncIterator<ChatEvent>,
  reader: Reader,
  patienceMs = PATIENCE_MS,
): Promise<IteratorResult<ChatEvent>> {
  await loopShare.enter(reader);
  // Node sends what was written in a turn at its end: until then a healthy reader looks like a stuck one.
  if (isBehind(reader)) await nextTurn();
  if (!isBehind(reader)) return events.next();
  const { next, atHand } = await pull(events);
  const waits = next.done ? reader.waitingBytes() > MOST_WAITING_BYTES : atHand;
  const hasRoom = waits ? await roomOf(reader, patienceMs) : reader.waitingBytes() <= MOST_WAITING_BYTES;
  if (!hasRoom && !reader.isGone()) reader.drop();
  return next;
}

function isBehind(reader: Reader): boolean {
  return !reader.isGone() && reader.waitingBytes() > ROOMY_BYTES;
}

/**
 * `atHand`: nobody had to make it. Promises that are kept already are told to the end before the next tick, and a
 * timer or a socket that brings an event comes after it; an immediate would come after a timer that is due.
 */
async function pull(events: AsyncIterator<ChatEvent>) {
  let hasTicked = false;
  process.nextTick(() => (hasTicked = true));
  const next = await events.next();
  return { next, atHand: !hasTicked };
}

/** Waits while the reader reads; false: it took nothing for `patienceMs`. */
async function roomOf(reader: Reader, patienceMs: number): Promise<boolean> {
  let least = reader.waitingBytes();
  for (let idleMs = 0; isBehind(reader) && idleMs < patienceMs; idleMs += LOOK_MS) {
    await sleep(LOOK_MS);
    if (reader.waitingBytes() >= least) continue;
    least = reader.waitingBytes();
    idleMs = 0;
  }
  return !isBehind(reader);
}

/** Waits until nothing waits for the network any more, for so long at most. */
export async function allTaken(reader: Reader, patienceMs: number): Promise<void> {
  await nextTurn();
  for (
    let waited = 0;
    reader.waitingBytes() > 0 && !reader.isGone() && waited < patienceMs;
    waited += LOOK_MS
  )
    await sleep(LOOK_MS);
}
