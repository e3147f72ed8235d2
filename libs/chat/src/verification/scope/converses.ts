import { stem } from '../stem.js';
import type { Frame } from './frame.js';

/** Which part of the converse verb's frame fills each part of ours. */
export type Exchange = Partial<Record<Exclude<keyof Frame, 'passive'>, Exclude<keyof Frame, 'passive'>>>;

/** "A bought it from B" is "B sold it to A". */
const TRADE: Exchange = { agent: 'goal', origin: 'agent', patient: 'patient' };
const TRADE_BACK: Exchange = { agent: 'origin', goal: 'agent', patient: 'patient' };
/** "A lost to B" is "B beat A". */
const LOSS: Exchange = { agent: 'patient', goal: 'agent' };
const LOSS_BACK: Exchange = { agent: 'goal', patient: 'agent' };

const CONVERSES = new Map<string, Map<string, Exchange>>();
enter('buy purchase acquire', 'sell', TRADE, TRADE_BACK);
enter('borrow', 'lend', TRADE, TRADE_BACK);
enter('receive', 'give send award', TRADE, TRADE_BACK);
enter('lose', 'beat defeat', LOSS, LOSS_BACK);

function enter(left: string, right: string, exchange: Exchange, back: Exchange): void {
  for (const one of left.split(' ').map(stem)) {
    for (const other of right.split(' ').map(stem)) {
      converseMap(one).set(other, exchange);
      converseMap(other).set(one, back);
    }
  }
}

function converseMap(stemmed: string): Map<string, Exchange> {
  const known = CONVERSES.get(stemmed) ?? new Map<string, Exchange>();
  CONVERSES.set(stemmed, known);
  return known;
}

/** Verbs that say the same with the parts changed. */
export const conversesOf = (stemmed: string): ReadonlyMap<string, Exchange> | undefined =>
  CONVERSES.get(stemmed);
