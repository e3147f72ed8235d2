/**
 * What a declaration does to the text. `unknown`: we do not understand it, and a browser may not either, so it neither
 * hides nor takes back what hides.
 */
export type Verdict = 'hides' | 'shows' | 'unknown';
