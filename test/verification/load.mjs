import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Sources name each other as they will be called when built; run as they stand, `x.js` is `x.ts`. */
registerHooks({
  resolve(specifier, context, next) {
    const typed =
      specifier.startsWith('.') && specifier.endsWith('.js') ? `${specifier.slice(0, -3)}.ts` : null;
    if (typed === null || !existsSync(fileURLToPath(new URL(typed, context.parentURL))))
      return next(specifier, context);
    return next(typed, context);
  },
});

/** A file of the verifier, straight from its source: no build and no Nest, which the lib's door would bring along. */
export const load = (file) =>
  import(new URL(`../../libs/chat/src/verification/${file}.ts`, import.meta.url).href);
