import { AppError } from '../errors/app-error.js';

/** One thing in the environment that keeps the service from starting. Never holds a secret's value. */
export interface ConfigFault {
  readonly variable: string;
  /** What is wrong: `is "eight"`. */
  readonly problem: string;
  /** What to do about it: `use a whole number from 0 to 65535`. */
  readonly remedy: string;
}

/** The environment is not as it must be; the message lists every fault at once. */
export class ConfigError extends AppError {
  constructor(readonly faults: readonly ConfigFault[]) {
    super('internal', 'config-invalid', describe(faults));
  }
}

function describe(faults: readonly ConfigFault[]): string {
  const lines = faults.map(({ variable, problem, remedy }) => `  - ${variable} ${problem}: ${remedy}.`);
  return [`The configuration has ${faults.length} fault${faults.length === 1 ? '' : 's'}:`, ...lines].join(
    '\n',
  );
}
