import {
  kindName,
  kinds,
  type NotCompared,
  type NotComparedReason,
  type Verdict,
} from '../../pipeline/api/verdict.ts';
import type { FitSummary } from '../../pipeline/api/views.ts';
import { listed } from '../../pipeline/shared/words.ts';
import { capital, fixed } from './text.ts';

/** A kind as the name of its models: "supernova model". */
function modelKind(kind: string): string {
  return kind === 'NONE' ? '“none of these” model' : `${kindName(kind)} model`;
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

/** "P = 0.97", with a third digit where the second would say 0 or 1: "P = 0.998", "P > 0.999". */
export function probabilityWords(probability: number): string {
  if (probability >= 0.9995) return 'P > 0.999';
  if (probability < 0.0005) return 'P < 0.001';
  const isExtreme = probability > 0.99 || probability < 0.01;
  return `P = ${fixed(probability, isExtreme ? 3 : 2)}`;
}

/** A difference of ln Z with its error: "7.1 ± 0.2". */
export function withError(value: number, error: number | null): string {
  return error === null ? fixed(value, 1) : `${fixed(value, 1)} ± ${fixed(error, 1)}`;
}

/** What the best of the fits below a verdict needs to be told by. */
type Told = Pick<Verdict, 'state' | 'kind' | 'probability'>;

/** The verdict in a few words: "Kilonova, P = 0.97". */
export function verdictTitle(verdict: Told): string {
  const { state, kind, probability } = verdict;
  if (state === 'none' || kind === null || probability === null) return 'No result';
  if (state === 'decided') return `${capital(kindName(kind))}, ${probabilityWords(probability)}`;
  return state === 'single' ? 'Nothing to compare with' : 'Inconclusive';
}

/** "Kilonova, P = 0.97 (strong)". */
export function withStrength(verdict: Told & Pick<Verdict, 'strength'>): string {
  return `${verdictTitle(verdict)}${verdict.strength === null ? '' : ` (${verdict.strength})`}`;
}

/** "Shock cooling, P = 0.80 (positive) → Kilonova, P = 0.97 (strong)". */
export function changeWords(
  before: Told & Pick<Verdict, 'strength'>,
  now: Told & Pick<Verdict, 'strength'>,
): string {
  return `${withStrength(before)} → ${withStrength(now)}`;
}

function inconclusiveWords({ kinds: compared }: Verdict): string {
  const likely = compared.filter(({ probability }) => probability >= 0.05);
  const words = likely.map(({ kind, probability }) => `${kindName(kind)} ${probabilityWords(probability)}`);
  return `${capital(listed(words))}.`;
}

function evidenceWords(verdict: Verdict): string {
  const { rival, deltaLnZ, deltaLnZError, strength, dataFavour } = verdict;
  if (rival === null || deltaLnZ === null) return '';
  const size = withError(Math.abs(deltaLnZ), deltaLnZError);
  if (dataFavour !== null) {
    return `The data alone favour ${kindName(dataFavour)} by ΔlnZ = ${size}, but candidates of that kind are much rarer.`;
  }
  if (strength === null) {
    return `ΔlnZ = ${withError(deltaLnZ, deltaLnZError)} to ${kindName(rival)}: the data alone do not decide.`;
  }
  return `ΔlnZ = ${size} over ${kindName(rival)}: ${strength}.`;
}

/** How sure the verdict is, in a sentence or two; `isOpen`: fits of it still run. */
export function evidenceSentence(verdict: Verdict, isOpen = false): string {
  switch (verdict.state) {
    case 'none':
      return isOpen ? 'No fit has finished yet.' : 'No model could be fitted.';
    case 'unconstrained':
      return 'The data do not constrain the models.';
    case 'single':
      return `Only ${kindName(verdict.kind ?? '')} models have a result.`;
    case 'inconclusive':
      if (verdict.description?.isAnyGood === false)
        return `${capital(kindName(verdict.kind ?? ''))} comes closest of models that are all far off.`;
      return `${inconclusiveWords(verdict)} ${evidenceWords(verdict)}`.trim();
    case 'decided':
      return evidenceWords(verdict);
  }
}

/** Whether the best model describes the data, in one sentence; '' where its fitter does not say. */
export function descriptionSentence({ description }: Verdict): string {
  if (description === null) return '';
  const { model, isGood, isAnyGood, systematicError, worst, chi2, points } = description;
  const miss = `${fixed(systematicError, 1)} mag`;
  const most = `${fixed(Math.abs(worst.residual), 1)} mag in ${worst.filter.replace(/^ztf/, '')}`;
  if (isGood) {
    const needs =
      systematicError < 0.005
        ? 'within the photometric errors'
        : `to ${fixed(systematicError, 2)} mag beside the photometric errors`;
    return `${model} describes the data ${needs} (χ² = ${fixed(chi2, 0)} for ${points} points).`;
  }
  if (isAnyGood) return `${model} describes the data poorly: it misses by ${miss}, at worst by ${most}.`;
  return `No model describes the data: the best one misses by ${miss}, at worst by ${most}.`;
}

const reasons: Record<NotComparedReason, string> = {
  'no-files': 'files missing',
  'not-in-play': 'not in play',
  failed: 'failed',
  'timed-out': 'ran out of time',
  'not-converged': 'stopped before it converged',
  cancelled: 'cancelled',
  running: 'still running',
  'no-data-in-band': 'no data in its bands',
  'fewer-bands': 'lacks some of the bands, and was fitted without them',
  'other-settings': 'fitted with other settings',
};

function whyWords(of: readonly NotCompared[]): string {
  const byReason = Map.groupBy(of, ({ reason }) => reason);
  const words = [...byReason].map(
    ([reason, those]) => `${those.map(({ model }) => model).join(', ')} ${reasons[reason]}`,
  );
  return words.join('; ');
}

/** Every kind that nobody compared, with its reason: silence about a hypothesis would be an error. '' when none is. */
export function missingSentence({ missingKinds, notCompared, state }: Verdict): string {
  if (state === 'none' || missingKinds.length === 0) return '';
  const named = missingKinds.map((kind) => {
    const why = whyWords(notCompared.filter((one) => one.kind === kind));
    return { kind, why: why ? ` (${why})` : '' };
  });
  const [only] = named;
  if (named.length === 1 && only) return `No ${modelKind(only.kind)} compared${only.why}.`;
  return `Not compared: ${named.map(({ kind, why }) => `${kindName(kind)}${why}`).join(', ')}.`;
}

/** What was compared, and which models of the compared kinds were not. */
export function comparedSentence({ kinds: compared, notCompared, missingKinds }: Verdict): string {
  const order = [...compared].sort((a, b) => position(a.kind) - position(b.kind));
  const names = order.map(({ kind, models }) => `${kind} (${models.join(', ')})`);
  if (names.length === 0) return '';
  const rest = notCompared.filter((one) => !missingKinds.some((kind) => kind === one.kind));
  return `Compared: ${names.join(', ')}.${rest.length > 0 ? ` Left out: ${whyWords(rest)}.` : ''}`;
}

/** Where a kind stands among the others. */
function position(kind: string): number {
  const all: readonly string[] = kinds;
  return all.indexOf(kind);
}

/** The whole verdict in one line, for notifications and a terminal. */
export function verdictLine(verdict: Verdict, isOpen = false): string {
  const title = verdict.state === 'none' ? '' : `${verdictTitle(verdict)}.`;
  return [title, evidenceSentence(verdict, isOpen), missingSentence(verdict)].filter(Boolean).join(' ');
}

/** The one warning that touches the decision; '' when there is none. */
export function warningSentence({ warning }: Verdict): string {
  return warning === null ? '' : `${warning.model}: ${warning.text}`;
}
