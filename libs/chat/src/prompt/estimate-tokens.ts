/**
 * UTF-8 bytes for one token. English has about 4.5, German 4, code 3.3, Chinese 3 in the o200k vocabulary, and
 * other vocabularies are near it; so this is on the safe side, and cheap, where a real count costs a hundred
 * times as much. (Tables of single characters come to 1.7: a vendor then refuses a prompt that fills the window.)
 */
const BYTES_PER_TOKEN = 3;

/** What vendors wrap around a message, generously. */
const FRAME = 8;

/** At least about as many tokens as a message of this text has. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN) + FRAME;
}
