import { findUnprivileged, thisHost, type Host } from './unprivileged.js';

/** A system on which only some programs are allowed. */
const hostWith = (isRoot: boolean, ...allowed: readonly string[]): Host => ({
  isRoot,
  try: (words) =>
    Promise.resolve(allowed.includes(words[0] === 'setpriv' ? (words[1] ?? '') : (words[0] ?? ''))),
});

const find = (host: Host) => findUnprivileged('/bin/postgres', '/data', host);

describe(findUnprivileged.name, () => {
  it('runs as nobody where root starts it', async () => {
    const found = await find(hostWith(true, '--reuid', 'unshare'));

    expect(found).toMatchObject({ owner: 65_534, endsWithParent: true });
    expect(found.prefix.join(' ')).toContain(
      'setpriv --reuid 65534 --regid 65534 --clear-groups --pdeathsig INT',
    );
  });

  it('uses a user namespace where nobody cannot reach the folder', async () => {
    const found = await find(hostWith(true, 'unshare'));

    expect(found).toMatchObject({ owner: 0, endsWithParent: true });
    expect(found.prefix[0]).toBe('unshare');
  });

  it('only ties it to us where an ordinary user starts it', async () => {
    const found = await find(hostWith(false, '--pdeathsig'));

    expect(found).toEqual({
      owner: null,
      endsWithParent: true,
      prefix: ['setpriv', '--pdeathsig', 'INT', '--'],
    });
  });

  it('gives a user without a name one, in a namespace', async () => {
    expect(await find(hostWith(false, 'unshare'))).toMatchObject({ owner: null, endsWithParent: true });
  });

  it('leaves the end to a watchdog where the system cannot tie processes', async () => {
    expect(await find(hostWith(false))).toEqual({ owner: null, endsWithParent: false, prefix: [] });
  });

  it('says what to do where root can become nobody else', async () => {
    await expect(find(hostWith(true))).rejects.toThrow('set DATABASE_URL');
  });
});

describe('thisHost', () => {
  it('tells success from failure and from what is not there', async () => {
    expect(await thisHost.try(['sh', '-c', 'exit 0'])).toBe(true);
    expect(await thisHost.try(['sh', '-c', 'exit 1'])).toBe(false);
    expect(await thisHost.try(['/nowhere'])).toBe(false);
  });
});
