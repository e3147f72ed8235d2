/** UTF-16 units. */
const BLOCK = 4_096;

/**
 * A text that grows at its end and is read in pieces meanwhile. A string will not do: after each `+=` the next `slice`
 * copies all of it, O(n²) for an answer that cites as it goes. Here adding is O(delta) and a piece O(block + piece).
 */
export class WrittenText {
  private readonly blocks: string[] = [];
  private tail = '';

  push(delta: string): void {
    this.tail += delta;
    while (this.tail.length >= BLOCK) {
      this.blocks.push(this.tail.slice(0, BLOCK));
      this.tail = this.tail.slice(BLOCK);
    }
  }

  slice(start: number, end: number): string {
    let piece = '';
    for (let at = Math.floor(start / BLOCK); at * BLOCK < end && at <= this.blocks.length; at++)
      piece += this.blockAt(at).slice(Math.max(0, start - at * BLOCK), end - at * BLOCK);
    return piece;
  }

  toString(): string {
    return this.blocks.join('') + this.tail;
  }

  private blockAt(index: number): string {
    return this.blocks[index] ?? this.tail;
  }
}
