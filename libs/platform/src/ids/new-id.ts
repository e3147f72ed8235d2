import type { Ids } from './ids.js';

/** 80 bits: two ids meet after about 10¹² of them. */
const ID_BYTES = 10;

/** A short name for logs and the wire: `req-VfEXLqbmzXYq3g`. For secrets take `ids.token(32)`. */
export function newId(prefix: string, ids: Ids): string {
  return `${prefix}-${ids.token(ID_BYTES)}`;
}
