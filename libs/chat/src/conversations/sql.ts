// The statements of PostgresConversations. Times go in and out as milliseconds or microseconds since the epoch.

/**
 * $1 ids, $2 owners, $3 source numbers to keep, $4 characters of history, $5 messages at most. Rows are locked in
 * the order of their ids, whoever asks. Turns without an answer have nothing a prompt could use. What is left out is
 * counted only where there are more turns than are given, so that the many short conversations pay nothing for it.
 */
export const OPEN = `
WITH asked AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::int[]) AS t (id, owner_id, numbers, characters)
), locked AS MATERIALIZED (
  SELECT c.id FROM conversations c JOIN asked a ON a.id = c.id AND a.owner_id = c.owner_id
  WHERE a.numbers > 0 ORDER BY c.id FOR NO KEY UPDATE OF c
), kept AS (
  UPDATE conversations c SET next_source = c.next_source + a.numbers
  FROM asked a JOIN locked l ON l.id = a.id WHERE c.id = a.id AND c.owner_id = a.owner_id
  RETURNING c.id, c.next_source - a.numbers AS first_source
)
SELECT c.id, c.owner_id, coalesce(k.first_source, c.next_source) AS first_source, h.roles, h.contents,
  CASE WHEN 2 * (c.next_turn - 1) > coalesce(cardinality(h.roles), 0) THEN
    2 * (SELECT count(*)::int FROM messages o WHERE o.conversation_id = c.id AND o.role = 'assistant')
      - coalesce(cardinality(h.roles), 0)
  ELSE 0 END AS left_out
FROM asked a
JOIN conversations c ON c.id = a.id AND c.owner_id = a.owner_id
LEFT JOIN kept k ON k.id = c.id
LEFT JOIN LATERAL (
  SELECT array_agg(role ORDER BY turn, role DESC) AS roles, array_agg(content ORDER BY turn, role DESC) AS contents
  FROM (
    SELECT m.turn, m.role, m.content,
      sum(length(m.content)) OVER (ORDER BY m.turn DESC) AS total
    FROM (
      SELECT turn, role, content FROM messages m
      WHERE m.conversation_id = c.id
        AND EXISTS (SELECT FROM messages o WHERE o.conversation_id = c.id AND o.turn = m.turn AND o.role = 'assistant')
      ORDER BY turn DESC, role LIMIT $5
    ) m
  ) newest WHERE total <= a.characters
) h ON true`;

/**
 * A batch of turns in one statement, which is one round trip and one commit. $1 to $8 hold one element for each
 * conversation, $9 to $19 one for each turn; `from_end` says how far a turn is from the end of its conversation.
 * Numbers that were kept and not used are given back where nobody has kept any since. A turn that continues an
 * erased conversation is written nowhere; the ids of the others come back.
 * An answer has one end: its stream is marked as ended or found to be lost under the lock of one row, which
 * `DECLARE_LOST` takes too. Rows are locked in the order of their ids, streams after conversations.
 */
export const RECORD = `
WITH given AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bool[], $5::float8[], $6::int[], $7::int[], $8::int[])
    AS t (id, owner_id, title, is_first, answered_at, turns, used_to, kept_to)
), locked AS MATERIALIZED (
  SELECT c.id FROM conversations c JOIN given g ON g.id = c.id AND g.owner_id = c.owner_id
  ORDER BY c.id FOR NO KEY UPDATE OF c
), continued AS (
  UPDATE conversations c SET
    next_turn = c.next_turn + g.turns,
    updated_at = greatest(c.updated_at, to_timestamp(g.answered_at / 1000)),
    next_source = CASE WHEN c.next_source = g.kept_to THEN g.used_to ELSE greatest(c.next_source, g.used_to) END
  FROM given g JOIN locked l ON l.id = g.id WHERE c.id = g.id AND c.owner_id = g.owner_id
  RETURNING c.id, c.next_turn
), begun AS (
  INSERT INTO conversations (id, owner_id, title, created_at, updated_at, next_turn, next_source)
  SELECT id, owner_id, title, to_timestamp(answered_at / 1000), to_timestamp(answered_at / 1000), turns + 1, used_to
  FROM given WHERE is_first ORDER BY id
  RETURNING id, next_turn
), items AS (
  SELECT p.next_turn - i.from_end AS turn, i.*
  FROM unnest($9::uuid[], $10::int[], $11::text[], $12::text[], $13::float8[], $14::float8[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[])
    AS i (conversation_id, from_end, question, answer, asked_at, answered_at, response_id, request_id, status, response, events)
  JOIN (SELECT * FROM begun UNION ALL SELECT * FROM continued) p ON p.id = i.conversation_id
), streams AS MATERIALIZED (
  SELECT s.response_id, s.lost_at IS NOT NULL AS lost FROM answer_streams s
  WHERE s.response_id = ANY($15::text[]) AND (SELECT count(*) FROM locked) >= 0
  ORDER BY s.response_id FOR NO KEY UPDATE OF s
), ended AS (
  UPDATE answer_streams s SET ended = true FROM streams l WHERE l.response_id = s.response_id AND NOT l.lost
), said AS (
  INSERT INTO messages (conversation_id, turn, role, content, at)
  SELECT conversation_id, turn, 'user', question, to_timestamp(asked_at / 1000) FROM items
  UNION ALL
  SELECT conversation_id, turn, 'assistant', answer, to_timestamp(answered_at / 1000) FROM items WHERE answer <> ''
), kept AS (
  INSERT INTO answers (id, conversation_id, turn, owner_id, request_id, status, response, events, created_at)
  SELECT i.response_id, i.conversation_id, i.turn, g.owner_id, i.request_id, i.status, i.response, i.events,
    to_timestamp(i.answered_at / 1000)
  FROM items i JOIN given g ON g.id = i.conversation_id LEFT JOIN streams l ON l.response_id = i.response_id
  WHERE l.lost IS NOT TRUE
)
SELECT i.response_id AS id, coalesce(l.lost, false) AS lost
FROM items i LEFT JOIN streams l ON l.response_id = i.response_id`;

/** $1 owner, $2 how many, $3 and $4 the last of the page before, or null. */
export const LIST = `
SELECT id, title, created_at, updated_at, (extract(epoch FROM updated_at) * 1000000)::bigint AS cursor
FROM conversations
WHERE owner_id = $1
  AND ($3::bigint IS NULL
    OR (updated_at, id) < (timestamptz 'epoch' + $3::bigint * interval '1 microsecond', $4::uuid))
ORDER BY updated_at DESC, id DESC LIMIT $2`;

export const READ = `SELECT id, title, created_at, updated_at FROM conversations WHERE id = $1 AND owner_id = $2`;

/** $1 conversation, $2 how many. Newest first. */
export const READ_MESSAGES = `
SELECT m.role, m.content, m.at, CASE WHEN m.role = 'assistant' THEN a.id END AS response_id
FROM messages m LEFT JOIN answers a ON a.conversation_id = m.conversation_id AND a.turn = m.turn
WHERE m.conversation_id = $1 ORDER BY m.turn DESC, m.role LIMIT $2`;

export const READ_ANSWER = `SELECT response FROM answers WHERE id = $1 AND owner_id = $2`;

/** What can be resumed holds its text too. */
export const ERASE = `
WITH told AS (DELETE FROM answer_streams WHERE conversation_id = $1 AND owner_id = $2)
DELETE FROM conversations WHERE id = $1 AND owner_id = $2 RETURNING id`;

/** "retain" in ASCII: no other advisory lock of the database has it. */
export const RETENTION_LOCK = '125780069804398';

/** $1 before when, $2 how many, $3 the lock: whoever does not get it erases nothing. */
export const ERASE_UNTOUCHED = `
WITH lock AS MATERIALIZED (SELECT pg_try_advisory_xact_lock($3) AS taken), old AS (
  SELECT id FROM conversations
  WHERE (SELECT taken FROM lock) AND updated_at < to_timestamp($1::float8 / 1000)
  ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED
), erased AS (DELETE FROM conversations c USING old WHERE c.id = old.id RETURNING c.id)
SELECT count(*)::int AS erased FROM erased`;
