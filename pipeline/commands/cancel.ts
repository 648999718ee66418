import { cancelFit, type FitRow, findFit, fitsOfObject, fitsOfRun } from '../../db/fits.ts';
import { findRun } from '../../db/runs.ts';
import type { CancelOutcome } from '../api/service.ts';
import type { Context } from '../core/context.ts';
import { resolveObject } from '../objects/resolveObject.ts';
import { UserInputError } from '../shared/userInputError.ts';

/** Words for a run and a fit by number: `run 3`, `run3`, `fit 7`, `#7`. */
const numbered = /^(run|fit|#)\s*#?(\d{1,15})$/i;

/** What words name: what it is called, and its fits. @throws UserInputError when there is no such thing. */
function fitsNamed(context: Context, what: string): { what: string; fits: FitRow[] } {
  const { db } = context;
  const [, word, digits] = numbered.exec(what.trim()) ?? [];
  const id = Number(digits);
  if (word?.toLowerCase() === 'run') {
    if (!findRun(db, id)) throw new UserInputError(`There is no run ${id}: \`/nmma runs\` lists the newest.`);
    return { what: `run ${id}`, fits: fitsOfRun(db, id) };
  }
  if (word !== undefined) {
    const fit = findFit(db, id);
    if (!fit) throw new UserInputError(`There is no fit ${id}: \`/nmma status\` shows what runs.`);
    return { what: `fit ${id}`, fits: [fit] };
  }
  const object = resolveObject(db, what);
  return { what: object.name, fits: fitsOfObject(db, object.id) };
}

/** @see PipelineService.cancel. The jobs are ended by the next look at them. */
export function cancel(context: Context, request: { what: string; by: string }): CancelOutcome {
  const { db } = context;
  const { what, fits } = fitsNamed(context, request.what);
  return db.transaction(() => {
    const cancelled = fits
      .filter((fit) => fit.finishedAt === null)
      .filter((fit) => cancelFit(db, fit.id, `Cancelled by ${request.by}.`, context.change(request.by)))
      .map(({ id, object, model, kind }) => ({ fitId: id, object, model, kind }));
    return { what, cancelled };
  })();
}
