import type { FitQuality } from '../fitter/jobFiles.ts';

/** The kinds of models that a verdict compares. NONE: no transient of the other kinds. */
export const kinds = ['KN', 'GRB', 'SC', 'SN', 'NONE'] as const;
/** A kind of model, as people type it. */
export type Kind = (typeof kinds)[number];

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

/** How often a kind is met among candidates, relative to the others; only ratios count. */
export type PriorOdds = Record<Kind, number>;

/** Why a model or a kind is missing from the comparison. */
export type NotComparedReason =
  | 'no-files'
  | 'not-in-play'
  | 'failed'
  | 'timed-out'
  | 'not-converged'
  | 'cancelled'
  | 'running'
  | 'no-data-in-band'
  | 'fewer-bands'
  | 'other-settings';

/** A model that is missing from the comparison. */
export interface NotCompared {
  kind: string;
  model: string;
  reason: NotComparedReason;
}

/** One kind in the comparison. */
export interface KindEvidence {
  kind: string;
  /** Its models that were compared, the one with the highest evidence first. */
  models: string[];
  /** ln of the mean evidence of its models. */
  lnZ: number;
  lnZError: number | null;
  probability: number;
}

/** The scale of Kass & Raftery; null: "not worth more than a bare mention". */
export type Strength = 'positive' | 'strong' | 'very strong' | null;

/** How well the best model of the most probable kind describes the detections. */
export interface Description extends FitQuality {
  model: string;
  /** false: the systematic error that it needs is larger than any that its makers state. */
  isGood: boolean;
  /** Whether some other compared model is good. */
  isAnyGood: boolean;
}

/** What the fits of one light curve say together. */
export interface Verdict {
  /**
   * decided: the most probable kind is at least e times as probable as all others together.
   * inconclusive: it is not. unconstrained: the data constrain no model. single: there is one kind only.
   * none: no model has a number.
   */
  state: 'decided' | 'inconclusive' | 'unconstrained' | 'single' | 'none';
  /** The most probable kind; null: no model has a number. */
  kind: string | null;
  /** The best model of that kind. */
  model: string | null;
  probability: number | null;
  /** The kind with the highest evidence among the others. */
  rival: string | null;
  deltaLnZ: number | null;
  deltaLnZError: number | null;
  /** Of ΔlnZ; null where it is below 1. */
  strength: Strength;
  /** The kind that the data alone favour by 1 or more, where the prior odds overrule them; else null. */
  dataFavour: string | null;
  /** ΔlnZ of KN against the best other kind; null where there is none of either. */
  kilonovaScore: number | null;
  kilonovaScoreError: number | null;
  /** Every kind that was compared, most probable first. */
  kinds: KindEvidence[];
  notCompared: NotCompared[];
  /** Kinds without a single compared model. */
  missingKinds: Kind[];
  /** null where no compared model of the kind says. */
  description: Description | null;
  /** The one thing to beware of that touches the decision. */
  warning: { code: string; text: string; model: string } | null;
  priorOdds: PriorOdds;
}
