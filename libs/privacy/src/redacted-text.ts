declare const redacted: unique symbol;

/** Text that went through the redactor. Only this room can make one, so nothing else reaches a prompt. */
export type RedactedText = string & { readonly [redacted]: true };

/** How often each kind was found: `{ email: 2 }`. */
export type RedactionCounts = Readonly<Record<string, number>>;

export interface Redaction {
  readonly text: RedactedText;
  readonly counts: RedactionCounts;
}
