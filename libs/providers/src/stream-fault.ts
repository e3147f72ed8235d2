/** Why an answer that had begun is not one. */
export type StreamFaultCode =
  | 'answer-cut'
  | 'answer-malformed'
  | 'line-too-long'
  | 'unexpected-content-type'
  | 'error-in-answer'
  | 'overloaded-in-answer';

/**
 * What a reader finds wrong with an answer; the adapter wraps it into the `ProviderError` it leaves as.
 * `what` completes "The provider …" and holds nothing of the vendor's text.
 */
export class StreamFault extends Error {
  constructor(
    readonly code: StreamFaultCode,
    readonly what: string,
    readonly origin?: unknown,
  ) {
    super(`The provider ${what}.`);
    this.name = 'StreamFault';
  }

  /** An address that answers with something else will do so again. */
  get retryable(): boolean {
    return this.code !== 'unexpected-content-type';
  }
}

export function malformed(origin?: unknown): StreamFault {
  return new StreamFault('answer-malformed', 'sent what is not an answer in its own format', origin);
}

/** Parses what should be a JSON object. */
export function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The SyntaxError quotes the vendor's text: it is not kept.
    throw malformed();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  return value as Record<string, unknown>;
}
