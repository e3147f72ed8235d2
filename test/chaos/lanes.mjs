import { startRig } from './fleet.mjs';

/** Work on rigs: as many pieces at once as there are lanes, in the order in which they came. */
export class Lanes {
  #free;
  #rigs = [];
  #waiting = [];

  constructor(count) {
    this.#free = count;
  }

  /** Resolves with what `work(rig)` does. A rig that is left in ruin (`leavesRuin`) is used by nobody again. */
  async run(work) {
    if (this.#free > 0) this.#free--;
    else await new Promise((resolve) => this.#waiting.push(resolve));
    try {
      const rig = this.#rigs.pop() ?? (await startRig());
      const result = await work(rig);
      if (result.leavesRuin) await rig.stop();
      else this.#rigs.push(rig);
      return result;
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }

  async stop() {
    await Promise.all(this.#rigs.splice(0).map((rig) => rig.stop()));
  }
}
