import type { Price } from '../prices/model-price.js';
import type { Posting, Reservation } from './ledger.js';
import type { PostedLine } from '../posted-line.js';

// One JSON text a batch: `JSON.stringify` is native code, where arrays of parameters are escaped one by one in
// JavaScript. Keys are single letters because every request pays for them.

/** `ledger_trip`'s reservations, in the order they came. */
export function reservationRows(reservations: readonly Reservation[]): string {
  return JSON.stringify(
    reservations.map(({ payer, price, ...held }, index) => ({
      n: index,
      a: held.attemptId,
      r: held.requestId,
      k: held.kind,
      p: held.provider,
      m: held.model,
      f: price.listedModel,
      o: payer.organisation,
      t: payer.team,
      y: payer.keyId,
      c: payer.costCenter,
      ik: held.idempotencyKey,
      v: price.version,
      h: held.amount,
      l: held.lines.map(lineRow),
      at: held.reservedAt,
    })),
  );
}

/** A posting on its way to the ledger. */
export interface Settlement {
  readonly reservation: Reservation;
  readonly posting: Posting;
}

/** `ledger_trip`'s postings and lines. */
export function settlementRows(settlements: readonly Settlement[]): [items: string, lines: string] {
  const items = settlements.map(({ reservation, posting }, index) => ({
    n: index,
    a: reservation.attemptId,
    o: posting.outcome,
    b: posting.basis,
    c: posting.cost,
    d: posting.durationMs,
    u: posting.usage,
    r: posting.rawUsage,
    at: posting.postedAt,
    pv: reservation.price.version,
  }));
  const lines = settlements.flatMap(({ posting }, index) =>
    posting.lines.map((line) => ({ n: index, ...lineRow(line), b: line.basis })),
  );
  return [jsonText(items), JSON.stringify(lines)];
}

/** In JSON, what `jsonb` refuses (NUL, half a surrogate pair) is an escape always; the rest keeps those in step. */
const ESCAPES = /\\(?:u0000|ud[89a-f][0-9a-f]{2}|[^])/g;
const UNSAFE = /\\u(?:0000|d[89a-f])/;

/** JSON that `jsonb` takes, whatever a vendor has written: the characters it has no room for are left out. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  if (!UNSAFE.test(text)) return text;
  return text.replace(ESCAPES, (escape) => (UNSAFE.test(escape) ? '' : escape));
}

export function lineRows(lines: readonly PostedLine[]): string {
  return JSON.stringify(lines.map(lineRow));
}

export function priceRow(price: Price): [string, string, string, string] {
  const { vendor, model, version, base, tiers } = price;
  return [version, vendor, model, JSON.stringify({ base, tiers })];
}

function lineRow({ meter, quantity, unitPrice, amount }: PostedLine) {
  return { m: meter, q: quantity, p: unitPrice, s: amount };
}
