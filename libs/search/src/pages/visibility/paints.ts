import type { Inherited } from './appearance.js';
import { looksLike } from './colour.js';
import type { Judgement } from './declaration.js';

/** A page with more colours than these is taken for one where any two may meet. */
const MOST_PAINTS = 100;

/** The inks and the papers of a page: which of them could meet, wherever they are. */
export class Paints {
  private readonly inks = new Set<string>();
  private readonly papers = new Set<string>();
  private readonly known = new Map<string, boolean>();

  constructor({ ink, paper }: Pick<Inherited, 'ink' | 'paper'>) {
    if (ink !== null) this.inks.add(ink);
    if (paper !== null) this.papers.add(paper);
  }

  note({ property, value, verdict }: Judgement): void {
    if (verdict !== 'shows') return;
    if (isInk(property)) this.inks.add(value);
    else if (property === 'background-color') this.papers.add(value);
  }

  /** To be asked when all are noted. */
  mayMeet({ property, value }: Judgement): boolean {
    if (!isInk(property) && property !== 'background-color') return false;
    const key = `${property} ${value}`;
    let answer = this.known.get(key);
    if (answer === undefined) {
      const others = isInk(property) ? this.papers : this.inks;
      answer = others.size > MOST_PAINTS || [...others].some((other) => looksLike(value, other));
      this.known.set(key, answer);
    }
    return answer;
  }
}

function isInk(property: string): boolean {
  return property === 'color' || property === 'text-fill-color';
}
