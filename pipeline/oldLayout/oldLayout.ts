import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { getFit } from '../../db/fits.ts';
import { succeededFits, succeededStamp } from '../../db/oldLayout.ts';
import type { Context } from '../core/context.ts';
import { areas } from '../core/incidents.ts';
import type { OldLayoutOptions } from '../core/options.ts';
import { drawCharts } from '../fits/drawCharts.ts';
import type { JobResult } from '../fitter/jobFiles.ts';
import { rsync } from '../remote/rsync.ts';
import { errorMessage } from '../shared/errorMessage.ts';
import { bilbyResult, posteriorColumns, posteriorText } from './content.ts';
import { wantedFits } from './place.ts';
import { keepWritten, partSuffix, readWritten, writeWhole, writtenFile } from './written.ts';

/** Pauses after trouble, seconds. */
const pause = { first: 30, longest: 600 };

/** Keeps the newest fit of every object, model and window in the layout of the old pipeline. */
export class OldLayout {
  readonly #context: Context;
  readonly #options: OldLayoutOptions;
  readonly #written: Map<string, number>;
  readonly #stopping = new AbortController();
  /** Fits whose results cannot be read. */
  readonly #hopeless = new Set<number>();
  #stamp = '';
  // What an earlier process wrote may not have travelled.
  #isOwed = true;
  #pauseSeconds = pause.first;
  #notBefore = 0;

  constructor(context: Context, options: OldLayoutOptions) {
    this.#context = context;
    this.#options = options;
    this.#written = readWritten(options.folder);
  }

  /** Writes what is new and brings it; trouble is noted, and tried again later. Throws nothing. */
  async turn(): Promise<void> {
    const { incidents } = this.#context;
    const now = Date.parse(this.#context.now());
    if (now < this.#notBefore) return;
    try {
      await this.#write();
      await this.#bring();
      this.#pauseSeconds = pause.first;
      incidents.clear(areas.oldLayout);
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      const words = errorMessage(error);
      incidents.note(areas.oldLayout, new Error(`Results in the old layout: ${words}`, { cause: error }));
      this.#notBefore = now + this.#pauseSeconds * 1000;
      this.#pauseSeconds = Math.min(this.#pauseSeconds * 2, pause.longest);
    }
  }

  /** Ends an rsync that is under way: the next start brings what is missing. */
  stop(): void {
    this.#stopping.abort();
  }

  async #write(): Promise<void> {
    const stamp = succeededStamp(this.#context.db);
    if (stamp === this.#stamp) return;
    for (const [stem, fitId] of wantedFits(succeededFits(this.#context.db))) {
      if (this.#stopping.signal.aborted) return;
      if (this.#written.get(stem) === fitId || this.#hopeless.has(fitId)) continue;
      if (!(await this.#writeFit(stem, fitId))) continue;
      this.#isOwed = true;
      this.#written.set(stem, fitId);
      keepWritten(this.#options.folder, this.#written);
    }
    this.#stamp = stamp;
  }

  /** @returns false when its result is no longer there or not whole: that was logged. */
  async #writeFit(stem: string, fitId: number): Promise<boolean> {
    const fit = getFit(this.#context.db, fitId);
    const { log, contract } = this.#context;
    let result: JobResult;
    try {
      result = contract.result(readFileSync(fit.resultPath ?? '', 'utf8'));
    } catch (error) {
      this.#hopeless.add(fitId);
      log.warn({ err: error, fit: fitId }, 'the result of a fit cannot be read: nothing in the old layout');
      return false;
    }
    const path = join(this.#options.folder, stem);
    const columns = posteriorColumns(result);
    const { lightCurve, corner } = await drawCharts(this.#context, fit);
    for (const [chart, name] of [
      [lightCurve, 'lightcurves'],
      [corner, 'corner'],
    ] as const) {
      // A picture of an older fit beside the numbers of this one would lie.
      if (chart === null) rmSync(`${path}_${name}.png`, { force: true });
      else writeWhole(`${path}_${name}.png`, readFileSync(chart.path));
    }
    writeWhole(`${path}_posterior_samples.dat`, posteriorText(columns));
    writeWhole(`${path}_result.json`, `${JSON.stringify(bilbyResult(result, columns, fitId))}\n`);
    return true;
  }

  async #bring(): Promise<void> {
    const { folder, rsyncTo } = this.#options;
    if (rsyncTo === null || !this.#isOwed || this.#written.size === 0) return;
    await rsync({
      from: folder,
      to: rsyncTo.folder,
      login: rsyncTo.login,
      exclude: [`/${writtenFile}`, `*${partSuffix}`],
      signal: this.#stopping.signal,
    });
    this.#isOwed = false;
  }
}
