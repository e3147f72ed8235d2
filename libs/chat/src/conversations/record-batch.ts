import type { Turn } from './conversations.js';

/** The parameters of `RECORD`, each an array. */
export type RecordColumns = readonly (readonly unknown[])[];

/** Turns of one conversation in the order they came, and the conversations in the order of their ids. */
export function recordColumns(turns: readonly Turn[]): RecordColumns {
  const groups = [...byConversation(turns)].sort(([one], [other]) => (one < other ? -1 : 1));
  const conversations = groups.map(([id, group]) => conversationRow(id, group));
  const items = groups.flatMap(([id, group]) =>
    group.map((turn, index) => turnRow(id, turn, group.length - index)),
  );
  return [...columns(conversations), ...columns(items)];
}

function byConversation(turns: readonly Turn[]): Map<string, Turn[]> {
  const groups = new Map<string, Turn[]>();
  for (const turn of turns) {
    const group = groups.get(turn.conversationId);
    if (group) group.push(turn);
    else groups.set(turn.conversationId, [turn]);
  }
  return groups;
}

function conversationRow(id: string, group: readonly Turn[]): readonly unknown[] {
  const [first] = group as [Turn, ...Turn[]];
  const last = group.reduce((latest, turn) => (turn.sourcesKeptTo > latest.sourcesKeptTo ? turn : latest));
  return [
    id,
    first.ownerId,
    storable(first.title),
    group.some(({ isFirst }) => isFirst),
    Math.max(...group.map(({ answeredAt }) => answeredAt)),
    group.length,
    last.sourcesUsedTo,
    last.sourcesKeptTo,
  ];
}

function turnRow(id: string, turn: Turn, fromEnd: number): readonly unknown[] {
  const { response } = turn;
  return [
    id,
    fromEnd,
    storable(turn.question),
    storable(response.message.content),
    turn.askedAt,
    turn.answeredAt,
    response.id,
    turn.requestId,
    response.status,
    JSON.stringify(response),
    turn.events ?? null,
  ];
}

/** Postgres keeps no NUL in a text. (Half a surrogate pair becomes U+FFFD where it is written as UTF-8.) */
function storable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text;
}

function columns(rows: readonly (readonly unknown[])[]): unknown[][] {
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));
}
