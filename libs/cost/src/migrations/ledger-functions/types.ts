// Fields are short, as the process writes them (ledger-rows.ts): every request pays for them.
// Reservation: n its place, a attempt, r request, k kind, p provider, m model and f its listed name, o organisation,
// t team, y key, c cost center, ik idempotency key, v price version, h hold and its l lines, at when, in milliseconds;
// w its windows are found here. Refusal: w the window that has no room, its l limit, s spent, r reserved.
// Posting: n, a, at, o outcome, b basis, c cost, d duration, u usage, r the vendor's own, pv price version; v revision,
// w windows and h what was held are found here. Line: n its posting, m meter, q quantity, p unit price, s amount, b basis.
export const TYPES = `
CREATE TYPE ledger_reservation AS (
  n integer, a uuid, r text, k text, p text, m text, f text, o text, t text, y text, c text, ik text, v text, h numeric, l jsonb,
  at double precision, w bigint[]
);
CREATE TYPE ledger_refusal AS (n integer, w bigint, l numeric, s numeric, r numeric);
CREATE TYPE ledger_posting AS (
  n integer, a uuid, v integer, o text, b text, c numeric, d integer, u jsonb, r jsonb, w bigint[], at double precision, pv text, h numeric
);
CREATE TYPE ledger_line AS (n integer, m text, q bigint, p numeric, s numeric, b text);
`;
