import type { ConfigFault } from './config-error.js';

/** What reading the environment brings to light: faults keep the service from starting, warnings don't. */
export class Findings {
  readonly faults: ConfigFault[] = [];
  readonly warnings: string[] = [];

  /** The first fault of a variable is its cause; what follows from it is not said. */
  fault(variable: string, problem: string, remedy: string): void {
    if (this.faults.some((fault) => fault.variable === variable)) return;
    this.faults.push({ variable, problem, remedy });
  }

  warn(warning: string): void {
    this.warnings.push(warning);
  }
}
