import { z } from 'zod';
import type { FitRow } from '../../db/fits.ts';
import type { LightCurveRow } from '../../db/lightCurves.ts';
import { kindName, type Verdict } from '../api/verdict.ts';
import { sha256 } from '../shared/hash.ts';

/** What is kept of an upload until it is sent. */
export const uploadContentSchema = z.object({
  /** One sentence for people. */
  message: z.string(),
  /** Numbers for programs. */
  results: z.record(z.string(), z.unknown()),
  /** Files of pictures, PNG. */
  plots: z.array(z.string()),
});
/** What is kept of an upload until it is sent. */
export type UploadContent = z.infer<typeof uploadContentSchema>;

/** What the run found about an object. */
export interface Told {
  verdict: Verdict;
  fits: readonly FitRow[];
  curve: Pick<LightCurveRow, 'sha256' | 'detections' | 'limits' | 'firstJd' | 'lastJd' | 'filters'>;
  plots: readonly string[];
}

const fixed = (value: number, digits: number) => value.toFixed(digits).replace('-', '−');

function withError(value: number, error: number | null): string {
  return error === null ? fixed(value, 1) : `${fixed(value, 1)} ± ${fixed(error, 1)}`;
}

/** The verdict in one sentence without markup: "Kilonova 93 %, ΔlnZ 5.2 ± 0.3 against supernova (best model Me2017)". */
export function verdictSentence({ state, kind, model, probability, rival, ...verdict }: Verdict): string {
  if (kind === null || state === 'none') return 'No model has a number.';
  const name = kindName(kind);
  const share = probability === null ? '' : ` ${fixed(100 * probability, 0)} %`;
  const best = model === null ? '' : ` (best model ${model})`;
  const against =
    verdict.deltaLnZ === null || rival === null
      ? ''
      : `, ΔlnZ ${withError(verdict.deltaLnZ, verdict.deltaLnZError)} against ${kindName(rival)}`;
  const capital = name.charAt(0).toUpperCase() + name.slice(1);
  const doubt = {
    decided: '',
    inconclusive: 'Inconclusive; most probable: ',
    unconstrained: 'The data constrain no model; highest evidence: ',
    single: 'Only one kind was fitted: ',
  }[state];
  return `${doubt}${doubt === '' ? capital : name}${share}${against}${best}.`;
}

/** Numbers of a verdict and of the fits behind it, without what differs from run to run. */
export function resultsOf({ verdict, fits, curve }: Told): Record<string, unknown> {
  const { state, kind, model, probability, rival, deltaLnZ, deltaLnZError, kilonovaScore } = verdict;
  return {
    verdict: {
      state,
      kind,
      model,
      probability,
      rival,
      delta_lnz: deltaLnZ,
      delta_lnz_error: deltaLnZError,
      kilonova_score: kilonovaScore,
    },
    kinds: verdict.kinds.map((one) => ({
      kind: one.kind,
      probability: one.probability,
      lnz: one.lnZ,
      lnz_error: one.lnZError,
    })),
    models: fits.map((fit) => ({
      model: fit.model,
      kind: fit.kind,
      state: fit.state,
      lnz: fit.lnZ,
      lnz_error: fit.lnZError,
      warnings: fit.warnings.map(({ code }) => code),
    })),
    light_curve: {
      sha256: curve.sha256,
      detections: curve.detections,
      limits: curve.limits,
      filters: curve.filters,
      first_jd: curve.firstJd,
      last_jd: curve.lastJd,
    },
  };
}

/** Equal for what says the same, whatever run it is of. */
export function saidHash(content: Omit<UploadContent, 'plots'>): string {
  return sha256(JSON.stringify([content.message, content.results]));
}
