import type { Inherited } from './appearance.js';
import { isAny, looksLike } from './colour.js';
import type { Judgement } from './declaration.js';

/** A page with more colours than these is taken for one where any two may meet. */
const MOST_PAINTS = 50;

/** The inks and the papers of a page. Where none could meet another, wherever they are, no colour is looked at. */
export class Paints {
  private readonly inks = new Set<string>();
  private readonly papers = new Set<string>();
  private answer?: boolean;

  constructor({ ink, paper }: Pick<Inherited, 'ink' | 'paper'>) {
    if (ink !== null) this.inks.add(ink);
    if (paper !== null) this.papers.add(paper);
  }

  note({ property, value, verdict }: Judgement): void {
    if (verdict !== 'shows') return;
    if (property === 'color' || property === 'text-fill-color') this.inks.add(value);
    else if (property === 'background-color') this.papers.add(value);
  }

  /** To be asked when all are noted. */
  get mayMeet(): boolean {
    this.answer ??= this.inks.size > MOST_PAINTS || this.papers.size > MOST_PAINTS || this.doMeet();
    return this.answer;
  }

  private doMeet(): boolean {
    return [...this.inks].some((ink) =>
      [...this.papers].some((paper) => isAny(ink) || looksLike(ink, paper)),
    );
  }
}
