import { tmpdir } from 'node:os';
import { diskSpace } from './disk-space.js';

describe(diskSpace.name, () => {
  it('tells what is free and what there is', async () => {
    const space = await diskSpace(tmpdir());
    expect(space?.free_bytes).toBeGreaterThan(0);
    expect(space?.total_bytes).toBeGreaterThanOrEqual(space?.free_bytes ?? Infinity);
  });

  it('tells nothing of a folder that is not there', async () => {
    expect(await diskSpace('/no/such/folder')).toBeNull();
  });
});
