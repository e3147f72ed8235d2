export interface QueueLimits {
  readonly total: number;
  readonly perOwner: number;
}

/** A queue in which owners take turns: each waits for one of every other's, however many those brought. */
export class OwnerQueue<Item> {
  /** In the order of their turns; an owner with nothing left is not in it. */
  private readonly owners = new Map<string, Item[]>();
  private size = 0;
  /** Whoever has nothing left and comes again must not come before those who waited meanwhile. */
  private lastServed?: string;

  constructor(private readonly limits: QueueLimits) {}

  /** False where there is no room: for anybody, or for this owner. */
  push(owner: string, item: Item): boolean {
    const own = this.owners.get(owner) ?? [];
    if (this.size >= this.limits.total || own.length >= this.limits.perOwner) return false;
    own.push(item);
    this.owners.set(owner, own);
    this.size += 1;
    return true;
  }

  shift(): Item | undefined {
    const [first, second] = this.owners.keys();
    const owner = first === this.lastServed ? (second ?? first) : first;
    if (owner === undefined) return undefined;
    const [item, ...rest] = this.owners.get(owner) ?? [];
    this.owners.delete(owner);
    if (rest.length > 0) this.owners.set(owner, rest);
    this.lastServed = owner;
    this.size -= 1;
    return item;
  }

  clear(): Item[] {
    const all = [...this.owners.values()].flat();
    this.owners.clear();
    this.size = 0;
    return all;
  }
}
