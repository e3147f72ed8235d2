export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  /** 0…1. */
  readonly alpha: number;
}

/** Those that paper and ink are made of; others are compared by their name. */
const NAMED: Readonly<Record<string, string>> = {
  white: '#ffffff',
  snow: '#fffafa',
  ivory: '#fffff0',
  ghostwhite: '#f8f8ff',
  whitesmoke: '#f5f5f5',
  black: '#000000',
  gray: '#808080',
  grey: '#808080',
  red: '#ff0000',
  green: '#008000',
  blue: '#0000ff',
  transparent: '#00000000',
};
const HEX = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i;
const FUNCTION = /^(rgb|hsl)a?\(([^()]{1,100})\)$/i;
/** Of 255, in each channel: nobody reads a text in less. */
const SAME = 8;
const FAINTEST = 0.1;

/** Hexadecimal, `rgb()`, `hsl()` and the names above; null where it is another, or none. */
export function colourOf(text: string): Colour | null {
  const name = text.trim().toLowerCase();
  const hex = Object.hasOwn(NAMED, name) ? (NAMED[name] ?? '') : name;
  if (HEX.test(hex)) return fromHex(hex.slice(1));
  const [, kind, inside] = FUNCTION.exec(name) ?? [];
  if (inside === undefined) return null;
  const [one, two, three, alpha = '1'] = inside.split(/[\s,/]+/).filter(Boolean);
  if (three === undefined || one === undefined || two === undefined) return null;
  const colour =
    kind === 'rgb'
      ? { red: channel(one, 255), green: channel(two, 255), blue: channel(three, 255) }
      : fromHsl(Number.parseFloat(one), channel(two, 1), channel(three, 1));
  const all = { ...colour, alpha: channel(alpha, 1) };
  return Object.values(all).every((value) => Number.isFinite(value)) ? all : null;
}

/** Whether ink of one cannot be read on paper of the other. Colours that we do not know are compared by their names. */
export function looksLike(ink: string, paper: string): boolean {
  if (ink === paper) return true;
  const [one, other] = [colourOf(ink), colourOf(paper)];
  if (one === null || other === null) return false;
  return (['red', 'green', 'blue'] as const).every((name) => Math.abs(one[name] - other[name]) <= SAME);
}

/** Whether it is as good as transparent. */
export function isClear(text: string): boolean {
  const colour = colourOf(text);
  return colour !== null && colour.alpha < FAINTEST;
}

function fromHex(digits: string): Colour {
  const long = digits.length <= 4 ? digits.replace(/./g, '$&$&') : digits;
  const at = (index: number): number => Number.parseInt(long.slice(index, index + 2), 16);
  return { red: at(0), green: at(2), blue: at(4), alpha: long.length === 8 ? at(6) / 255 : 1 };
}

function channel(text: string, whole: number): number {
  const value = Number.parseFloat(text);
  return text.endsWith('%') ? (value / 100) * whole : value;
}

/** https://www.w3.org/TR/css-color-4/#hsl-to-rgb */
function fromHsl(hue: number, saturation: number, lightness: number): Omit<Colour, 'alpha'> {
  const part = (offset: number): number => {
    const turn = (((offset + hue / 30) % 12) + 12) % 12;
    const reach = saturation * Math.min(lightness, 1 - lightness);
    return 255 * (lightness - reach * Math.max(-1, Math.min(turn - 3, 9 - turn, 1)));
  };
  return { red: part(0), green: part(8), blue: part(4) };
}
