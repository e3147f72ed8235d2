/** What is found: one headed part of one file of one package. */
export interface Section {
  readonly package: string;
  readonly heading: string;
  /** The headings above it. */
  readonly trail: string;
  readonly url: string;
  /** Plain text, a paragraph a line. */
  readonly text: string;
}
