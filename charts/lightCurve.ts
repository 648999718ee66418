import type { TopLevelSpec } from 'vega-lite';
import { filterStyles } from './filters.ts';
import { FONT, fitText, textWidth } from './fonts.ts';
import { modelRows } from './modelRows.ts';
import { evidenceText, utcText } from './numbers.ts';
import type { ChartPoint, LightCurveChart } from './types.ts';

/** Size of the chart in pixels of the specification; the PNG has twice as many. */
export const LIGHT_CURVE_SIZE = { width: 800, height: 560 };

const PADDING = 16;
const TITLE_SIZE = 26;
const TEXT_SIZE = 18;
const LEGEND_LABEL_LIMIT = 240;
const INK = '#1d1c1d';
const GREY = '#616061';

const LIMIT = 'upper limit';
const MODEL = 'best fit, 5–95 %';

/** A hollow triangle that points down (the hole runs the other way round). */
const LIMIT_SHAPE = 'M-1,-0.8L1,-0.8L0,0.95ZM-0.6,-0.57L0,0.48L0.6,-0.57Z';
/** A short line, for the legend. */
const MODEL_SHAPE = 'M-1.3,-0.14H1.1V0.14H-1.3Z';

/** Days of the horizontal axis count from here: the first detection, else the first limit. */
export function dayZero(points: ChartPoint[]): { jd: number; isDetection: boolean } {
  const detections = points.filter((p) => !p.isLimit);
  const counted = detections.length > 0 ? detections : points;
  return { jd: Math.min(...counted.map((p) => p.jd)), isDetection: detections.length > 0 };
}

/**
 * What part of the plane is shown: the data with some air, never the model's far tails.
 * @returns days since `dayZero`, ascending; magnitudes from the brightest (smallest) to the faintest
 */
export function lightCurveDomain(points: ChartPoint[]): {
  days: [number, number];
  magnitudes: [number, number];
} {
  const zero = dayZero(points).jd;
  const days = points.map((p) => p.jd - zero);
  const first = Math.min(...days);
  const last = Math.max(...days);
  const air = Math.max(0.5, (last - first) * 0.05);
  const bright: number[] = [];
  const faint: number[] = [];
  for (const point of points) {
    // An error bar of more than a magnitude may leave the frame: it would squeeze everything else.
    const error = Math.min(point.magnitudeError ?? 0, 1);
    bright.push(
      point.isLimit ? point.magnitude - 0.4 : Math.min(point.magnitude - error - 0.2, point.magnitude - 0.6),
    );
    faint.push(
      point.isLimit ? point.magnitude + 0.4 : Math.max(point.magnitude + error + 0.2, point.magnitude + 0.8),
    );
  }
  return { days: [first - air, last + air], magnitudes: [Math.min(...bright), Math.max(...faint)] };
}

/** Title and subtitle: on one line if it fits, else the model goes below the object. */
function titleOf(chart: LightCurveChart) {
  const room = LIGHT_CURVE_SIZE.width - 2 * PADDING;
  const evidence = evidenceText(chart.lnZ, chart.lnZError);
  const whole = [chart.object, chart.modelTitle].filter(Boolean).join(' · ');
  const oneLine = textWidth(whole, TITLE_SIZE - 4, true) <= room;
  const title = fitText(oneLine ? whole : chart.object, room, TITLE_SIZE, TEXT_SIZE, true);
  const below = oneLine ? [evidence] : [chart.modelTitle, evidence];
  const subtitle = below.filter(Boolean).map((line) => fitText(line, room, TEXT_SIZE, TEXT_SIZE).text);
  return { title, subtitle };
}

/** Entries of the legend in a row: all of them if they fit, else as many columns as the widest allows. */
function legendColumns(names: string[]): number {
  const room = LIGHT_CURVE_SIZE.width - 2 * PADDING - 80;
  const widths = names.map((name) => Math.min(LEGEND_LABEL_LIMIT, textWidth(name, TEXT_SIZE)) + 40);
  if (widths.reduce((sum, width) => sum + width, 0) <= room) return names.length;
  return Math.max(1, Math.floor(room / Math.max(...widths)));
}

/** The Vega-Lite specification of a light curve that has passed `checkLightCurve`. */
export function lightCurveSpec(chart: LightCurveChart): TopLevelSpec {
  const zero = dayZero(chart.points);
  const domain = lightCurveDomain(chart.points);
  const styles = filterStyles([...chart.points.map((p) => p.filter), ...Object.keys(chart.bands)]);
  const labels = new Map(styles.map((s) => [s.filter, s.label]));

  const detections = [];
  const limits = [];
  for (const point of chart.points) {
    const row = { day: point.jd - zero.jd, magnitude: point.magnitude, label: labels.get(point.filter) };
    if (point.isLimit) limits.push(row);
    else {
      const error = point.magnitudeError ?? 0;
      detections.push({ ...row, bright: point.magnitude - error, faint: point.magnitude + error });
    }
  }
  const days = chart.jd.map((jd) => jd - zero.jd);
  // Far enough down for an edge that comes up from there to look steep.
  const bottom = domain.magnitudes[1] + 3;
  const models = Object.entries(chart.bands).map(([f, band]) =>
    modelRows(days, labels.get(f) ?? f, band, bottom),
  );
  const lines = models.flatMap((m) => m.lines);
  const areas = models.flatMap((m) => m.areas);

  const entries = styles.map(({ label, colour, shape }) => ({ label, colour, shape }));
  if (limits.length > 0) entries.push({ label: LIMIT, colour: GREY, shape: LIMIT_SHAPE });
  if (lines.length > 0) entries.push({ label: MODEL, colour: GREY, shape: MODEL_SHAPE });
  const names = entries.map((e) => e.label);

  const pointSize = chart.points.length > 150 ? 55 : chart.points.length > 60 ? 90 : 150;
  const x = { field: 'day', type: 'quantitative' } as const;
  const colour = { field: 'label', type: 'nominal' } as const;
  const { title, subtitle } = titleOf(chart);
  const when = utcText(zero.jd);

  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    ...LIGHT_CURVE_SIZE,
    autosize: { type: 'fit', contains: 'padding' },
    padding: PADDING,
    background: 'white',
    title: {
      text: title.text,
      ...(subtitle.length > 0 ? { subtitle } : {}),
      anchor: 'start',
      frame: 'bounds',
      fontSize: title.size,
      subtitleFontSize: TEXT_SIZE,
      subtitlePadding: 6,
      offset: 10,
    },
    encoding: {
      x: {
        ...x,
        scale: { domain: domain.days, nice: false, zero: false },
        axis: {
          title: zero.isDetection
            ? `Days since the first detection (${when})`
            : `Days since the first upper limit (${when})`,
          tickCount: 8,
          labelFlush: false,
        },
      },
      color: {
        ...colour,
        scale: { domain: names, range: entries.map((e) => e.colour) },
        legend: { title: null },
      },
    },
    layer: [
      {
        data: { values: areas },
        mark: { type: 'area', clip: true, opacity: 0.14, interpolate: 'monotone' },
        encoding: {
          y: {
            field: 'p05',
            type: 'quantitative',
            scale: { domain: domain.magnitudes, reverse: true, nice: false, zero: false },
            axis: { title: 'AB magnitude', tickCount: 7 },
          },
          y2: { field: 'p95' },
          detail: { field: 'stretch' },
        },
      },
      {
        data: { values: lines },
        mark: { type: 'line', clip: true, strokeWidth: 2.5, interpolate: 'monotone' },
        encoding: { y: { field: 'best', type: 'quantitative' }, detail: { field: 'stretch' } },
      },
      {
        data: { values: limits },
        mark: { type: 'point', filled: true, clip: true, opacity: 1, size: pointSize * 1.3 },
        encoding: { y: { field: 'magnitude', type: 'quantitative' }, shape: { datum: LIMIT } },
      },
      {
        data: { values: detections },
        mark: { type: 'rule', clip: true, strokeWidth: 2 },
        encoding: { y: { field: 'bright', type: 'quantitative' }, y2: { field: 'faint' } },
      },
      {
        data: { values: detections },
        mark: {
          type: 'point',
          filled: true,
          clip: true,
          opacity: 1,
          size: pointSize,
          stroke: 'white',
          strokeWidth: 1,
        },
        encoding: {
          y: { field: 'magnitude', type: 'quantitative' },
          shape: {
            ...colour,
            scale: { domain: names, range: entries.map((e) => e.shape) },
            legend: { title: null },
          },
        },
      },
    ],
    config: {
      font: FONT,
      title: { color: INK, subtitleColor: GREY },
      view: { stroke: '#bbbbbb' },
      axis: {
        labelFontSize: TEXT_SIZE,
        titleFontSize: TEXT_SIZE,
        labelColor: INK,
        titleColor: INK,
        titleFontWeight: 'normal',
        titlePadding: 10,
        gridColor: '#e8e8e8',
        tickColor: '#888888',
        domainColor: '#888888',
      },
      legend: {
        orient: 'top',
        direction: 'horizontal',
        labelFontSize: TEXT_SIZE,
        labelColor: INK,
        columns: legendColumns(names),
        labelLimit: LEGEND_LABEL_LIMIT,
        symbolSize: 180,
        symbolOpacity: 1,
        columnPadding: 18,
        offset: 8,
      },
    },
  } as TopLevelSpec;
}
