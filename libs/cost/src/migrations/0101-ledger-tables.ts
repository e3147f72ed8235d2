import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The ledger's tables. Money is USD as `numeric(30,12)`: exact to the pico-dollar, and `sum(amount)` is dollars.
 * `attempts`, `postings`, `lines` and `batches` are append-only; `holds` and `budget_windows` are the only rows
 * that change, and both can be worked out again from the others.
 */
const UP = `
CREATE TABLE price_versions (
  version text PRIMARY KEY,
  vendor text NOT NULL,
  model text NOT NULL,
  rates jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE leases (
  process_id text PRIMARY KEY,
  started_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  -- Since it was over, others have looked from then to then without a long gap: see idempotency_watch.
  watched_from timestamptz,
  watched_to timestamptz
);

CREATE TABLE budgets (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  scope text NOT NULL CHECK (scope IN ('organisation', 'team', 'key', 'model')),
  subject text NOT NULL,
  period text NOT NULL CHECK (period IN ('day', 'month')),
  timezone text NOT NULL,
  limit_amount numeric(30,12) CHECK (limit_amount >= 0),
  soft_thresholds numeric(30,12)[] NOT NULL DEFAULT '{}',
  origin text NOT NULL DEFAULT 'user' CHECK (origin IN ('user', 'configuration')),
  -- What configuration has last said of it: only what it says anew is set again.
  configured jsonb CHECK ((configured IS NOT NULL) = (origin = 'configuration')),
  created_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE INDEX budgets_by_subject ON budgets (scope, subject) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX budgets_by_configuration ON budgets (subject) WHERE origin = 'configuration' AND deleted_at IS NULL;
CREATE UNIQUE INDEX budgets_by_name ON budgets (name) WHERE deleted_at IS NULL;

CREATE TABLE budget_windows (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  budget_id uuid NOT NULL REFERENCES budgets,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
  limit_amount numeric(30,12),
  -- What had been spent in the window before the budget was made.
  opening numeric(30,12) NOT NULL DEFAULT 0 CHECK (opening >= 0),
  spent numeric(30,12) NOT NULL DEFAULT 0 CHECK (spent >= 0),
  reserved numeric(30,12) NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  -- By how much its limit was last set below what was used already.
  over_by_limit numeric(30,12) NOT NULL DEFAULT 0 CHECK (over_by_limit >= 0),
  -- Whether it is over its limit: a bill above its hold, a correction or a lowered limit took it there, never a reservation.
  overage boolean NOT NULL DEFAULT false,
  UNIQUE (budget_id, starts_at),
  CHECK (overage OR limit_amount IS NULL OR spent + reserved <= limit_amount)
) WITH (fillfactor = 50);

CREATE TABLE attempts (
  attempt_id uuid PRIMARY KEY,
  request_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('model', 'search')),
  provider text NOT NULL,
  model text NOT NULL,
  -- What that is a name of, dated names and aliases alike: budgets bind both.
  listed_model text NOT NULL,
  organisation text NOT NULL,
  team text,
  key_id text NOT NULL,
  cost_center text,
  -- What tells the Idempotency-Key apart under which it was asked (ledger_key).
  idempotency_key text,
  process_id text NOT NULL,
  price_version text NOT NULL,
  hold numeric(30,12) NOT NULL CHECK (hold >= 0),
  reserved_at timestamptz NOT NULL
);
CREATE INDEX attempts_by_request ON attempts (request_id);
CREATE INDEX attempts_by_key ON attempts (idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX attempts_by_time ON attempts USING brin (reserved_at);

-- Open reservations alone; an attempt's row here goes when it is posted.
CREATE TABLE holds (
  attempt_id uuid PRIMARY KEY,
  process_id text NOT NULL,
  amount numeric(30,12) NOT NULL CHECK (amount >= 0),
  lines jsonb NOT NULL,
  windows bigint[] NOT NULL,
  reserved_at timestamptz NOT NULL
);

-- Reservations that nobody waits for any more, while their trip may still be on its way: never admitted.
CREATE TABLE voided_reservations (
  attempt_id uuid PRIMARY KEY,
  voided_at timestamptz NOT NULL DEFAULT now()
);

-- Revision 0 is the one terminal posting; later ones are corrections, whose cost is a difference.
CREATE TABLE postings (
  attempt_id uuid NOT NULL,
  revision integer NOT NULL CHECK (revision >= 0),
  outcome text NOT NULL CHECK (outcome IN ('settled', 'voided', 'unknown', 'corrected')),
  basis text NOT NULL CHECK (basis IN ('exact', 'estimated', 'unknown', 'corrected')),
  cost numeric(30,12) NOT NULL,
  duration_ms integer,
  usage jsonb NOT NULL,
  raw_usage jsonb,
  windows bigint[] NOT NULL,
  batch bigint NOT NULL,
  posted_at timestamptz NOT NULL,
  PRIMARY KEY (attempt_id, revision),
  CHECK ((revision > 0) = (outcome = 'corrected')),
  CHECK (revision > 0 OR cost >= 0)
);
CREATE INDEX postings_by_time ON postings USING brin (posted_at);
CREATE INDEX postings_by_batch ON postings USING brin (batch);

CREATE TABLE lines (
  batch bigint NOT NULL,
  line_no integer NOT NULL,
  attempt_id uuid NOT NULL,
  revision integer NOT NULL,
  meter text NOT NULL CHECK (meter IN ('input_uncached', 'input_cache_read', 'input_cache_write_5m',
    'input_cache_write_1h', 'output', 'search_requests', 'page_fetches')),
  quantity bigint NOT NULL CHECK (quantity <> 0),
  unit_price numeric(30,12) NOT NULL CHECK (unit_price >= 0),
  amount numeric(30,12) NOT NULL CHECK (amount = quantity * unit_price),
  basis text NOT NULL CHECK (basis IN ('exact', 'estimated', 'unknown', 'corrected')),
  price_version text NOT NULL,
  posted_at timestamptz NOT NULL,
  CHECK (quantity > 0 OR basis = 'corrected')
) PARTITION BY RANGE (posted_at);
CREATE INDEX lines_by_attempt ON lines (attempt_id);
CREATE INDEX lines_by_time ON lines USING brin (posted_at);
-- What no month was made for still has a place: a posting is never refused for the calendar's sake.
CREATE TABLE lines_default PARTITION OF lines DEFAULT;

CREATE TABLE batches (
  seq bigint PRIMARY KEY,
  previous bytea NOT NULL,
  hash bytea NOT NULL,
  postings integer NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE ledger_chain (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  seq bigint NOT NULL,
  hash bytea NOT NULL
) WITH (fillfactor = 50);
INSERT INTO ledger_chain (seq, hash) VALUES (0, sha256('ledger'));

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The ledger is append-only: % on % is refused. Post a correction instead.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
`;

const APPEND_ONLY = ['attempts', 'postings', 'lines', 'batches', 'price_versions'];

const appendOnly = (table: string): string => `
CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table}
  FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table}
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM PUBLIC, CURRENT_USER;
`;

const DOWN = `
DROP TABLE lines, postings, holds, voided_reservations, attempts, budget_windows, budgets, leases, batches, ledger_chain, price_versions;
DROP FUNCTION ledger_refuse_change;
`;

export class LedgerTables1763800000101 implements MigrationInterface {
  readonly name = 'LedgerTables1763800000101';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP + APPEND_ONLY.map(appendOnly).join(''));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
