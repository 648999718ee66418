import {
  type Kind,
  kinds,
  type NotCompared,
  type PriorOdds,
  type Strength,
} from '../../pipeline/api/verdict.ts';
import { strengthOf, verdictOf } from '../../pipeline/fits/verdict.ts';
import type { Row } from './fits.ts';

export { type Kind, kinds };
export const strengths = ['positive', 'strong', 'very strong'] as const satisfies readonly Strength[];

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
  kilonovaStrength: Strength;
  kilonovaScore: number | null;
  /** What the best model needs, mag; null: it does not say. */
  systematicError: number | null;
}

/** The verdict on one object, as the channel reads it. */
export function judge(rows: readonly Row[], priorOdds: PriorOdds): Judged | null {
  const [first] = rows;
  if (!first) return null;
  const notCompared = rows
    .filter(({ lnZ }) => lnZ === null)
    .map(({ kind, model }): NotCompared => ({ kind, model, reason: 'failed' }));
  const verdict = verdictOf(rows, notCompared, priorOdds);
  const { kind, model, deltaLnZ, kilonovaScore, description } = verdict;
  return {
    label: first.label,
    object: first.object,
    kind,
    model,
    isDecided: verdict.state === 'decided',
    probabilities: Object.fromEntries(verdict.kinds.map((one) => [one.kind, one.probability])),
    deltaLnZ,
    kilonovaStrength: kilonovaScore === null ? null : strengthOf(kilonovaScore),
    kilonovaScore,
    systematicError: description?.systematicError ?? null,
  };
}
