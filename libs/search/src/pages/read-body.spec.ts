import { Readable } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { PAGE_LIMIT, readBody } from './read-body.js';

const stream = (...chunks: Uint8Array[]): Readable => Readable.from(chunks, { objectMode: false });

/** Bytes that do not shrink much. */
function noise(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += 1) bytes[at] = (at * at * 31) % 251;
  return bytes;
}

describe(readBody.name, () => {
  it.each<[string | undefined, (text: Buffer) => Buffer]>([
    [undefined, (text) => text],
    ['identity', (text) => text],
    ['gzip', gzipSync],
    [' X-GZIP ', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('unpacks %s', async (encoding, pack) => {
    expect((await readBody(stream(pack(Buffer.from('text'))), encoding)).toString()).toBe('text');
  });

  it('takes a page of just 2 MiB', async () => {
    expect(await readBody(stream(Buffer.alloc(PAGE_LIMIT)), undefined)).toHaveLength(PAGE_LIMIT);
  });

  it.each<[string, string | undefined, () => Buffer]>([
    ['a larger page', undefined, () => Buffer.alloc(PAGE_LIMIT + 1)],
    ['a page that is larger unpacked', 'gzip', () => gzipSync(noise(PAGE_LIMIT + 1))],
    ['a page that is larger packed', 'gzip', () => gzipSync(noise(PAGE_LIMIT + 1), { level: 0 })],
    ['a bomb of 1 MiB', 'gzip', () => gzipSync(Buffer.alloc(1024 * 1024))],
  ])('must not take %s', async (_what, encoding, body) => {
    await expect(readBody(stream(body()), encoding)).rejects.toMatchObject({ reason: 'too-large' });
  });

  it('does not read on when the packed bytes alone are too many', async () => {
    let given = 0;
    // An empty gzip member a time: 20 bytes that unpack to nothing.
    const member = Buffer.concat(Array.from({ length: 3_000 }, () => gzipSync('')));
    const endless = new Readable({
      read() {
        given += member.length;
        this.push(member);
      },
    });
    await expect(readBody(endless, 'gzip')).rejects.toMatchObject({ reason: 'too-large' });
    expect(given).toBeLessThan(2 * PAGE_LIMIT);
  });

  it.each(['compress', 'gzip, gzip', 'zstd'])('refuses %s', async (encoding) => {
    await expect(readBody(stream(Buffer.from('x')), encoding)).rejects.toMatchObject({
      reason: 'wrong-content-type',
    });
  });

  it('throws what its source throws', async () => {
    const broken = new Readable({ read: () => broken.destroy(new Error('cut')) });
    await expect(readBody(broken, 'br')).rejects.toThrow('cut');
  });
});
