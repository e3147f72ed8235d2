interface Layer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

interface ExpressLike {
  readonly router?: { readonly stack: readonly Layer[] };
}

/** A route of more methods is a middleware's, which stands on every path and answers none. */
const MOST_METHODS = 8;

/** The methods with which a path exists: `['GET', 'DELETE']`; empty where it does not exist at all. */
export function allowedMethods(express: ExpressLike, path: string): string[] {
  const methods = new Set<string>();
  for (const layer of express.router?.stack ?? []) {
    const names = Object.keys(layer.route?.methods ?? {});
    if (names.length > MOST_METHODS || !matches(layer, path)) continue;
    for (const name of names) methods.add(name.toUpperCase());
  }
  return [...methods];
}

/** A broken % sequence makes the router throw, which is no match. */
function matches(layer: Layer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    return false;
  }
}
