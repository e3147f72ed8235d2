// The statements of PostgresAnswerStreams. Ages are told in milliseconds, by the database's own clock.

/**
 * $1 response ids, $2 owners, $3 conversations, $4 first and $5 last numbers, $6 events. Later events of a stream
 * that was erased or lost meanwhile are let fall: the foreign key would reject everybody else's with them.
 */
export const APPEND = `
WITH given AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::int[], $5::int[], $6::text[])
    AS t (response_id, owner_id, conversation_id, seq_from, seq_to, events)
), streams AS (
  INSERT INTO answer_streams (response_id, owner_id, conversation_id, beat_at)
  SELECT response_id, owner_id, conversation_id, now() FROM given WHERE seq_from = 1 ORDER BY response_id
  ON CONFLICT DO NOTHING
)
INSERT INTO answer_events (response_id, seq_from, seq_to, events)
SELECT response_id, seq_from, seq_to, events FROM (SELECT * FROM given ORDER BY response_id) g
WHERE g.seq_from = 1
  OR EXISTS (SELECT FROM answer_streams s WHERE s.response_id = g.response_id AND s.lost_at IS NULL FOR KEY SHARE)
ON CONFLICT DO NOTHING`;

/** Rows are locked in the order of their ids, here as in every statement that locks several of them. */
export const BEAT = `
WITH mine AS MATERIALIZED (
  SELECT response_id FROM answer_streams WHERE response_id = ANY($1::text[])
  ORDER BY response_id FOR NO KEY UPDATE
)
UPDATE answer_streams s SET beat_at = now() FROM mine m WHERE m.response_id = s.response_id`;

/** $1 response ids, $2 owners, $3 numbers that are known already. One row for each, in their order. */
export const FOLLOW = `
WITH asked AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::int[]) WITH ORDINALITY
    AS t (response_id, owner_id, after, position)
), unmarked AS MATERIALIZED (
  SELECT s.response_id FROM asked a
  JOIN answer_streams s ON s.response_id = a.response_id AND s.owner_id = a.owner_id
  WHERE s.followed_at < now() - interval '1 second'
  ORDER BY s.response_id FOR NO KEY UPDATE OF s SKIP LOCKED
), marked AS (
  UPDATE answer_streams s SET followed_at = now() FROM unmarked u WHERE u.response_id = s.response_id
)
SELECT f.id IS NOT NULL AS finished, s.response_id IS NOT NULL AS running, c.chunks,
  (extract(epoch FROM now() - s.beat_at) * 1000)::float8 AS silent,
  (extract(epoch FROM s.lost_at) * 1000)::float8 AS lost_at, s.lost_seq
FROM asked a
LEFT JOIN answers f ON f.id = a.response_id AND f.owner_id = a.owner_id
LEFT JOIN answer_streams s ON s.response_id = a.response_id AND s.owner_id = a.owner_id
LEFT JOIN LATERAL (
  SELECT array_agg(e.events ORDER BY e.seq_from) AS chunks FROM answer_events e
  WHERE e.response_id = s.response_id AND e.seq_to > a.after AND f.id IS NULL
) c ON true
ORDER BY a.position`;

export const FOLLOWED_AGO = `
SELECT response_id, (extract(epoch FROM now() - followed_at) * 1000)::float8 AS ago FROM answer_streams
WHERE response_id = ANY($1::text[]) AND followed_at > '-infinity'`;

/**
 * $1 response id, $2 how long it must have been silent. `ended` and not a look at `answers`: where a turn is being
 * written, this waits for the row and then reads what became of it, while another table would be read as it was.
 */
export const DECLARE_LOST = `
UPDATE answer_streams s SET lost_at = coalesce(lost_at, now()), lost_seq = coalesce(lost_seq,
  (SELECT max(seq_to) FROM answer_events e WHERE e.response_id = s.response_id), 0)
WHERE response_id = $1 AND NOT ended AND beat_at < now() - $2::float8 * interval '1 millisecond'
RETURNING response_id`;

export const READ_FINISHED = `SELECT response, events AS outline FROM answers WHERE id = $1 AND owner_id = $2`;

export const READ_ALL = `SELECT events FROM answer_events WHERE response_id = $1 ORDER BY seq_from`;

export const FORGET = `
WITH old AS (
  SELECT response_id FROM answer_streams WHERE beat_at < now() - $1::float8 * interval '1 millisecond'
  ORDER BY beat_at LIMIT $2 FOR UPDATE SKIP LOCKED
), gone AS (DELETE FROM answer_streams s USING old WHERE s.response_id = old.response_id RETURNING 1)
SELECT count(*)::int AS forgotten FROM gone`;
