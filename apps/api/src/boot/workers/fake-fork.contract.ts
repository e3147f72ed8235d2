import { EventEmitter } from 'node:events';
import type { ForkedProcess } from './worker-process.js';
import type { ToPrimary, ToWorker } from './messages.js';

/** A worker as the primary sees it, led by the test. */
export class FakeFork extends EventEmitter implements ForkedProcess {
  readonly told: ToWorker[] = [];
  readonly killedWith: NodeJS.Signals[] = [];
  connected = true;
  readonly process = {
    pid: 0,
    kill: (signal: NodeJS.Signals) => {
      this.killedWith.push(signal);
      this.end(0, signal);
      return true;
    },
  };

  constructor(readonly id: number) {
    super();
    this.process.pid = 1_000 + id;
  }

  isConnected(): boolean {
    return this.connected;
  }

  send(message: ToWorker): boolean {
    this.told.push(message);
    this.onTold(message);
    return true;
  }

  /** What it does with what it is told. */
  onTold: (message: ToWorker) => void = () => undefined;

  say(message: ToPrimary): void {
    this.emit('message', message);
  }

  end(code: number, signal: string | null = null): void {
    this.connected = false;
    this.emit('exit', code, signal);
  }
}
