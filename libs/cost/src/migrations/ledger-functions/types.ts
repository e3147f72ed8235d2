// Fields are short, as the process writes them (ledger-rows.ts): every request pays for them. Three it never writes,
// they are found here: the windows an item falls into (w), a posting's revision (v) and what was held for it (h).
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
