import type { Mark, Spec } from 'vega';
import type { ChartPoint, LightCurveChart } from '../data/types.ts';
import {
  axisTitle,
  bottomTicks,
  dateTicks,
  gridLines,
  leftTicks,
  rightTicks,
  widestLabel,
} from '../figure/axes.ts';
import { captionBlock, titleBlock } from '../figure/header.ts';
import { bandEntry, filterEntry, type LegendEntry, legendBlock, limitEntry } from '../figure/legend.ts';
import { clipped, group, textAt } from '../figure/marks.ts';
import { type Scale, scale } from '../figure/scale.ts';
import { sheetSpec } from '../figure/sheet.ts';
import { filterStyles } from '../look/filters.ts';
import { light, type Theme, textSizes } from '../look/theme.ts';
import { evidenceText, fixed, utcText } from '../text/numbers.ts';
import { hasJump } from './modelRows.ts';
import {
  explosionMark,
  modelMarks,
  type Panel,
  pointMarks,
  residualMarks,
  sigmaReach,
  windowShade,
} from './panel.ts';
import { type Domain, dayZero, lightCurveDomain, residualsOf } from './photometry.ts';

/** Width of every light curve in pixels of the specification; the PNG has twice as many. */
export const LIGHT_CURVE_WIDTH = 800;

const PADDING = 16;
const MAIN_HEIGHT = 360;
const RESIDUAL_HEIGHT = 112;
const GAP = 10;
const SIZE = textSizes.text;

/** "2 limits more than 10 days before": points that are not in the frame. */
export function outsideText({ before, after }: Pick<Domain, 'before' | 'after'>): string {
  const points = (count: number) => (count === 1 ? '1 point' : `${count} points`);
  const parts = [
    ...(before > 0 ? [`${points(before)} earlier than shown`] : []),
    ...(after > 0 ? [`${points(after)} later than shown`] : []),
  ];
  return parts.length > 0 ? `${parts.join(', ')}.` : '';
}

/** What a light curve's frames do not say themselves. */
export function lightCurveCaption(
  chart: LightCurveChart,
  domain: Pick<Domain, 'before' | 'after'>,
): string[] {
  const hasModel = Object.keys(chart.bands).length > 0 && chart.jd.length > 0;
  const budget = chart.errorBudget ?? 0;
  const unused = chart.points.some((p) => p.isUsed === false);
  const jumps = Object.values(chart.bands).some(({ best }) => hasJump(best));
  return [
    ...(hasModel && budget > 0
      ? [`Thin bars: with the error budget of ${fixed(budget, 2)} mag, which is not in the band.`]
      : []),
    ...(hasModel && chart.explosion ? ['Orange: explosion time; the band begins with the data.'] : []),
    ...(unused ? ['Grey: not in the fit.'] : []),
    ...(jumps ? ['The line breaks where the model jumps.'] : []),
    outsideText(domain),
  ].filter(Boolean);
}

/** Size of the symbols by how many there are. */
export function pointSizeFor(points: readonly ChartPoint[]): number {
  if (points.length > 150) return 45;
  return points.length > 60 ? 80 : 130;
}

/** What the legend of points and models names. */
export function legendEntries(
  chart: Pick<LightCurveChart, 'points' | 'bands'>,
  theme: Theme,
): { entries: LegendEntry[]; styles: Panel['styles'] } {
  const filters = [...chart.points.map((p) => p.filter), ...Object.keys(chart.bands)];
  const styles = filterStyles(filters, theme.name);
  const bands = Object.values(chart.bands);
  return {
    styles: new Map(styles.map((style) => [style.filter, style])),
    entries: [
      ...styles.map((style) => filterEntry(style, theme, Object.hasOwn(chart.bands, style.filter))),
      ...(chart.points.some((p) => p.isLimit) ? [limitEntry(theme)] : []),
      ...(bands.length > 0
        ? [
            bandEntry(
              theme,
              bands.some((band) => band.p16 !== undefined),
            ),
          ]
        : []),
    ],
  };
}

/** Words below the axis of days. */
export function dayAxisTitle(zero: { jd: number; isDetection: boolean }): string {
  const what = zero.isDetection ? 'the first detection' : 'the first upper limit';
  return `Days since ${what} (${utcText(zero.jd)})`;
}

/** Where the frames of a light curve stand, and with which scales. */
export interface Placed {
  left: number;
  top: number;
  width: number;
  x: Scale;
  y: Scale;
  height: number;
}

interface Drawn {
  spec: Spec;
  placed: Placed;
}

/** The specification of a light curve that has passed `checkLightCurve`, and where its main frame stands. */
export function lightCurveDrawn(chart: LightCurveChart, theme: Theme = light): Drawn {
  const zero = dayZero(chart.points);
  const domain = lightCurveDomain(chart.points, [chart]);
  const residuals = residualsOf(chart.points, chart);
  const { entries, styles } = legendEntries(chart, theme);
  const inner = LIGHT_CURVE_WIDTH - 2 * PADDING;
  const at = { left: PADDING, width: inner };
  const evidence = evidenceText(chart.lnZ, chart.lnZError);
  const title = titleBlock([chart.object, chart.modelTitle], [evidence], { ...at, top: PADDING - 4 }, theme);
  const legend = legendBlock(entries, { ...at, top: title.bottom + 10 }, theme);

  const magnitudes = scale(domain.magnitudes, [0, MAIN_HEIGHT]);
  const tickWidth = Math.max(widestLabel(magnitudes, { size: SIZE, count: 6 }), SIZE);
  const left = PADDING + SIZE * 1.5 + 8 + tickWidth + 9;
  const modulus = chart.distanceMpc === undefined ? null : 5 * Math.log10(chart.distanceMpc * 1e5);
  const right = PADDING + (modulus === null ? 8 : tickWidth + 9 + SIZE * 1.8);
  const width = LIGHT_CURVE_WIDTH - left - right;
  const top = legend.bottom + SIZE * 1.9;
  const x = scale(domain.days, [0, width]);
  const panel: Panel = {
    ...{ width, height: MAIN_HEIGHT, x, y: magnitudes, zeroJd: zero.jd, domain, styles, theme },
    pointSize: pointSizeFor(chart.points),
  };
  const look = { theme, size: SIZE, count: 6 };
  const days = { ...look, count: 8 };
  const hasResiduals = residuals.length > 0;
  const marks: Mark[] = [...title.marks, ...legend.marks];
  marks.push(
    group(
      { left, top, width, height: MAIN_HEIGHT },
      [
        ...windowShade(chart.window, panel),
        ...gridLines(x, magnitudes, panel, { x: 8, y: 6 }, theme),
        clipped({ width, height: MAIN_HEIGHT }, [
          ...modelMarks(chart, chart.points, panel),
          ...pointMarks(chart.points, chart.errorBudget ?? 0, panel),
          ...explosionMark(chart, panel),
        ]),
        ...dateTicks(x, zero.jd, look),
        ...leftTicks(magnitudes, look),
        ...bottomTicks(x, MAIN_HEIGHT, { ...days, isBare: hasResiduals }),
        ...(modulus === null ? [] : absoluteAxis(modulus, magnitudes, width, theme)),
      ],
      theme.frame,
    ),
    axisTitle('AB magnitude', PADDING, top + MAIN_HEIGHT / 2, theme),
  );
  let bottom = top + MAIN_HEIGHT;
  if (hasResiduals) {
    const reach = sigmaReach(residuals);
    const y = scale([-reach, reach], [0, RESIDUAL_HEIGHT]);
    const place = { left, top: bottom + GAP, width, height: RESIDUAL_HEIGHT };
    const frame = { ...panel, height: RESIDUAL_HEIGHT, y };
    marks.push(
      group(
        place,
        [
          ...windowShade(chart.window, frame),
          clipped(place, residualMarks(residuals, frame)),
          ...leftTicks(y, { ...look, count: 3 }),
          ...bottomTicks(x, RESIDUAL_HEIGHT, days),
        ],
        theme.frame,
      ),
      axisTitle('residual [σ]', PADDING, place.top + RESIDUAL_HEIGHT / 2, theme),
    );
    bottom = place.top + RESIDUAL_HEIGHT;
  }
  const titleY = bottom + 9 + SIZE * 2.5;
  marks.push(textAt(left + width / 2, titleY, dayAxisTitle(zero), SIZE, theme.ink, { align: 'center' }));
  const caption = captionBlock(lightCurveCaption(chart, domain), { ...at, top: titleY + 8 }, theme);
  marks.push(...caption.marks);
  return {
    spec: sheetSpec(LIGHT_CURVE_WIDTH, Math.ceil(caption.bottom + PADDING), theme, marks),
    placed: { left, top, width, x, y: magnitudes, height: MAIN_HEIGHT },
  };
}

/** The Vega specification of a light curve that has passed `checkLightCurve`. */
export function lightCurveSpec(chart: LightCurveChart, theme: Theme = light): Spec {
  return lightCurveDrawn(chart, theme).spec;
}

function absoluteAxis(modulus: number, magnitudes: Scale, width: number, theme: Theme): Mark[] {
  const [bright, faint] = magnitudes.domain;
  const absolute = scale([bright - modulus, faint - modulus], magnitudes.range);
  const tickWidth = widestLabel(absolute, { size: SIZE, count: 6 });
  const look = { align: 'center', baseline: 'top', angle: -90 };
  return [
    ...rightTicks(absolute, width, { theme, size: SIZE, count: 6 }),
    textAt(width + tickWidth + 14, magnitudes.range[1] / 2, 'absolute magnitude', SIZE, theme.ink, look),
  ];
}
