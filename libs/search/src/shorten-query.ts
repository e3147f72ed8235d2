/** What an engine takes. */
export interface QueryLimits {
  /** UTF-16 units, of which there are never fewer than characters. */
  readonly characters: number;
  readonly words?: number;
}

/** White space made single, and as many whole words as fit; a single word that does not fit is cut. */
export function shortenQuery(query: string, { characters, words = Infinity }: QueryLimits): string {
  const all = query.split(/\s+/).filter((word) => word !== '');
  const line = all.length > words ? all.slice(0, words).join(' ') : all.join(' ');
  if (line.length <= characters) return line;
  const border = line.lastIndexOf(' ', characters);
  return border > 0 ? line.slice(0, border) : line.slice(0, characters).replace(/[\uD800-\uDBFF]$/, '');
}
