/** An event is one unit, and as many more as it has 2 KiB: 256 take three to five milliseconds. */
const UNITS_A_TURN = 256;
/** Events a pour may give in a row: they leave in one write, which costs as much as the making of several. */
const EVENTS_A_SLICE = 32;
const BYTES_A_UNIT = 2_048;

/**
 * What all pours together may do in one turn of the event loop. Events that are told again come from memory: a
 * thousand readers would otherwise be served to the end before anybody else, a health check for instance, is heard.
 * Who comes when it is used up waits in line; what was spent over it is taken from the next turns.
 */
export class LoopShare {
  private spent = 0;
  private readonly waiting: (() => void)[] = [];
  /** Events that a pour has left of its slice. */
  private readonly left = new WeakMap<object, number>();
  private turning = false;

  constructor(
    private readonly unitsATurn = UNITS_A_TURN,
    private readonly eventsASlice = EVENTS_A_SLICE,
  ) {}

  /** Resolves when it is the turn of this pour to give one event; null: at once. */
  enter(pour: object): Promise<void> | null {
    const left = this.left.get(pour) ?? 0;
    this.left.set(pour, left > 0 ? left - 1 : this.eventsASlice - 1);
    if (left > 0) return null;
    if (this.waiting.length === 0 && this.spent < this.unitsATurn) {
      this.spend(this.eventsASlice);
      return null;
    }
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.turnSoon();
    });
  }

  /** Of an event that was larger than others. */
  addBytes(bytes: number): void {
    if (bytes >= BYTES_A_UNIT) this.spend(Math.floor(bytes / BYTES_A_UNIT));
  }

  private spend(units: number): void {
    this.spent += units;
    this.turnSoon();
  }

  private turnSoon(): void {
    if (this.turning) return;
    this.turning = true;
    setImmediate(() => this.turn());
  }

  private turn(): void {
    this.turning = false;
    this.spent = Math.max(0, this.spent - this.unitsATurn);
    for (; this.spent < this.unitsATurn && this.waiting.length > 0; this.spent += this.eventsASlice)
      this.waiting.shift()?.();
    if (this.spent > 0) this.turnSoon();
  }
}

/** The one of this process: there is one event loop. */
export const loopShare = new LoopShare();
