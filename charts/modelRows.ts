import type { ChartBand } from './types.ts';

/** A point of the best-fit line. Rows of one `stretch` belong together; a gap in the model begins a new one. */
export interface LineRow {
  day: number;
  best: number;
  label: string;
  stretch: string;
}

/** A slice of the 5–95 % band. */
export interface AreaRow {
  day: number;
  p05: number;
  p95: number;
  label: string;
  stretch: string;
}

function finite(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/**
 * One filter's model as rows. Where a model is dark it has no magnitude: a band whose faint edge is dark reaches
 * down out of the frame, and a line or band that begins comes up from there.
 * @param days of the model's grid, ascending.
 * @param bottom a magnitude below the frame.
 */
export function modelRows(
  days: number[],
  label: string,
  band: ChartBand,
  bottom: number,
): { lines: LineRow[]; areas: AreaRow[] } {
  const lines: LineRow[] = [];
  const areas: AreaRow[] = [];
  let lineStretch = 0;
  let areaStretch = 0;
  for (const [index, day] of days.entries()) {
    const before = days[index - 1];
    const best = finite(band.best[index]);
    if (best === null) lineStretch += 1;
    else {
      const stretch = `${label} ${lineStretch}`;
      if (before !== undefined && finite(band.best[index - 1]) === null) {
        lines.push({ day: before, best: bottom, label, stretch });
      }
      lines.push({ day, best, label, stretch });
    }
    const p05 = finite(band.p05[index]);
    if (p05 === null) areaStretch += 1;
    else {
      const stretch = `${label} ${areaStretch}`;
      if (before !== undefined && finite(band.p05[index - 1]) === null) {
        areas.push({ day: before, p05: bottom, p95: bottom, label, stretch });
      }
      areas.push({ day, p05, p95: finite(band.p95[index]) ?? bottom, label, stretch });
    }
  }
  return { lines, areas };
}
