import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'development-api-key';
const KEY = /^cbk_dev_[\w-]{43}$/;

/**
 * The development key of this data directory: made on the first start, readable by its user alone (0600), the
 * same on every later one. Throws when the file holds something else.
 */
export async function developmentKey(dataDir: string, random = randomBytes): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, FILE);
  try {
    const file = await open(path, 'wx', 0o600);
    const key = `cbk_dev_${random(32).toString('base64url')}`;
    await file.writeFile(`${key}\n`);
    await file.close();
    return key;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    return existingKey(path);
  }
}

async function existingKey(path: string): Promise<string> {
  const key = (await readFile(path, 'utf8')).trim();
  if (!KEY.test(key)) throw new Error(`${path} holds no development key; delete it and start again`);
  return key;
}
