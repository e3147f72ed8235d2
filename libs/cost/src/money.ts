const PICO_DIGITS = 12;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/**
 * An amount of US dollars as a whole number of pico-dollars (1e-12 USD): exact, never rounded, never a float.
 * One token of the cheapest models costs thousands of pico-dollars, so list prices per token are whole too.
 */
export class Money {
  static readonly ZERO = new Money(0n);

  private constructor(readonly pico: bigint) {}

  static ofPico(pico: bigint): Money {
    return pico === 0n ? Money.ZERO : new Money(pico);
  }

  /**
   * Reads `12.5`, `-0.000003` or `1e-7`, in USD. `per` divides exactly: `fromDecimal('0.15', 1_000_000)` is the
   * price of one token at 0.15 USD a million. Throws a RangeError when the text is no decimal or the amount is
   * finer than a pico-dollar, because rounding would change a price unseen.
   */
  static fromDecimal(text: string, per: 1 | 1_000 | 1_000_000 = 1): Money {
    const match = DECIMAL.exec(text);
    if (!match) throw new RangeError(`"${text}" is not a decimal number of US dollars.`);
    const [, sign, whole = '', fraction = '', exponent = '0'] = match;
    const shift = PICO_DIGITS - fraction.length + Number(exponent) - Math.round(Math.log10(per));
    // Bounds the power of ten: an exponent of a million would allocate a bigint of a million digits.
    if (Math.abs(shift) > 100) throw new RangeError(`"${text}" is out of range for an amount of money.`);
    const pico = scale(BigInt(whole + fraction), shift, text);
    return Money.ofPico(sign === '-' ? -pico : pico);
  }

  add(other: Money): Money {
    return Money.ofPico(this.pico + other.pico);
  }

  sub(other: Money): Money {
    return Money.ofPico(this.pico - other.pico);
  }

  /** Times a whole quantity; throws a RangeError for a fraction. */
  mul(quantity: number): Money {
    if (!Number.isSafeInteger(quantity)) throw new RangeError(`${quantity} is not a whole quantity.`);
    return Money.ofPico(this.pico * BigInt(quantity));
  }

  /** Negative, zero or positive, as `Array.prototype.sort` wants it. */
  compare(other: Money): number {
    if (this.pico === other.pico) return 0;
    return this.pico < other.pico ? -1 : 1;
  }

  equals(other: Money): boolean {
    return this.pico === other.pico;
  }

  /** Plain decimal USD, exact, never with an exponent or zeros at the end: `0.0000015`, `12`, `-3.5`. */
  toDecimal(): string {
    const sign = this.pico < 0n ? '-' : '';
    const digits = (this.pico < 0n ? -this.pico : this.pico).toString().padStart(PICO_DIGITS + 1, '0');
    const whole = digits.slice(0, -PICO_DIGITS);
    const fraction = digits.slice(-PICO_DIGITS).replace(/0+$/, '');
    return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
  }

  /** The nearest float, for JSON numbers and gauges at the wire's edge only: never calculate with it. */
  toNumber(): number {
    return Number(this.toDecimal());
  }

  toString(): string {
    return this.toDecimal();
  }

  toJSON(): string {
    return this.toDecimal();
  }
}

export function sumOf(amounts: Iterable<Money>): Money {
  let pico = 0n;
  for (const amount of amounts) pico += amount.pico;
  return Money.ofPico(pico);
}

export function dearestOf(first: Money, ...others: readonly Money[]): Money {
  return others.reduce((dearest, other) => (other.pico > dearest.pico ? other : dearest), first);
}

function scale(digits: bigint, shift: number, text: string): bigint {
  if (shift >= 0) return digits * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  if (digits % divisor !== 0n) throw new RangeError(`"${text}" is finer than a pico-dollar.`);
  return digits / divisor;
}
