import { byWavelength } from '../../charts/look/filters.ts';
import type { FitDetails } from '../../pipeline/api/views.ts';
import { type Block, context, section } from './blocks.ts';
import { bullets } from './fitLists.ts';
import { counted, cut, duration, escapeText, evidence, fixed, mention, moment, utcText } from './text.ts';
import { modelName } from './verdict.ts';

/** A number with as many digits as its interval is worth: three of the width, at most six. */
function worth(value: number, width: number): string {
  if (!Number.isFinite(value)) return '—';
  if (!Number.isFinite(width) || width <= 0) return fixed(value, 3);
  return fixed(value, Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(width)))));
}

/** A combined model has about twenty. */
const mostParameters = 24;

type Parameter = NonNullable<FitDetails['result']>['parameters'][number];

function parameterLine({ label, unit, median, p05, p95, best }: Parameter): string {
  const show = (value: number) => worth(value, p95 - p05);
  const units = unit ? ` ${escapeText(unit)}` : '';
  const at = best === null ? '' : `, best fit ${show(best)}`;
  return `${escapeText(label)} = *${show(median)}* (${show(p05)} to ${show(p95)})${units}${at}`;
}

function resultBlocks(details: FitDetails): Block[] {
  const { result, fit } = details;
  if (result === null)
    return fit.state === 'succeeded'
      ? [context('Its files are no longer kept: the parameters cannot be shown.')]
      : [];
  const residuals = new Map(result.residuals.map((one) => [one.filter, one]));
  const chi2 = byWavelength([...residuals.keys()]).flatMap((filter) => {
    const one = residuals.get(filter);
    return one
      ? [`${filter.replace(/^ztf/, '')} ${fixed(one.chi2, 1)} for ${counted(one.points, 'point')}`]
      : [];
  });
  const calls = result.likelihoodCalls.toLocaleString('en-GB');
  const versions = Object.entries(result.versions).map(([name, version]) => `${name} ${version}`);
  const took = fit.seconds === null ? '' : `, ${duration(fit.seconds)}`;
  return [
    section(
      `*Parameters*: median (90 % interval)\n${bullets(result.parameters.map(parameterLine), '• ', mostParameters)}`,
    ),
    section(
      `*Fit*\nln Z = ${evidence(fit.lnZ, fit.lnZError)}, best log likelihood ${fixed(result.logLikelihoodMax, 2)}\n` +
        `χ² of the best fit: ${escapeText(chi2.join('; ') || '—')}\n` +
        `${calls} likelihoods, ${Math.round(result.effectiveSampleSize).toLocaleString('en-GB')} effective samples, ` +
        `sampler ${escapeText(result.sampler)}${took}`,
    ),
    context(escapeText(versions.join(' · '))),
  ];
}

/** Everything about one fit, for a window: numbers first, then how it was made. */
export function fitDetailsBlocks(details: FitDetails): Block[] {
  const { fit, lightCurve } = details;
  const who = fit.requestedBy === null ? '' : ` for ${mention(fit.requestedBy)}`;
  const ended =
    fit.finishedAt === null ? '' : `, ended ${moment(fit.finishedAt, '{date_short_pretty} {time}')}`;
  const warnings = fit.warnings.map(({ text }) => escapeText(cut(text, 300)));
  const settings = details.settings.map(({ name, value }) => `${escapeText(name)}: ${escapeText(value)}`);
  return [
    section(
      `*${escapeText(fit.object)}: ${escapeText(modelName(fit))}*\n${escapeText(fit.modelTitle)}, fit #${fit.fitId}, ` +
        `${fit.state}${who}${ended}${fit.message ? `: ${escapeText(cut(fit.message, 500))}` : ''}`,
    ),
    ...resultBlocks(details),
    ...(warnings.length > 0 ? [section(`*Beware*\n${bullets(warnings, '⚠ ')}`)] : []),
    section(
      `*Data*\n${counted(lightCurve.detections, 'detection')} and ${counted(lightCurve.limits, 'limit')}, ` +
        `${utcText(lightCurve.firstJd)} to ${utcText(lightCurve.lastJd)}`,
    ),
    ...(settings.length > 0 ? [section(`*Settings*\n${bullets(settings)}`)] : []),
    ...(details.folder === null ? [] : [context(`Files: ${escapeText(details.folder)}`)]),
  ];
}
