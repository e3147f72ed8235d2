/** One source of the last user turn. */
export interface CitedSource {
  /** The number by which the conversation knows it. */
  readonly id: number;
  readonly url: string;
  readonly title: string;
  readonly text: string;
}

/**
 * The last user turn in parts, for a vendor that points at sources itself. It stands in place of that turn's
 * text, which holds the same sources fenced: whoever has no citations of its own sends the text.
 */
export interface CitedTurn {
  readonly sources: readonly CitedSource[];
  readonly question: string;
  /** In place of `ModelRequest.system`, whose rules about fences and numbers mean nothing here. Absent: the same. */
  readonly system?: string;
}
