import type { PipelineService } from '../../pipeline/api/service.ts';
import { type Message, message, section } from './blocks.ts';
import { counted, cut, escapeText } from './text.ts';

/** What came of a look at the sources. */
export function pulled(outcome: Awaited<ReturnType<PipelineService['pull']>>): Message {
  const { runId, lightCurvesNew, fitsAsked, problems, unreached, late } = outcome;
  const found =
    lightCurvesNew === 0 && fitsAsked === 0
      ? unreached.length + late.length === 0
        ? 'Nothing new.'
        : 'Nothing new in the sources that could be reached.'
      : `${counted(lightCurvesNew, 'new light curve')}, ${counted(fitsAsked, 'fit')} asked for.`;
  const trouble =
    problems === 0 ? '' : ` ${counted(problems, 'file')} could not be used: see \`/nmma status\`.`;
  const words = `Pull #${runId}: ${found}${trouble}`;
  const lost = unreached.map((one) => `⚠ ${escapeText(cut(one, 300))}`);
  const slow = late.map(
    (name) => `${escapeText(name)} has not answered yet: its data will be read when it does.`,
  );
  const all = [words, ...lost, ...slow].join('\n');
  return message(all, [section(all)]);
}
