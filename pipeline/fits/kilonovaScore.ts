/** What the order of objects needs of a fit. */
interface WeighedFit {
  kind: string;
  state: string;
  lnZ: number | null;
}

/**
 * How much an object looks like a kilonova: ln Z of its best kilonova model less that of its best other one.
 * @returns −∞ where no kilonova model has a number, 0 where only kilonova models have.
 */
export function kilonovaScore(fits: readonly WeighedFit[]): number {
  const best = (isWanted: (fit: WeighedFit) => boolean) =>
    Math.max(
      ...fits
        .filter((fit) => fit.state === 'succeeded' && isWanted(fit))
        .map((fit) => fit.lnZ ?? Number.NEGATIVE_INFINITY),
    );
  const kilonova = best((fit) => fit.kind === 'KN');
  const other = best((fit) => fit.kind !== 'KN');
  if (kilonova === Number.NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  return other === Number.NEGATIVE_INFINITY ? 0 : kilonova - other;
}
