// On the request itself, because it lives exactly as long and no map has to be cleaned up.
const WAITS = Symbol('line waits');
const OWED = Symbol('line owed');

interface Awaited {
  [WAITS]?: boolean;
  [OWED]?: () => void;
}

/**
 * The work behind a request may outlive its client, and only its end knows what it did and cost. Between this and
 * `exchangeIsOver`, which must follow, a request that is cut has no line yet.
 */
export function awaitExchange(request: object): void {
  (request as Awaited)[WAITS] = true;
}

/** Writes the line that is owed. */
export function exchangeIsOver(request: object): void {
  const awaited = request as Awaited;
  const write = awaited[OWED];
  awaited[WAITS] = false;
  awaited[OWED] = undefined;
  write?.();
}

/** Whether the line has to wait; then `write` is called when the exchange is over. */
export function oweLine(request: object, write: () => void): boolean {
  const awaited = request as Awaited;
  if (awaited[WAITS] !== true) return false;
  awaited[OWED] = write;
  return true;
}
