import { readSettings } from './settings.js';

describe(readSettings.name, () => {
  it('has a default for everything', () => {
    expect(readSettings({})).toEqual({
      port: 8100,
      host: '127.0.0.1',
      billFile: undefined,
      billLimit: 200_000,
    });
  });

  it('takes what the environment says', () => {
    const env = {
      SANDBOX_PORT: '0',
      SANDBOX_HOST: '::1',
      SANDBOX_BILL_FILE: '/tmp/b',
      SANDBOX_BILL_LIMIT: '50',
    };
    expect(readSettings(env)).toEqual({ port: 0, host: '::1', billFile: '/tmp/b', billLimit: 50 });
  });

  it('names the variable that cannot be', () => {
    expect(() => readSettings({ SANDBOX_PORT: 'http' })).toThrow(
      'SANDBOX_PORT must be a whole number from 0 to 65535',
    );
  });
});
