/** A source as the prompt gives it. */
export interface Source {
  /** The number it is cited by. */
  readonly id: number;
  readonly title: string;
  readonly url: string;
  readonly content: string;
}

/** What a user turn asks and what it gives to answer from. */
export interface Prompt {
  readonly question: string;
  readonly sources: readonly Source[];
}
