import { COLOUR_NAMES } from './colour-names.js';
import { NOTATIONS } from './colour-space.js';

export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  /** 0…1. */
  readonly alpha: number;
}

const HEX = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i;
const FUNCTION = /^(?:color\(\s*(srgb|display-p3)\s|(rgb|hsl|hwb|oklab|oklch|lab|lch)a?\()([^()]{1,100})\)$/;
/** The first is for a light screen. */
const LIGHT_DARK = /^light-dark\(((?:[^(),]|\([^()]*\))*),/;
/** Of 255, in each channel: nobody reads a text in less. */
const SAME = 16;
const FAINTEST = 0.1;

/** As CSS writes it; null where it is mixed or taken from another, or none. */
export function colourOf(text: string): Colour | null {
  const written = text.trim().toLowerCase();
  const [, light] = LIGHT_DARK.exec(written) ?? [];
  const name = light?.trim() ?? written;
  const hex = COLOUR_NAMES.get(name) ?? name;
  if (HEX.test(hex)) return fromHex(hex.slice(1));
  const [, space, kind = space, inside = ''] = FUNCTION.exec(name) ?? [];
  return kind === undefined ? null : fromChannels(kind, inside);
}

function fromChannels(kind: string, inside: string): Colour | null {
  const notation = NOTATIONS.get(kind);
  const parts = inside.split(/[\s,/]+/).filter(Boolean);
  if (notation === undefined || parts.length < 3 || parts.length > 4) return null;
  const { whole, toRgb } = notation;
  const at = (index: 0 | 1 | 2): number => channel(parts[index] ?? '', whole[index]);
  const [red, green, blue] = toRgb(at(0), at(1), at(2));
  const colour = { red, green, blue, alpha: channel(parts[3] ?? '1', 1) };
  return Object.values(colour).every((value) => Number.isFinite(value)) ? colour : null;
}

/** Whether it is a colour that cannot be told: it may be any. */
export function isAny(text: string): boolean {
  return text.includes('(') && colourOf(text) === null;
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
  if (text === 'none') return 0;
  const value = Number.parseFloat(text);
  return text.endsWith('%') ? (value / 100) * whole : value;
}
