/** What a client chooses of a call, by the name of the request's field. */
export type ClientField = 'message' | 'options.max_tokens' | 'options.model' | 'options.temperature';

/** By the vendors' names. Whatever else is in a call is ours, and a refusal of that is no mistake of the client's. */
const FIELDS: ReadonlyMap<string, ClientField> = new Map([
  ['max_completion_tokens', 'options.max_tokens'],
  ['max_tokens', 'options.max_tokens'],
  ['messages', 'message'],
  ['model', 'options.model'],
  ['temperature', 'options.temperature'],
]);

/** Statuses with which vendors refuse a parameter. */
const REFUSALS: ReadonlySet<number | undefined> = new Set([400, 422]);
/** `max_tokens`, `messages[0].content`, `messages.0.content: …`, `` `temperature` is … `` */
const PARAMETER = /^[`"']?([a-z_]{1,40})\b/;

/** The request's field behind a vendor's word for it; null where the refusal is about nothing a client chooses. */
export function refusedField(
  status: number | undefined,
  word: string | null | undefined,
): ClientField | null {
  if (!REFUSALS.has(status)) return null;
  const [, parameter = ''] = PARAMETER.exec(word ?? '') ?? [];
  return FIELDS.get(parameter) ?? null;
}
