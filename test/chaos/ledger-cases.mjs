// What may happen to money, case by case. A case runs on a fleet, returns its figures, and says what must hold of
// them; its `twin` is the broken ledger under which the same words must fail, or the case proves nothing.
import { borderCases } from './ledger/border-cases.mjs';
import { deathCases } from './ledger/death-cases.mjs';
import { keyCases } from './ledger/key-cases.mjs';
import { leavingCases } from './ledger/leaving-cases.mjs';
import { outageCases } from './ledger/outage-cases.mjs';
import { roomCases } from './ledger/room-cases.mjs';
import { searchCases } from './ledger/search-cases.mjs';

export const preload = new URL('./borders.mjs', import.meta.url).href;
/** Nobody looks at the clock: as many are tried at once as the machine carries, in the long form too. */
export const sideBySide = true;

// What takes longest comes first, so that nothing is waited for alone at the end.
export const cases = [
  ...keyCases,
  ...deathCases,
  ...outageCases,
  ...roomCases,
  ...borderCases,
  ...leavingCases,
  ...searchCases,
];
