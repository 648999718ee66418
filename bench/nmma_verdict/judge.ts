import type { Row } from './fits.ts';

export const kinds = ['KN', 'GRB', 'SC', 'SN', 'NONE'] as const;
export type Kind = (typeof kinds)[number];
export const strengths = ['positive', 'strong', 'very strong'] as const;
export type Strength = (typeof strengths)[number];

/** What is said of an object. */
export interface Judged {
  label: string;
  object: string;
  kind: string | null;
  /** The best model of that kind. */
  model: string | null;
  isDecided: boolean;
  probabilities: Record<string, number>;
  deltaLnZ: number | null;
  /** Of KN against the best other kind; null: less than positive. */
  kilonovaStrength: Strength | null;
  kilonovaScore: number | null;
  /** What the best model needs, mag; null: it does not say. */
  systematicError: number | null;
}

function logMeanExp(values: readonly number[]): number {
  const most = Math.max(...values);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0) / values.length);
}

function strengthOf(deltaLnZ: number): Strength | null {
  if (deltaLnZ < 1) return null;
  if (deltaLnZ < 3) return 'positive';
  return deltaLnZ < 5 ? 'strong' : 'very strong';
}

/** Weighs the fits of one object: every kind is as likely as any other, and its models share that. */
export function judge(rows: readonly Row[]): Judged | null {
  const [first] = rows;
  if (!first) return null;
  const known = rows.filter((row): row is Row & { lnZ: number } => row.lnZ !== null);
  const ofKinds = [...Map.groupBy(known, ({ kind }) => kind)]
    .map(([kind, fits]) => ({ kind, fits, lnZ: logMeanExp(fits.map(({ lnZ }) => lnZ)) }))
    .sort((a, b) => b.lnZ - a.lnZ);
  const [best, second] = ofKinds;
  const total = logMeanExp(ofKinds.map(({ lnZ }) => lnZ)) + Math.log(ofKinds.length);
  const kilonova = ofKinds.find(({ kind }) => kind === 'KN');
  const other = ofKinds.find(({ kind }) => kind !== 'KN');
  const score = kilonova && other ? kilonova.lnZ - other.lnZ : null;
  const deltaLnZ = best && second ? best.lnZ - second.lnZ : null;
  const bestFit = best?.fits.toSorted((a, b) => b.lnZ - a.lnZ)[0];
  return {
    label: first.label,
    object: first.object,
    kind: best?.kind ?? null,
    model: bestFit?.model ?? null,
    isDecided: deltaLnZ !== null && deltaLnZ >= 1,
    probabilities: Object.fromEntries(ofKinds.map(({ kind, lnZ }) => [kind, Math.exp(lnZ - total)])),
    deltaLnZ,
    kilonovaStrength: score === null ? null : strengthOf(score),
    kilonovaScore: score,
    systematicError: bestFit?.quality?.systematicError ?? null,
  };
}
