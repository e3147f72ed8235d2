import { PageBlocked } from './page-blocked.js';

export interface ContentType {
  readonly kind: 'html' | 'text' | 'markdown';
  /** From the header; null: not said there. */
  readonly charset: string | null;
}

const KINDS: Readonly<Record<string, ContentType['kind']>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/plain': 'text',
  'text/markdown': 'markdown',
};
const CHARSET = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i;

/** Throws a `PageBlocked` for what is no text. A missing type is not guessed. */
export function contentTypeOf(header: string | string[] | undefined): ContentType {
  const value = Array.isArray(header) ? (header[0] ?? '') : (header ?? '');
  const kind = KINDS[value.split(';', 1).join('').trim().toLowerCase()];
  if (kind === undefined) throw new PageBlocked('wrong-content-type', 'The page is not text.');
  return { kind, charset: CHARSET.exec(value)?.[1] ?? null };
}
