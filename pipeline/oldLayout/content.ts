import type { JobResult } from '../fitter/jobFiles.ts';

/** Columns of a posterior, all equally long; null where a number is not known. */
type Columns = Record<string, (number | null)[]>;

/**
 * The posterior as the old pipeline wrote it. The fitter keeps no likelihood for each sample: `log_likelihood` is known
 * of the best fit alone, which is a row of its own at the end unless it is a sample already. `timeshift` stands there
 * as `KNtimeshift` too, its name in 2022.
 */
export function posteriorColumns(result: JobResult): Columns {
  const { parameters, samples } = result.posterior;
  const names = parameters.map(({ name }) => name);
  const best = names.map((name) => result.bestFit[name]);
  const at = samples.findIndex((sample) => sample.every((value, index) => value === best[index]));
  const isWhole = best.every((value) => value !== undefined);
  const rows: (number | undefined)[][] = at === -1 && isWhole ? [...samples, best] : [...samples];
  const bestRow = at === -1 && isWhole ? samples.length : at;
  const columns: Columns = {};
  for (const [index, name] of names.entries()) columns[name] = rows.map((row) => row[index] ?? null);
  if (columns.timeshift && !columns.KNtimeshift) columns.KNtimeshift = columns.timeshift;
  columns.log_likelihood = rows.map((_, index) => (index === bestRow ? result.logLikelihoodMax : null));
  return columns;
}

/** `_posterior_samples.dat`: a line of names, then a line for each sample, with blanks between; nothing for unknown. */
export function posteriorText(columns: Columns): string {
  const names = Object.keys(columns);
  const count = columns.log_likelihood?.length ?? 0;
  const lines = [names.join(' ')];
  for (let row = 0; row < count; row++) {
    lines.push(names.map((name) => columns[name]?.[row] ?? 'nan').join(' '));
  }
  return `${lines.join('\n')}\n`;
}

/** `_result.json` as bilby reads it: what the app knows, and null or nothing for the rest. */
export function bilbyResult(result: JobResult, columns: Columns, fitId: number): object {
  const { parameters } = result.posterior;
  return {
    label: result.model,
    outdir: '.',
    sampler: result.sampler.name,
    log_evidence: result.lnZ,
    log_evidence_err: result.lnZError,
    log_noise_evidence: null,
    log_bayes_factor: null,
    search_parameter_keys: parameters.map(({ name }) => name),
    fixed_parameter_keys: [],
    constraint_parameter_keys: [],
    sampler_kwargs: { nlive: result.sampler.livePoints, seed: result.sampler.seed },
    sampling_time: result.sampler.seconds,
    num_likelihood_evaluations: result.likelihoodCalls,
    parameter_labels: parameters.map(({ label }) => label),
    parameter_labels_with_unit: parameters.map(({ label, unit }) => (unit ? `${label} [${unit}]` : label)),
    posterior: { __dataframe__: true, content: columns },
    meta_data: {
      fit_id: fitId,
      object: result.object,
      kind: result.kind,
      max_log_likelihood: result.logLikelihoodMax,
      best_fit: result.bestFit,
      effective_sample_size: result.effectiveSampleSize,
      is_converged: result.isConverged ?? true,
      trigger_jd: result.triggerJd,
      seconds: result.seconds,
      versions: result.versions,
      hashes: result.hashes,
      prior_edges: Object.fromEntries(
        parameters.map(({ name, minimum, maximum }) => [name, [minimum, maximum]]),
      ),
      warnings: result.warnings,
    },
    version: `bilby=${result.versions.bilby ?? 'unknown'}`,
  };
}
