/** A page whose styles would take too long to judge is not read: what is hidden on it cannot be told. */
export class StylesTooCostly extends Error {
  override readonly name = 'StylesTooCostly';

  constructor(what: string) {
    super(`The page's styles are beyond ${what}.`);
  }
}

/** What a page's styles may cost: a sum of rules, of elements that are looked at, and of siblings passed by. */
export class StyleBudget {
  private left: number;

  private readonly steps: number;

  constructor(steps: number) {
    this.steps = steps;
    this.left = steps;
  }

  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw new StylesTooCostly(`${this.steps} steps`);
  }
}
