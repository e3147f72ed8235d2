/**
 * Takes turns with everything else in the process: of all who wait, one goes on in each turn of the event loop,
 * in the order in which they came, so that many long calculations hold it up no longer than one of them.
 */
export class LoopTurns {
  private last: Promise<void> = Promise.resolve();

  next(): Promise<void> {
    this.last = this.last.then(() => new Promise((resolve) => void setImmediate(resolve)));
    return this.last;
  }
}
