/** A place that a request has taken at the door: it is left, once, when nobody needs it any more. */
export class Place {
  private needs = 0;

  constructor(private readonly leave: () => void) {}

  /** For as long as the returned function is not called. */
  need(): () => void {
    this.needs += 1;
    let isNeeded = true;
    return () => {
      if (!isNeeded) return;
      isNeeded = false;
      this.needs -= 1;
      if (this.needs === 0) this.leave();
    };
  }
}
