import type { PipelineService } from '../../pipeline/service.ts';
import { type Message, message, section } from './blocks.ts';
import { counted } from './text.ts';

/** What came of a look at the sources. */
export function pulled(outcome: Awaited<ReturnType<PipelineService['pull']>>): Message {
  const { runId, lightCurvesNew, fitsAsked, problems } = outcome;
  const found =
    lightCurvesNew === 0 && fitsAsked === 0
      ? 'Nothing new.'
      : `${counted(lightCurvesNew, 'new light curve')}, ${counted(fitsAsked, 'fit')} asked for.`;
  const trouble =
    problems === 0 ? '' : ` ${counted(problems, 'file')} could not be used: see \`/nmma status\`.`;
  const words = `Pull #${runId}: ${found}${trouble}`;
  return message(words, [section(words)]);
}
