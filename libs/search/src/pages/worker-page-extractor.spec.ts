import { Worker } from 'node:worker_threads';
import type { PageSource } from './extract-page.js';
import { WorkerPageExtractor } from './worker-page-extractor.js';

const { signal } = new AbortController();
const page = (html: string): PageSource => ({ bytes: Buffer.from(html), kind: 'html', charset: null });
/** Fifty times what a fetched page may have: no page of 2 MiB takes as long. */
const MONSTER: PageSource = { bytes: Buffer.alloc(100_000_000, 'a b '), kind: 'text', charset: null };

describe(WorkerPageExtractor.name, () => {
  let extractor: WorkerPageExtractor;
  beforeEach(() => {
    extractor = new WorkerPageExtractor({ timeoutMs: 2_000, waiting: { total: 3, perOwner: 2 } });
  });
  afterEach(() => extractor.close());

  it('extracts in its thread, one page after the other', async () => {
    const [one, two] = await Promise.all([
      extractor.extract(page('<p>one'), signal),
      extractor.extract(page('<p>two'), signal),
    ]);
    expect([one.text, two.text]).toEqual(['one', 'two']);
  });

  it('must not be held up by a page that takes too long', async () => {
    await extractor.extract(page('<p>warm'), signal);
    await expect(extractor.extract(MONSTER, signal)).rejects.toMatchObject({ reason: 'unreadable' });
    expect(await extractor.extract(page('<p>next'), signal)).toMatchObject({ text: 'next' });
  });

  it('must not wait for ever for a thread that never says that it has ended, nor fall with it', async () => {
    const late = new Error('no memory left');
    const ending = jest.spyOn(Worker.prototype, 'terminate').mockImplementationOnce(function (this: Worker) {
      this.emit('error', late);
      return new Promise(() => {});
    });
    const broken = new WorkerPageExtractor({ timeoutMs: 0 });
    await expect(broken.extract(page('<p>x'), signal)).rejects.toMatchObject({ reason: 'unreadable' });
    expect(ending).toHaveBeenCalledTimes(1);
    ending.mockRestore();
    await broken.close();
  });

  it('blocks what it cannot read, and goes on', async () => {
    const broken = { ...page(''), bytes: null as unknown as Uint8Array };
    await expect(extractor.extract(broken, signal)).rejects.toMatchObject({ reason: 'unreadable' });
    expect(await extractor.extract(page('<p>next'), signal)).toMatchObject({ text: 'next' });
  });

  it('lets no more wait than it may', async () => {
    const readings = [1, 2, 3, 4].map(() => extractor.extract(page('<p>x'), signal));
    const ends = await Promise.allSettled(readings);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    expect(ends[3]).toMatchObject({ reason: { reason: 'busy' } });
  });

  it('must not let one owner’s monsters hold up another’s page', async () => {
    await extractor.extract(page('<p>warm'), signal);
    const ends: string[] = [];
    const monster = () => extractor.extract(MONSTER, signal, 'hostile').catch(() => ends.push('monster'));
    const honest = extractor.extract.bind(extractor, page('<p>x'), signal, 'honest');
    await Promise.all([monster(), monster(), honest().then(() => ends.push('page'))]);
    expect(ends).toEqual(['monster', 'page', 'monster']);
  });

  it('keeps nobody waiting who has gone', async () => {
    const reason = new Error('gone');
    await expect(extractor.extract(page('<p>x'), AbortSignal.abort(reason))).rejects.toBe(reason);
    const gone = new AbortController();
    const running = extractor.extract(page('<p>x'), gone.signal);
    const waiting = extractor.extract(page('<p>x'), gone.signal);
    gone.abort(reason);
    await expect(running).rejects.toBe(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(await extractor.extract(page('<p>next'), signal)).toMatchObject({ text: 'next' });
  });

  it('refuses pages after its end, and those that waited for it', async () => {
    const running = extractor.extract(page('<p>x'), signal).catch((error: unknown) => error);
    const waiting = extractor.extract(page('<p>x'), signal).catch((error: unknown) => error);
    await extractor.close();
    expect(await waiting).toMatchObject({ reason: 'busy' });
    expect(await running).toMatchObject({ reason: 'unreadable' });
    await expect(extractor.extract(page('<p>x'), signal)).rejects.toMatchObject({ reason: 'busy' });
  });

  it('has limits of its own', async () => {
    const byItself = new WorkerPageExtractor();
    expect(await byItself.extract(page('<p>x'), signal)).toMatchObject({ text: 'x' });
    await byItself.close();
  });
});
