import { readFile } from 'node:fs/promises';
import type { FitRow } from '../../db/fits.ts';
import type { Context } from '../core/context.ts';
import type { JobResult } from '../fitter/jobFiles.ts';
import { fitNote } from './fitNote.ts';

/** What a fit found, and how its model is called in a picture. */
export interface FitResult {
  result: JobResult;
  modelTitle: string;
}

/** The result files of some fits, each read once, so that the log is told once of one that is gone or broken. */
export class FitResults {
  readonly #context: Context;
  readonly #read = new Map<number, Promise<FitResult | null>>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** What a fit found; null where the file is gone or broken. */
  of(fit: FitRow): Promise<FitResult | null> {
    const found = this.#read.get(fit.id) ?? this.#readFile(fit);
    this.#read.set(fit.id, found);
    return found;
  }

  async #readFile(fit: FitRow): Promise<FitResult | null> {
    const { contract, log, models } = this.#context;
    if (fit.resultPath === null) return null;
    const model = models.find(fit.model);
    const modelTitle = [model?.title ?? fit.model, fitNote(fit, model ?? null)].filter(Boolean).join(', ');
    try {
      return { result: contract.result(await readFile(fit.resultPath, 'utf8')), modelTitle };
    } catch (error) {
      const words = 'the result of a fit is no longer there, or no longer whole: no pictures';
      log.error({ err: error, fit: fit.id }, words);
      return null;
    }
  }
}
