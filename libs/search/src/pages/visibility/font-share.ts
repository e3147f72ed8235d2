/** Below it no page goes by itself; twice within each other they make a text that nobody reads. */
const SMALL_SHARE = 0.5;

/** The part of its parent's size that a font has; one where it is not less than half of it, or none. */
export function fontShare(value: string): number {
  const [, number, unit] = /^([\d.]+)(em|%)$/.exec(value) ?? [];
  const share = Number(number) / (unit === '%' ? 100 : 1);
  return share < SMALL_SHARE ? share : 1;
}
