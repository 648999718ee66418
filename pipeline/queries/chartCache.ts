import { existsSync } from 'node:fs';
import type { Context } from '../core/context.ts';
import { type DrawnCharts, drawCharts } from '../fits/drawCharts.ts';
import { getKnownFit } from './knownFit.ts';

/** Fits whose charts are remembered: more than App Home and an evening of questions show. */
const most = 200;

/**
 * The charts of fits. A result never changes: its pictures, once drawn, are known without reading it again. App Home
 * asks for the same ones every few seconds.
 */
export class ChartCache {
  readonly #context: Context;
  /** By fit, the oldest first. */
  readonly #drawn = new Map<number, DrawnCharts>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** @see PipelineService.fitCharts */
  async chartsOf(fitId: number): Promise<DrawnCharts> {
    const before = this.#drawn.get(fitId);
    if (before?.lightCurve && before.corner && [before.lightCurve, before.corner].every(isThere))
      return before;
    const charts = await drawCharts(this.#context, getKnownFit(this.#context, fitId));
    this.#drawn.set(fitId, charts);
    const [oldest] = this.#drawn.keys();
    if (this.#drawn.size > most && oldest !== undefined) this.#drawn.delete(oldest);
    return charts;
  }
}

function isThere({ path }: { path: string }): boolean {
  return existsSync(path);
}
