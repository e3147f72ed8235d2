import { statfs } from 'node:fs/promises';

export interface DiskSpace {
  /** What we may still write, in bytes. */
  readonly free_bytes: number;
  readonly total_bytes: number;
}

/** Of the disk that `folder` is on; null: the system does not tell. */
export async function diskSpace(folder: string): Promise<DiskSpace | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { free_bytes: bavail * bsize, total_bytes: blocks * bsize };
  } catch {
    return null;
  }
}
