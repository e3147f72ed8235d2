type Channels = readonly [number, number, number];
type Space = (one: number, two: number, three: number) => Channels;

/** What a percentage of each channel is a part of. */
interface Notation {
  readonly whole: Channels;
  readonly toRgb: Space;
}

const byte = (value: number): number => 255 * Math.min(1, Math.max(0, value));
const gamma = (linear: number): number =>
  byte(linear <= 0.003_130_8 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);

/** https://www.w3.org/TR/css-color-4/#color-conversion-code, as the other numbers here. */
const fromOklab: Space = (light, a, b) => {
  const l = (light + 0.396_337_777_4 * a + 0.215_803_757_3 * b) ** 3;
  const m = (light - 0.105_561_345_8 * a - 0.063_854_172_8 * b) ** 3;
  const s = (light - 0.089_484_177_5 * a - 1.291_485_548 * b) ** 3;
  return [
    gamma(4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s),
    gamma(-1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s),
    gamma(-0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s),
  ];
};

const fromLab: Space = (light, a, b) => {
  const middle = (light + 16) / 116;
  const part = (value: number): number => (value ** 3 > 0.008_856 ? value ** 3 : (116 * value - 16) / 903.3);
  const x = 0.964_296 * part(middle + a / 500);
  const y = part(middle);
  const z = 0.825_105 * part(middle - b / 200);
  return [
    gamma(3.134_136 * x - 1.617_386 * y - 0.490_662 * z),
    gamma(-0.978_796 * x + 1.916_255 * y + 0.033_443 * z),
    gamma(0.071_955 * x - 0.228_977 * y + 1.405_386 * z),
  ];
};

const polar =
  (space: Space): Space =>
  (light, chroma, hue) =>
    space(light, chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180));

/** https://www.w3.org/TR/css-color-4/#hsl-to-rgb */
const fromHsl: Space = (hue, saturation, lightness) => {
  const part = (offset: number): number => {
    const turn = (((offset + hue / 30) % 12) + 12) % 12;
    const reach = (saturation / 100) * Math.min(lightness / 100, 1 - lightness / 100);
    return 255 * (lightness / 100 - reach * Math.max(-1, Math.min(turn - 3, 9 - turn, 1)));
  };
  return [part(0), part(8), part(4)];
};

const fromHwb: Space = (hue, white, black) => {
  const rest = Math.max(0, 1 - (white + black) / 100);
  const [red, green, blue] = fromHsl(hue, 100, 50);
  const lifted = (value: number): number => value * rest + (255 * white) / Math.max(100, white + black);
  return [lifted(red), lifted(green), lifted(blue)];
};

const fromUnits: Space = (red, green, blue) => [byte(red), byte(green), byte(blue)];

export const NOTATIONS: ReadonlyMap<string, Notation> = new Map<string, Notation>([
  ['rgb', { whole: [255, 255, 255], toRgb: (red, green, blue) => [red, green, blue] }],
  ['hsl', { whole: [360, 100, 100], toRgb: fromHsl }],
  ['hwb', { whole: [360, 100, 100], toRgb: fromHwb }],
  ['oklab', { whole: [1, 0.4, 0.4], toRgb: fromOklab }],
  ['oklch', { whole: [1, 0.4, 360], toRgb: polar(fromOklab) }],
  ['lab', { whole: [100, 125, 125], toRgb: fromLab }],
  ['lch', { whole: [100, 150, 360], toRgb: polar(fromLab) }],
  ['srgb', { whole: [1, 1, 1], toRgb: fromUnits }],
  // A little more vivid than this: white, black and grey are the same.
  ['display-p3', { whole: [1, 1, 1], toRgb: fromUnits }],
]);
