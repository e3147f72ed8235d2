/** Pixels of a unit, on the screen that we suppose. An `em` is taken for 16, whatever the font. */
const PIXELS: Readonly<Record<string, number>> = {
  px: 1,
  pt: 4 / 3,
  pc: 16,
  in: 96,
  cm: 37.8,
  mm: 3.78,
  q: 0.945,
  em: 16,
  rem: 16,
  ex: 8,
  ch: 8,
  lh: 20,
  rlh: 20,
  '%': 12.8,
  vw: 12.8,
  vi: 12.8,
  vmax: 12.8,
  vh: 8,
  vb: 8,
  vmin: 8,
};
/** A longer calculation is not followed: characters. */
const LONGEST = 300;
const TOKEN =
  /\s*(?:([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]*)|(calc|min|max|clamp)?\(|([-+*/),]))/giy;

type Lexeme = { readonly value: number } | { readonly sign: string };

/** A CSS length, percentage, number or calculation in pixels; null where it is none of these. */
export function lengthOf(text: string): number | null {
  const lexemes = text.length > LONGEST ? null : lexemesOf(text);
  if (lexemes === null || lexemes.length === 0) return null;
  const reader = new Calculation(lexemes);
  const value = reader.sum();
  return reader.isAtEnd && Number.isFinite(value) ? value : null;
}

function lexemesOf(text: string): Lexeme[] | null {
  const lexemes: Lexeme[] = [];
  const rest = text.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < rest.length) {
    const found = TOKEN.exec(rest);
    if (found === null) return null;
    const [, number, unit = '', name, sign] = found;
    if (number === undefined) lexemes.push({ sign: sign ?? `${name ?? ''}(`.toLowerCase() });
    else {
      const factor = unit === '' ? 1 : (PIXELS[unit.toLowerCase().replace(/^[sld](?=v)/, '')] ?? Number.NaN);
      lexemes.push({ value: Number(number) * factor });
    }
  }
  return lexemes;
}

/** Not a number stands for whatever it does not understand. The depth is bounded by the length of the text. */
class Calculation {
  private at = 0;

  private readonly lexemes: readonly Lexeme[];

  constructor(lexemes: readonly Lexeme[]) {
    this.lexemes = lexemes;
  }

  get isAtEnd(): boolean {
    return this.at === this.lexemes.length;
  }

  sum(): number {
    let value = this.product();
    for (;;) {
      if (this.takes('+')) value += this.product();
      else if (this.takes('-')) value -= this.product();
      else return value;
    }
  }

  private product(): number {
    let value = this.operand();
    for (;;) {
      if (this.takes('*')) value *= this.operand();
      else if (this.takes('/')) value /= this.operand();
      else return value;
    }
  }

  private operand(): number {
    const lexeme = this.lexemes[this.at];
    this.at += 1;
    if (lexeme === undefined) return Number.NaN;
    if ('value' in lexeme) return lexeme.value;
    if (!lexeme.sign.endsWith('(')) return Number.NaN;
    const values = [this.sum()];
    while (this.takes(',')) values.push(this.sum());
    return this.takes(')') ? called(lexeme.sign, values) : Number.NaN;
  }

  private takes(sign: string): boolean {
    const lexeme = this.lexemes[this.at];
    if (lexeme === undefined || !('sign' in lexeme) || lexeme.sign !== sign) return false;
    this.at += 1;
    return true;
  }
}

function called(name: string, values: readonly number[]): number {
  if (name === 'min(') return Math.min(...values);
  if (name === 'max(') return Math.max(...values);
  const [first = Number.NaN, second = Number.NaN, third = Number.NaN] = values;
  return name === 'clamp(' ? Math.max(first, Math.min(second, third)) : first;
}
