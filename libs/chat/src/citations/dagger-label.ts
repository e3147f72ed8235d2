import type { Progress } from './html-tag.js';
import { isSourceNumber, type IsSource } from './marker.js';

const OPENING = /【 ?(?:\d{1,3}:)?(\d{1,3}|[1-9]\d{3,8}) ?†/y;
const LONGEST = 200;
const NEWLINE = 0x0a;
const LENTICULAR = 0x3010;
const CLOSING_LENTICULAR = 0x3011;

/**
 * OpenAI's own marker with a name in it: `【4:1†a long name of a file.pdf】`, from behind its bracket on, one
 * character at a time. The source is the number before the dagger; the one before the colon is that of the message
 * which found it.
 */
export class DaggerLabel {
  raw = '【';

  private constructor(readonly ids: readonly number[]) {}

  /** Null where none begins at `at`. Looks at most 17 characters ahead. */
  static at(text: string, at: number, isSource: IsSource): DaggerLabel | null {
    OPENING.lastIndex = at;
    const number = OPENING.exec(text)?.[1];
    if (number === undefined || !isSourceNumber(Number(number), isSource)) return null;
    return new DaggerLabel([Number(number)]);
  }

  feed(code: number): Progress {
    this.raw += String.fromCharCode(code);
    if (code === CLOSING_LENTICULAR) return 'closed';
    return code === NEWLINE || code === LENTICULAR || this.raw.length > LONGEST ? 'failed' : 'open';
  }
}
