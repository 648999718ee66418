import { fileSize } from '../../db/open.ts';
import type { HealthLine } from '../api/views.ts';
import type { Context } from '../core/context.ts';
import { notPosted } from '../objects/notPosted.ts';

/** One line per part of the installation, what is wrong first. */
export function health(context: Context): HealthLine[] {
  const { options, db } = context;
  const wrong = context.incidents
    .areas()
    .map(({ area, words }): HealthLine => ({ part: area.part, isWell: false, words }));
  const hasIncident = (part: HealthLine['part']) => wrong.some((line) => line.part === part);
  const well: HealthLine[] = [];
  if (!hasIncident('source') && options.sources.length > 0) {
    const names = options.sources.map((source) => source.name).join(', ');
    well.push({ part: 'source', isWell: true, words: `${names} can be read.` });
  }
  if (!hasIncident('executor')) {
    const words =
      options.executor.name === 'local' ? 'Fits run on this machine.' : 'Cluster is accepting jobs.';
    well.push({ part: 'executor', isWell: true, words });
  }
  const megabytes = (fileSize(db) / 1e6).toFixed(1);
  if (!hasIncident('database'))
    well.push({ part: 'database', isWell: true, words: `${megabytes} MB, writable.` });
  if (!hasIncident('Slack') && notPosted(context).length === 0)
    well.push({ part: 'Slack', isWell: true, words: 'Connected.' });
  return [...wrong, ...well];
}
