/**
 * The verdict on one light curve: what it most probably is, how sure that is, and what speaks against trusting it.
 *
 * Terms:
 * - evidence of a kind: ln of the mean of its models' evidences. The models of a kind share its prior probability
 *   equally, so that a kind gains nothing by having many models, and a model that describes nothing costs its kind at
 *   most ln(number of models). The maximum would favour the kind with the most models.
 * - probability of a kind: its evidence times its prior odds, divided by the sum over the kinds that were compared.
 * - ΔlnZ: the evidence of the most probable kind less that of the best other kind: what the data alone say. It is
 *   negative where the prior odds overrule the data.
 * - kilonova score: the evidence of KN less that of the best other kind; none where no model describes the data.
 *
 * Everything here is pure: it needs numbers, no database and no files.
 */
import {
  type Description,
  type Kind,
  type KindEvidence,
  kinds,
  type NotCompared,
  type PriorOdds,
  type Strength,
  type Verdict,
} from '../api/verdict.ts';
import type { FitQuality } from '../fitter/jobFiles.ts';

/** What the verdict needs of one fit of the light curve. */
export interface VerdictFit {
  kind: string;
  model: string;
  /** null: it has no number. */
  lnZ: number | null;
  /** null: the sampler could give none, because the data constrain nothing. */
  lnZError: number | null;
  warnings: readonly { code: string; text: string }[];
  /** null: its fitter does not say. */
  quality: FitQuality | null;
}

/** e: ln of the posterior odds is 1 there, Kass & Raftery's "bare mention". */
export const leastOdds = Math.E;

/**
 * Models whose best fit needs more systematic error than this do not describe the data, mag. Kilonova and supernova
 * models are quoted with 0.1 to 0.3 mag; NMMA's own default is 1 mag, with which nothing is ever refused.
 */
export const mostSystematicError = 0.5;

/** Codes after which a number means nothing. */
const unconstrainedCodes = new Set(['unconstrained']);

/** Warnings that touch a decision, the gravest first; all others concern the numbers of one fit only. */
const decisive = [
  'not-converged',
  'two-ways',
  'few-samples',
  'few-nights',
  'impossible-points',
  'prior-edge',
  'filters-left-out',
  'bands-left-out',
];

/**
 * How much a difference of ln Z says, in the words of Kass & Raftery (1995, J. Am. Stat. Assoc. 90, 773,
 * section 3.2): their scale of 2 ln B (2, 6, 10) halved.
 * @returns null below 1, and where the difference is negative.
 */
export function strengthOf(deltaLnZ: number): Strength {
  if (deltaLnZ < 1) return null;
  if (deltaLnZ < 3) return 'positive';
  return deltaLnZ < 5 ? 'strong' : 'very strong';
}

type Weighed = VerdictFit & { lnZ: number };

function isKind(word: string): word is Kind {
  return kinds.some((kind) => kind === word);
}

function logSumExp(values: readonly number[]): number {
  const most = Math.max(...values);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

/** ln of the mean evidence, and its error from those of the parts; null where one that counts has none. */
function meanEvidence(fits: readonly Weighed[]): { lnZ: number; lnZError: number | null } {
  const total = logSumExp(fits.map((fit) => fit.lnZ));
  let variance = 0;
  for (const fit of fits) {
    const weight = Math.exp(fit.lnZ - total);
    if (fit.lnZError !== null) variance += (weight * fit.lnZError) ** 2;
    else if (weight > 0.01) return { lnZ: total - Math.log(fits.length), lnZError: null };
  }
  return { lnZ: total - Math.log(fits.length), lnZError: Math.sqrt(variance) };
}

function isUnconstrained(fit: Weighed): boolean {
  return fit.lnZError === null || fit.warnings.some(({ code }) => unconstrainedCodes.has(code));
}

function difference(a: KindEvidence, b: KindEvidence): { value: number; error: number | null } {
  const error = a.lnZError === null || b.lnZError === null ? null : Math.hypot(a.lnZError, b.lnZError);
  return { value: a.lnZ - b.lnZ, error };
}

function highest(evidences: readonly KindEvidence[]): KindEvidence | undefined {
  return evidences.reduce<KindEvidence | undefined>(
    (best, one) => (best === undefined || one.lnZ > best.lnZ ? one : best),
    undefined,
  );
}

function compareKinds(fits: readonly Weighed[], priorOdds: PriorOdds): KindEvidence[] {
  const found = [...Map.groupBy(fits, (fit) => fit.kind)].map(([kind, ofKind]) => {
    const models = [...ofKind].sort((a, b) => b.lnZ - a.lnZ).map((fit) => fit.model);
    const odds = isKind(kind) ? priorOdds[kind] : 1;
    const evidence = meanEvidence(ofKind);
    return { kind, models, ...evidence, logWeight: evidence.lnZ + Math.log(odds) };
  });
  const total = logSumExp(found.map((one) => one.logWeight));
  return found
    .sort((a, b) => b.logWeight - a.logWeight)
    .map(({ logWeight, ...one }) => ({ ...one, probability: Math.exp(logWeight - total) }));
}

function descriptionOf(best: Weighed, fits: readonly Weighed[]): Description | null {
  if (best.quality === null) return null;
  const isGood = ({ quality }: Weighed) => quality !== null && quality.systematicError <= mostSystematicError;
  return { ...best.quality, model: best.model, isGood: isGood(best), isAnyGood: fits.some(isGood) };
}

/** The gravest warning of the two models that the decision is between. */
function warningOf(between: readonly Weighed[]): Verdict['warning'] {
  for (const code of decisive) {
    for (const { model, warnings } of between) {
      const warning = warnings.find((one) => one.code === code);
      if (warning) return { ...warning, model };
    }
  }
  return null;
}

const nothing = {
  kind: null,
  model: null,
  probability: null,
  rival: null,
  deltaLnZ: null,
  deltaLnZError: null,
  strength: null,
  dataFavour: null,
  kilonovaScore: null,
  kilonovaScoreError: null,
  description: null,
  warning: null,
} as const;

/** The evidence of KN less that of the best other kind. */
function kilonovaScoreOf(evidences: readonly KindEvidence[]): { value: number; error: number | null } | null {
  const kilonova = evidences.find((one) => one.kind === 'KN');
  const other = highest(evidences.filter((one) => one.kind !== 'KN'));
  return kilonova && other ? difference(kilonova, other) : null;
}

function stateOf(
  best: KindEvidence,
  bestFit: Weighed,
  count: number,
  description: Description | null,
): Verdict['state'] {
  if (isUnconstrained(bestFit)) return 'unconstrained';
  if (count === 1) return 'single';
  // The least bad of models that are all wrong is no answer, however far it is ahead.
  if (description?.isAnyGood === false) return 'inconclusive';
  return best.probability >= leastOdds * (1 - best.probability) ? 'decided' : 'inconclusive';
}

/**
 * Parts the fits that can be compared from those that cannot: ln Z of a fit that its time limit stopped still grows, so
 * that it is a lower bound. It counts where it is the highest all the same, and says nothing where another is higher.
 */
function comparable(weighed: readonly Weighed[]): { compared: Weighed[]; stopped: Weighed[] } {
  const isStopped = ({ warnings }: Weighed) => warnings.some(({ code }) => code === 'not-converged');
  const highestConverged = Math.max(...weighed.filter((fit) => !isStopped(fit)).map(({ lnZ }) => lnZ));
  const isLow = (fit: Weighed) => isStopped(fit) && fit.lnZ < highestConverged;
  return { compared: weighed.filter((fit) => !isLow(fit)), stopped: weighed.filter(isLow) };
}

/**
 * Weighs the fits of one light curve against each other.
 * @param fits one per model, all of the same data with the same window, limits and error budget: other evidences cannot
 * be compared. A fit that did not converge counts if its ln Z is the highest all the same, and the warning says so.
 * @param notCompared models that should have been there, and why they are not.
 */
export function verdictOf(
  fits: readonly VerdictFit[],
  notCompared: readonly NotCompared[],
  priorOdds: PriorOdds,
): Verdict {
  const numbered = fits.filter((fit): fit is Weighed => fit.lnZ !== null && Number.isFinite(fit.lnZ));
  const { compared: weighed, stopped } = comparable(numbered);
  const missingKinds = kinds.filter((kind) => !weighed.some((fit) => fit.kind === kind));
  const about = {
    notCompared: [
      ...notCompared,
      ...stopped.map(({ kind, model }): NotCompared => ({ kind, model, reason: 'not-converged' })),
    ],
    missingKinds,
    priorOdds,
  };
  if (weighed.length === 0) return { ...nothing, ...about, state: 'none', kinds: [] };
  const evidences = compareKinds(weighed, priorOdds);
  const [best] = evidences;
  const bestFit = weighed.find((fit) => fit.model === best?.models[0]);
  if (!best || !bestFit) return { ...nothing, ...about, state: 'none', kinds: [] };
  const rival = highest(evidences.filter((one) => one !== best));
  const rivalFit = weighed.find((fit) => fit.model === rival?.models[0]);
  // What was stopped above the rival may still overtake the best.
  const contenders = stopped.filter(({ lnZ }) => rival === undefined || lnZ > rival.lnZ);
  const delta = rival ? difference(best, rival) : null;
  const description = descriptionOf(bestFit, weighed);
  const score = description?.isAnyGood === false ? null : kilonovaScoreOf(evidences);
  return {
    ...about,
    state: stateOf(best, bestFit, evidences.length, description),
    kind: best.kind,
    model: bestFit.model,
    probability: best.probability,
    rival: rival?.kind ?? null,
    deltaLnZ: delta?.value ?? null,
    deltaLnZError: delta?.error ?? null,
    strength: delta ? strengthOf(delta.value) : null,
    dataFavour: delta && rival && strengthOf(-delta.value) !== null ? rival.kind : null,
    kilonovaScore: score?.value ?? null,
    kilonovaScoreError: score?.error ?? null,
    kinds: evidences,
    description,
    warning: warningOf([bestFit, ...contenders, ...(rivalFit ? [rivalFit] : [])]),
  };
}
