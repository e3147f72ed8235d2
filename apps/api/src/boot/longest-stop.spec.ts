import { loadConfig } from '@app/platform';
import { longestStopMs } from './longest-stop.js';

describe('how long a stop may take', () => {
  const limit = (milliseconds: string) => longestStopMs(loadConfig({ SHUTDOWN_TIMEOUT_MS: milliseconds }));

  it('is what the configuration says', () => expect(limit('30000')).toBe(30_000));

  it('is enough for what must be written, however short the configuration would have it', () => {
    expect(limit('0')).toBe(5_000);
    expect(limit('4999')).toBe(5_000);
  });
});
