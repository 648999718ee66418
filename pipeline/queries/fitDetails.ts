import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { quantile } from '../../charts/text/numbers.ts';
import type { FitRow } from '../../db/fits.ts';
import { getLightCurve } from '../../db/lightCurves.ts';
import type { FitDetails } from '../api/views.ts';
import type { Context } from '../core/context.ts';
import { summariseFit } from '../fits/summarise.ts';
import { storedSettings } from '../fitter/fitSettings.ts';
import type { JobResult } from '../fitter/jobFiles.ts';
import { settingWords } from '../fitter/settingsText.ts';
import { getKnownFit } from './knownFit.ts';

function resultDetails(result: JobResult): FitDetails['result'] {
  const { parameters, samples } = result.posterior;
  return {
    parameters: parameters.map(({ name, label, unit }, column) => {
      const values = samples.map((row) => row[column] ?? Number.NaN).sort((a, b) => a - b);
      return {
        label,
        unit: unit ?? null,
        median: quantile(values, 0.5),
        p05: quantile(values, 0.05),
        p95: quantile(values, 0.95),
        best: result.bestFit[name] ?? null,
      };
    }),
    residuals: Object.entries(result.residuals).map(([filter, one]) => ({ filter, ...one })),
    logLikelihoodMax: result.logLikelihoodMax,
    likelihoodCalls: result.likelihoodCalls,
    effectiveSampleSize: result.effectiveSampleSize,
    sampler: result.sampler.name,
    versions: result.versions,
  };
}

async function readResult(context: Context, fit: FitRow): Promise<FitDetails['result']> {
  if (fit.resultPath === null) return null;
  try {
    return resultDetails(context.contract.result(await readFile(fit.resultPath, 'utf8')));
  } catch (error) {
    context.log.warn(
      { err: error, fit: fit.id },
      'the result of a fit is no longer there, or no longer whole',
    );
    return null;
  }
}

/** @see PipelineService.fitDetails */
export async function fitDetails(context: Context, fitId: number): Promise<FitDetails> {
  const fit = getKnownFit(context, fitId);
  const { detections, limits, filters, firstJd, lastJd } = getLightCurve(context.db, fit.lightCurveId);
  const model = context.models.find(fit.model);
  return {
    fit: summariseFit(context, fit),
    lightCurve: { detections, limits, filters, firstJd, lastJd },
    settings: model ? settingWords(storedSettings(model, fit.settings)) : [],
    result: await readResult(context, fit),
    folder: fit.resultPath === null ? null : dirname(fit.resultPath),
  };
}
