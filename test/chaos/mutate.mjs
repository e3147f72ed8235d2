// A broken twin made of the built code itself: one line of one file reads otherwise.
import { registerHooks } from 'node:module';

/** `file` ends the path of a built module. Throws when the module no longer says `from`: a twin must not heal unseen. */
export function mutate(file, from, to) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(file)) return loaded;
      const source = Buffer.from(loaded.source).toString();
      if (!source.includes(from)) throw new Error(`${file} does not say "${from}"`);
      return { ...loaded, source: source.replace(from, to) };
    },
  });
}
