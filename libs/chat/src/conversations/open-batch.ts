import type { OpenRequest } from './conversations.js';

/** One conversation of a batch, however often it is asked for in it. */
export interface OpenRow {
  readonly conversationId: string;
  readonly ownerId: string;
  sourceNumbers: number;
  historyCharacters: number;
}

/** Where an item finds its answer: which row, and how many source numbers of it others took before. */
export interface OpenPlace {
  readonly row: OpenRow;
  readonly offset: number;
}

/**
 * One row for each conversation and owner, so that a statement changes none twice, sorted so that two processes
 * lock rows in the same order and never wait for each other in a circle.
 */
export function gatherOpens(requests: readonly OpenRequest[]): { rows: OpenRow[]; places: OpenPlace[] } {
  const rows = new Map<string, OpenRow>();
  const places = requests.map((request) => {
    const key = `${request.conversationId} ${request.ownerId}`;
    const row = rows.get(key) ?? { ...request, sourceNumbers: 0, historyCharacters: 0 };
    rows.set(key, row);
    const offset = row.sourceNumbers;
    row.sourceNumbers += request.sourceNumbers;
    row.historyCharacters = Math.max(row.historyCharacters, request.historyCharacters);
    return { row, offset };
  });
  return { rows: [...rows.values()].sort(byConversation), places };
}

function byConversation(one: OpenRow, other: OpenRow): number {
  return one.conversationId < other.conversationId ? -1 : Number(one.conversationId > other.conversationId);
}
