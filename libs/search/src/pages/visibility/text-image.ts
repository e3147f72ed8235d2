import { colourOf, isClear, looksLike } from './colour.js';

const GRADIENT = /[a-z-]*gradient\(/g;
const COLOUR = /#[\da-f]{3,8}\b|\b[a-z]+\([^()]*\)|\b[a-z]+\b/g;

/** Whether a text that an image is cut to can be seen: a gradient of colours that are the paper's cannot. */
export function showsOn(image: string, paper: string | null): boolean {
  const colours = (image.replaceAll(GRADIENT, ' ').match(COLOUR) ?? []).filter(
    (word) => colourOf(word) !== null,
  );
  if (image.includes('url(') || colours.length === 0) return true;
  return colours.some((one) => !isClear(one) && (paper === null || !looksLike(one, paper)));
}
