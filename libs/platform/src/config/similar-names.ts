import { editDistance } from '../text/edit-distance.js';

/**
 * Variables that nobody reads but that look like a slip in one of ours: `OPENAI_APIKEY`. Short names allow
 * fewer differences, else `HOME` would be taken for `HOST` and `PATH` for `PORT`.
 */
export function similarNames(
  names: readonly string[],
  known: readonly string[],
): [name: string, meant: string][] {
  const ours = new Set(known);
  return names
    .filter((name) => !ours.has(name))
    .flatMap((name): [string, string][] => {
      const meant = known.find((other) => areSimilar(name, other));
      return meant === undefined ? [] : [[name, meant]];
    });
}

function areSimilar(name: string, known: string): boolean {
  const allowed = Math.min(2, Math.floor(known.length / 5));
  return (
    Math.abs(name.length - known.length) <= allowed && editDistance(name.toUpperCase(), known) <= allowed
  );
}
