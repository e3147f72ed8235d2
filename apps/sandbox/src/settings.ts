/** How the sandbox is started; every value comes from the environment and has a default. */
export interface Settings {
  /** `SANDBOX_PORT`, 0…65535; 0 takes a free one. */
  readonly port: number;
  /** `SANDBOX_HOST`. */
  readonly host: string;
  /** `SANDBOX_BILL_FILE`: the bill is also appended to this file. */
  readonly billFile?: string;
  /** `SANDBOX_BILL_LIMIT`: the most lines of the bill kept in memory. */
  readonly billLimit: number;
}

const DEFAULT_PORT = 8100;
const DEFAULT_BILL_LIMIT = 200_000;

/** Throws an `Error` that names the variable and the remedy. */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  return {
    port: wholeNumber(env, 'SANDBOX_PORT', DEFAULT_PORT, 0, 65_535),
    host: env.SANDBOX_HOST || '127.0.0.1',
    billFile: env.SANDBOX_BILL_FILE || undefined,
    billLimit: wholeNumber(env, 'SANDBOX_BILL_LIMIT', DEFAULT_BILL_LIMIT, 10, 10_000_000),
  };
}

function wholeNumber(
  env: NodeJS.ProcessEnv,
  name: string,
  usual: number,
  least: number,
  most: number,
): number {
  const text = env[name];
  if (!text) return usual;
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`${name} must be a whole number from ${least} to ${most}, not "${text}"`);
}
