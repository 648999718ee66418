import { addCleaning, contentsToShow } from '../../db/keeping.ts';
import type { RemovedByKind } from '../api/views.ts';
import type { Context } from '../core/context.ts';
import type { PipelineOptions } from '../core/options.ts';
import { chartFolder } from '../fits/drawCharts.ts';
import { originalsFolder } from '../intake/originals.ts';
import { cleanFiles } from './files.ts';
import { cleanJobFolders } from './jobFolders.ts';
import type { Keep } from './keep.ts';

/** What of the context is needed here. */
export type CleaningContext = Pick<Context, 'db' | 'now' | 'log'> & {
  options: Pick<PipelineOptions, 'stateDir'>;
};

/** Paths of the charts that a message may still be sent with. */
function chartsToShow({ db, options }: CleaningContext): Set<string> {
  const folder = chartFolder(options.stateDir);
  const paths = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === 'string' && value.startsWith(folder)) paths.add(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(look);
  };
  for (const content of contentsToShow(db)) look(JSON.parse(content));
  return paths;
}

/**
 * Removes what is kept longer than the configuration wants. The database keeps everything it says; a fit that has not
 * ended and a chart that a message may still be sent with keep their files.
 * @throws Error when a file cannot be removed: the rest waits for the next turn.
 */
export async function clean(context: CleaningContext, keep: Keep): Promise<RemovedByKind> {
  const { db, options, log } = context;
  const nowMs = Date.parse(context.now());
  const removed = {
    charts: await cleanFiles(chartFolder(options.stateDir), keep.charts, nowMs, chartsToShow(context)),
    originals: await cleanFiles(originalsFolder(options.stateDir), keep.originals, nowMs),
    jobs: await cleanJobFolders(context, keep.jobs),
  };
  addCleaning(db, { at: context.now(), removed: JSON.stringify(removed) });
  log.info({ removed }, 'cleaned what is kept no longer');
  return removed;
}
