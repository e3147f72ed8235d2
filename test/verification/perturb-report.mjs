import { auc, percent } from './measures.mjs';
import { perturb } from './perturb.mjs';

/** `claims`: [{ claim, text }], each supported by its text. */
export function reportPerturbed(half, claims, prepareSource, verifyClaim) {
  const names = ['Wellington', 'Ferreira', 'Okonkwo', 'Tallinn'];
  const originals = claims.map(({ claim, text }) => verifyClaim(claim, prepareSource(text)).score);
  const judged = claims.flatMap(({ claim, text }) =>
    perturb(claim, names).map(([kind, changed]) => ({
      kind,
      verification: verifyClaim(changed, prepareSource(text)),
    })),
  );
  console.log(`\n${half}: supported claims with one thing changed by rule (${judged.length} pairs)`);
  console.log('  changed            n   passes | AUC against the claims as they were');
  for (const kind of new Set(judged.map((one) => one.kind))) {
    const of = judged.filter((one) => one.kind === kind);
    const passes = percent(of, ({ verification }) => verification.verdict === 'supported');
    const scores = of.map(({ verification }) => verification.score);
    console.log(
      `  ${kind.padEnd(16)}${String(of.length).padStart(4)} ${passes.padStart(8)} | ${auc(originals, scores)}`,
    );
  }
}
