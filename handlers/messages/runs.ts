import type { RunSummary } from '../../pipeline/api/views.ts';
import { bar } from './bar.ts';
import { header, type Message, message, section } from './blocks.ts';
import { stateCounts } from './dailySummary.ts';
import { efficiencyBlocks } from './efficiency.ts';
import { bullets } from './fitLists.ts';
import { runObjects, runReason } from './runWords.ts';
import { counted, duration, moment } from './text.ts';

function runLine(run: RunSummary): string {
  const when = moment(run.startedAt, '{date_short_pretty} {time}');
  const fits = stateCounts(run.fitsByState);
  const found =
    run.trigger === 'refit'
      ? []
      : [`${counted(run.filesRead, 'file')}, ${counted(run.lightCurvesNew, 'new light curve')}`];
  const took =
    run.finishedAt === null
      ? `\`${bar(run.fraction)}\``
      : duration((Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000);
  const facts = [runReason(run), ...found, fits, runObjects(run), took].filter(Boolean);
  return `*run ${run.runId}* ${when}: ${facts.join('; ')}`;
}

/** The newest runs, newest first. */
export function runList(runs: readonly RunSummary[]): Message {
  if (runs.length === 0) return message('No run yet.', [section('No run yet.')]);
  return message(`The newest ${counted(runs.length, 'run')}.`, [
    header('Runs'),
    section(bullets(runs.map(runLine), '')),
    ...efficiencyBlocks(runs.find((run) => run.efficiency.length > 0)),
  ]);
}
