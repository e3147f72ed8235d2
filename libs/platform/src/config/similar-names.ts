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
  return Math.abs(name.length - known.length) <= allowed && distance(name.toUpperCase(), known) <= allowed;
}

/** Levenshtein: the insertions, deletions and substitutions from `left` to `right`. */
function distance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
