import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { PageBlocked } from './page-blocked.js';

/** What a page may weigh, bytes, as sent and as unpacked. */
export const PAGE_LIMIT = 2 * 1024 * 1024;
/**
 * Text rarely shrinks to a tenth; a bomb shrinks to a thousandth (deflate's bound is 1,032). Small bodies of blanks
 * may, so the ratio counts only from some size on.
 */
const RATIO_LIMIT = 100;
const RATIO_FROM = 256 * 1024;

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The body unpacked; `encoding` is the header's value. Throws a `PageBlocked` as soon as a limit is passed. */
export async function readBody(body: Readable, encoding: string | undefined): Promise<Buffer> {
  const coding = encoding?.trim().toLowerCase() ?? '';
  if (coding === '' || coding === 'identity') return collect(body, () => 0);
  const decoder = DECODERS[coding]?.();
  // Codings on codings (`gzip, gzip`) multiply their ratios, and no honest server stacks them.
  if (!decoder) throw new PageBlocked('wrong-content-type', 'The page is packed in an unknown way.');
  let packed = 0;
  body.on('data', (chunk: Buffer) => {
    packed += chunk.length;
    if (packed > PAGE_LIMIT) body.destroy(tooLarge());
  });
  body.once('error', (error) => decoder.destroy(error));
  try {
    return await collect(body.pipe(decoder), () => packed);
  } finally {
    body.destroy();
    decoder.destroy();
  }
}

async function collect(stream: Readable, packed: () => number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > PAGE_LIMIT || isBomb(size, packed())) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function isBomb(size: number, packed: number): boolean {
  return packed > 0 && size > RATIO_FROM && size > packed * RATIO_LIMIT;
}

export function tooLarge(): PageBlocked {
  return new PageBlocked('too-large', 'The page is larger than 2 MiB.');
}
