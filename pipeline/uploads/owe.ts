import { addUpload } from '../../db/uploads.ts';
import type { Context } from '../core/context.ts';
import { resultsOf, saidHash, type Told, verdictSentence } from './content.ts';

/**
 * Owes the SkyPortal what a run found about an object: the analysis, and the verdict where that is wanted, each unless it
 * says what was said before. To be called in the transaction that reports the run.
 */
export function oweUploads(context: Context, runId: number, objectId: number, told: Told): void {
  const { db, options } = context;
  const { uploads } = options;
  if (!uploads || told.verdict.state === 'none') return;
  const message = verdictSentence(told.verdict);
  const results = resultsOf(told);
  const owe = (kind: 'analysis' | 'comment' | 'annotation', said: string, plots: readonly string[]) => {
    const content = JSON.stringify({ message, results, plots });
    const upload = { kind, objectId, runId, address: null, content, saidSha256: said };
    addUpload(db, upload, context.change());
  };
  owe('analysis', saidHash({ message, results }), told.plots);
  const { state, kind, strength } = told.verdict;
  // As in the channel: what changed is the kind or how strongly it is favoured, not a digit.
  if (uploads.verdict === 'comment') owe('comment', JSON.stringify([state, kind, strength]), []);
  if (uploads.verdict === 'annotation') owe('annotation', saidHash({ message, results }), []);
}
