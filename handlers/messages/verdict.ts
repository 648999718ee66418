import type { FitSummary } from '../../pipeline/api/views.ts';
import { capital, fixed } from './text.ts';

const kindNames: Record<string, string> = {
  KN: 'kilonova',
  GRB: 'GRB afterglow',
  SN: 'supernova',
  SC: 'shock cooling',
  NONE: 'none of these',
};

/** A kind as a word in a sentence: KN → "kilonova". */
export function kindName(kind: string): string {
  return kindNames[kind] ?? kind;
}

/** A model as people recognise it: "KN (Me2017)", "KN (Me2017, old priors)". */
export function modelName(fit: { kind: string; model: string; note?: string | undefined }): string {
  return `${fit.kind} (${[fit.model, fit.note].filter(Boolean).join(', ')})`;
}

/** A fit that has an evidence. */
export type RankedFit = FitSummary & { lnZ: number };

/** The fits that have an evidence, best first. */
export function ranked(fits: readonly FitSummary[]): RankedFit[] {
  return fits
    .filter(
      (fit): fit is RankedFit => fit.state === 'succeeded' && fit.lnZ !== null && Number.isFinite(fit.lnZ),
    )
    .sort((a, b) => b.lnZ - a.lnZ);
}

/**
 * How much a difference of ln Z says, in the words of Kass & Raftery (1995, J. Am. Stat. Assoc. 90, 773,
 * section 3.2): their scale of 2 ln B (2, 6, 10) halved.
 * @returns null below 1, "not worth more than a bare mention".
 */
export function strength(deltaLnZ: number): 'positive' | 'strong' | 'very strong' | null {
  const size = Math.abs(deltaLnZ);
  if (size < 1) return null;
  if (size < 3) return 'positive';
  return size < 5 ? 'strong' : 'very strong';
}

/** The codes of warnings after which a number means nothing. */
const emptyCodes = new Set(['unconstrained', 'unconstraining', 'not-constraining', 'no-constraint']);

/** true when the fitter says that the data constrain nothing. */
export function isUnconstrained(fit: FitSummary): boolean {
  return fit.warnings.some((warning) => emptyCodes.has(warning.code));
}

/**
 * What the fits say together, in one plain sentence: the best kind against the best model of another kind.
 * Nothing in it comes from outside except model names, which are the project's own.
 */
export function verdict(fits: readonly FitSummary[]): string {
  const [best, ...others] = ranked(fits);
  if (!best) {
    const isOpen = fits.some((fit) => ['queued', 'submitted', 'running', 'lost'].includes(fit.state));
    return isOpen ? 'No fit has ended yet.' : 'No model could be fitted.';
  }
  if (isUnconstrained(best)) return 'Inconclusive: the data do not constrain the models.';
  const rival = others.find((fit) => fit.kind !== best.kind);
  if (!rival) {
    return others.length === 0
      ? `Only ${modelName(best)} has a result: nothing to compare it with.`
      : `Only ${best.kind} models have a result, ${best.model} the best: no other kind to compare with.`;
  }
  const delta = best.lnZ - rival.lnZ;
  const words = strength(delta);
  const apart = [best, rival].filter((fit) => fit.note).map(modelName);
  const between = apart.length === 0 ? '' : ` Compared: ${apart.join(' and ')}.`;
  if (words === null) {
    return `Inconclusive: ${kindName(best.kind)} and ${kindName(rival.kind)} fit about equally well (ΔlnZ = ${fixed(delta, 1)}).${between}`;
  }
  return `${capital(kindName(best.kind))} favoured over ${kindName(rival.kind)} by ΔlnZ = ${fixed(delta, 1)}: ${words}.${between}`;
}
