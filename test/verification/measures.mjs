/** The chance that one of the first is above one of the second: 1 is perfect, 0.5 is guessing. */
export function auc(better, worse) {
  if (better.length === 0 || worse.length === 0) return 'n/a';
  let above = 0;
  for (const one of better) for (const other of worse) above += one > other ? 1 : one === other ? 0.5 : 0;
  return (above / (better.length * worse.length)).toFixed(4);
}

export function percent(cases, holds) {
  if (cases.length === 0) return 'n/a';
  return `${((100 * cases.filter(holds).length) / cases.length).toFixed(1)} %`;
}
