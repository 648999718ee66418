import type { Mark } from 'vega';
import type { ChartPoint, LightCurveChart, ModelPanel } from '../data/types.ts';
import { LIMIT_SHAPE } from '../figure/legend.ts';
import { areaBetween, lineThrough, rectAt, ruleAt, symbolAt, textAt } from '../figure/marks.ts';
import type { Scale } from '../figure/scale.ts';
import type { FilterStyle } from '../look/filters.ts';
import type { Theme } from '../look/theme.ts';
import { bandEdges, bandSlices, bestLines } from './modelRows.ts';
import type { Domain, Residual } from './photometry.ts';

/** A frame of a light curve: its scales in pixels, and what is drawn with them. */
export interface Panel {
  width: number;
  height: number;
  x: Scale;
  y: Scale;
  /** Julian date of day 0. */
  zeroJd: number;
  domain: Domain;
  styles: ReadonlyMap<string, FilterStyle>;
  theme: Theme;
  /** Area of a detection's symbol. */
  pointSize: number;
}

/** Which model is drawn. */
type Model = Pick<ModelPanel, 'jd' | 'bands' | 'errorBudget' | 'explosion'>;

/** Greys the days that the fit did not see. */
export function windowShade(window: LightCurveChart['window'], panel: Omit<Panel, 'y' | 'domain'>): Mark[] {
  if (!window) return [];
  const { x, width, height, zeroJd, theme } = panel;
  const inside = (value: number) => Math.min(width, Math.max(0, value));
  // A little before the first point, so that its symbol stands on white.
  const from = inside(x.at(window.from - zeroJd) - 10);
  const to = inside(x.at(window.to - zeroJd) + 10);
  const shade = (left: number, right: number) =>
    right - left > 1 ? [rectAt(left, 0, right - left, height, theme.outside, 0.6)] : [];
  return [...shade(0, from), ...shade(to, width)];
}

/** The day from which a band is drawn: where the explosion's time is free, a band before the data hides everything. */
function bandStart(model: Model, points: readonly ChartPoint[], zeroJd: number): number {
  if (!model.explosion) return Number.NEGATIVE_INFINITY;
  const used = points.filter((p) => p.isUsed !== false && !p.isLimit);
  return used.length > 0 ? Math.min(...used.map((p) => p.jd)) - zeroJd - 0.05 : Number.NEGATIVE_INFINITY;
}

/** Bands of all filters, then their best fits. */
export function modelMarks(model: Model, points: readonly ChartPoint[], panel: Panel): Mark[] {
  const { x, y, zeroJd, styles } = panel;
  const days = model.jd.map((jd) => jd - zeroJd);
  // Far enough down for an edge that comes up from there to look steep.
  const bottom = panel.domain.magnitudes[1] + 3;
  const from = bandStart(model, points, zeroJd);
  const marks: Mark[] = [];
  const drawn = [...styles].flatMap(([filter, style]) => {
    const band = Object.hasOwn(model.bands, filter) ? model.bands[filter] : undefined;
    return band ? [{ band, style }] : [];
  });
  for (const { band, style } of drawn) {
    for (const edges of bandEdges(band)) {
      for (const slices of bandSlices(days, edges, bottom, from)) {
        const places = slices.map((s) => ({ x: x.at(s.day), y: y.at(s.bright), y2: y.at(s.faint) }));
        marks.push(...areaBetween(places, style.colour, 0.14));
      }
    }
  }
  for (const { band, style } of drawn) {
    for (const stretch of bestLines(days, band.best, bottom)) {
      const places = stretch.map((s) => ({ x: x.at(s.day), y: y.at(s.magnitude) }));
      marks.push(...lineThrough(places, { colour: style.colour, width: 2.5, dash: style.dash }));
    }
  }
  return marks;
}

function limitMark(point: ChartPoint, style: FilterStyle, panel: Panel): Mark {
  const isUsed = point.isUsed !== false;
  const at = [panel.x.at(point.jd - panel.zeroJd), panel.y.at(point.magnitude)] as const;
  const size = panel.pointSize * (isUsed ? 1.3 : 0.8);
  return symbolAt(...at, LIMIT_SHAPE, size, isUsed ? style.colour : panel.theme.frame);
}

/** A detection's bars, with the error budget and without, and its symbol. */
function detectionMarks(
  point: ChartPoint,
  style: FilterStyle,
  errorBudget: number,
  panel: Panel,
): { bars: Mark[]; symbol: Mark } {
  const { y, theme, pointSize } = panel;
  const x = panel.x.at(point.jd - panel.zeroJd);
  const isUsed = point.isUsed !== false;
  const error = point.magnitudeError ?? 0;
  const bar = (half: number, opacity: number, width: number) => {
    const stroke = { colour: style.colour, width, opacity };
    return ruleAt([x, y.at(point.magnitude - half)], [x, y.at(point.magnitude + half)], stroke, true);
  };
  const budget = isUsed && errorBudget > 0 ? [bar(Math.hypot(error, errorBudget), 0.3, 1.2)] : [];
  const at = [x, y.at(point.magnitude), style.shape] as const;
  return {
    bars: [...budget, bar(error, isUsed ? 1 : 0.4, 2)],
    symbol: isUsed
      ? symbolAt(...at, pointSize, style.colour, theme.background)
      : symbolAt(...at, pointSize * 0.6, theme.frame, style.colour),
  };
}

/** Limits, and detections with their errors; what the fit did not see is pale. */
export function pointMarks(points: readonly ChartPoint[], errorBudget: number, panel: Panel): Mark[] {
  const below: Mark[] = [];
  const above: Mark[] = [];
  for (const point of points) {
    const style = panel.styles.get(point.filter);
    if (!style) continue;
    if (point.isLimit) below.push(limitMark(point, style, panel));
    else {
      const { bars, symbol } = detectionMarks(point, style, errorBudget, panel);
      below.push(...bars);
      above.push(symbol);
    }
  }
  return [...below, ...above];
}

/** Where the explosion's time is: 5–95 % as a bar with its median, at the bottom of a frame. */
export function explosionMark(model: Model, panel: Panel, label?: string): Mark[] {
  const { explosion } = model;
  if (!explosion) return [];
  const { x, zeroJd, width, height, theme } = panel;
  const at = (jd: number) => Math.min(width, Math.max(0, x.at(jd - zeroJd)));
  const y = height - 9;
  const [low, middle, high] = [at(explosion.p05), at(explosion.p50), at(explosion.p95)];
  if (high <= 0 || low >= width) return [];
  const marks = [
    ruleAt([low, y], [Math.max(high, low + 2), y], { colour: theme.best, width: 5, opacity: 0.75 }),
    ruleAt([middle, y - 7], [middle, y + 7], { colour: theme.best, width: 2 }),
  ];
  if (label) {
    marks.push(textAt(high + 8, y, label, 16, theme.best, { baseline: 'middle' }));
  }
  return marks;
}

/** The most σ that a frame of residuals shows. */
export const MOST_SIGMAS = 5;

/** How far a frame of residuals reaches: to the largest one, between 3 and `MOST_SIGMAS`. */
export function sigmaReach(residuals: readonly Residual[]): number {
  const largest = Math.max(0, ...residuals.map(({ sigmas }) => Math.abs(sigmas)).filter(Number.isFinite));
  return Math.min(MOST_SIGMAS, Math.max(3, Math.ceil(largest + 0.5)));
}

/** Residuals in σ around zero; an arrow where one is beyond the frame. */
export function residualMarks(residuals: readonly Residual[], panel: Omit<Panel, 'domain'>): Mark[] {
  const { x, y, zeroJd, styles, theme, width, pointSize } = panel;
  const reach = Math.abs(y.domain[0]);
  const marks: Mark[] = [
    rectAt(0, y.at(-1), width, y.at(1) - y.at(-1), theme.posterior, 0.08),
    ruleAt([0, y.at(0)], [width, y.at(0)], { colour: theme.soft, width: 1.2 }),
  ];
  for (const { point, sigmas } of residuals) {
    const style = styles.get(point.filter);
    if (!style) continue;
    const px = x.at(point.jd - zeroJd);
    if (Math.abs(sigmas) > reach) {
      // Beyond: brighter than the model points up.
      const isBrighter = sigmas < 0;
      const shape = isBrighter ? 'triangle-up' : 'triangle-down';
      const py = y.at(isBrighter ? -reach : reach) + (isBrighter ? 8 : -8);
      marks.push(symbolAt(px, py, shape, 90, style.colour));
      continue;
    }
    const half = Math.abs(y.at(1) - y.at(0));
    const py = y.at(sigmas);
    marks.push(
      ruleAt([px, py - half], [px, py + half], { colour: style.colour, width: 1.5, opacity: 0.6 }, true),
    );
    marks.push(symbolAt(px, py, style.shape, pointSize * 0.6, style.colour, theme.background));
  }
  return marks;
}
