/** A `<meta charset>` counts only here: HTML's own rule (https://html.spec.whatwg.org/#charset). Bytes. */
const META_WITHIN = 1_024;
const META_CHARSET = /<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})/i;

/**
 * Bytes as text: byte order mark, then header, then `<meta>`; else UTF-8, and Windows-1252 where it is not valid
 * UTF-8, as browsers do. Never throws.
 */
export function decodeText(bytes: Uint8Array, charset: string | null, html: boolean): string {
  const label = markOf(bytes) ?? charset ?? (html ? metaCharset(bytes) : null);
  return (label !== null && decoded(bytes, label)) || decodedByGuess(bytes);
}

function markOf([first, second, third]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xff && second === 0xfe ? 'utf-16le' : null;
}

/** A page that says UTF-16 in ASCII is not UTF-16. */
function metaCharset(bytes: Uint8Array): string | null {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, META_WITHIN));
  const label = META_CHARSET.exec(head)?.[1] ?? null;
  return label !== null && /^utf-?16/i.test(label) ? 'utf-8' : label;
}

/** Null for a charset that nobody knows. */
function decoded(bytes: Uint8Array, label: string): string | null {
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return null;
  }
}

function decodedByGuess(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
