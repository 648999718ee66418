import type { Mark, Spec } from 'vega';
import type { ModelPanel, ModelsChart } from '../data/types.ts';
import { axisTitle, bottomTicks, gridLines, leftTicks, widestLabel } from '../figure/axes.ts';
import { captionBlock, titleBlock, wrapped } from '../figure/header.ts';
import { legendBlock } from '../figure/legend.ts';
import { clipped, group, textAt } from '../figure/marks.ts';
import { scale } from '../figure/scale.ts';
import { sheetSpec } from '../figure/sheet.ts';
import { shorten, textWidth } from '../look/fonts.ts';
import { light, type Theme, textSizes } from '../look/theme.ts';
import { evidenceText, fixed } from '../text/numbers.ts';
import { dayAxisTitle, LIGHT_CURVE_WIDTH, legendEntries, lightCurveCaption } from './lightCurve.ts';
import {
  explosionMark,
  modelMarks,
  type Panel,
  pointMarks,
  residualMarks,
  sigmaReach,
  windowShade,
} from './panel.ts';
import { dayZero, lightCurveDomain, type Residual, residualsOf } from './photometry.ts';

/** More models than this are named below the picture. */
export const MOST_MODELS = 6;

const PADDING = 16;
const SIZE = textSizes.text;
const COLUMN_GAP = 16;
const ROW_GAP = 14;
const MAIN_HEIGHT = 215;
const RESIDUAL_GAP = 6;
const RESIDUAL_HEIGHT = 64;
const LINE = SIZE * 1.25;

/** The models of a picture, the highest ln Z first. */
export function bestFirst(models: readonly ModelPanel[]): ModelPanel[] {
  return [...models].sort((a, b) => b.lnZ - a.lnZ);
}

/** χ² per detection, the error budget in quadrature: '' when there is none to count. */
export function chi2Text(residuals: readonly Residual[]): string {
  if (residuals.length === 0) return '';
  const chi2 = residuals.reduce((sum, { sigmas }) => sum + sigmas * sigmas, 0) / residuals.length;
  return `χ²/point ${Number.isFinite(chi2) ? fixed(chi2, 2) : '∞'}`;
}

/** What is said of a model above its frame. */
function numbersOf(model: ModelPanel, best: ModelPanel, residuals: readonly Residual[]): string {
  const evidence =
    model === best
      ? evidenceText(model.lnZ, model.lnZError).replace(' = ', ' ')
      : `Δln Z ${fixed(model.lnZ - best.lnZ, 1)}`;
  return [evidence, chi2Text(residuals)].filter(Boolean).join(' · ');
}

/** Of more models than are drawn, the rest in words. */
function notDrawn(models: readonly ModelPanel[]): string[] {
  const [best] = models;
  const rest = models.slice(MOST_MODELS);
  if (!best || rest.length === 0) return [];
  const words = rest.map((m) => `${m.modelTitle} (Δln Z ${fixed(m.lnZ - best.lnZ, 1)})`);
  return [`Not drawn: ${words.join(', ')}.`];
}

/** The Vega specification of all models of an object, each in a frame of its own, all with the same axes. */
export function modelsSpec(chart: ModelsChart, theme: Theme = light): Spec {
  const models = bestFirst(chart.models);
  const shown = models.slice(0, MOST_MODELS);
  const [best] = shown;
  if (!best) throw new Error(`Models of ${chart.object}: there is no model to draw`);
  const zero = dayZero(chart.points);
  const domain = lightCurveDomain(
    chart.points,
    shown.map(({ jd, bands, explosion }) => ({
      jd,
      bands,
      explosion: explosion === best.explosion ? explosion : undefined,
    })),
  );
  const bands = Object.assign({}, ...shown.map((model) => model.bands));
  const { entries, styles } = legendEntries({ points: chart.points, bands }, theme);
  const at = { left: PADDING, width: LIGHT_CURVE_WIDTH - 2 * PADDING };
  const count = models.length === 1 ? '1 model' : `${models.length} models, best first`;
  const title = titleBlock([chart.object, count], [], { ...at, top: PADDING - 4 }, theme);
  const legend = legendBlock(entries, { ...at, top: title.bottom + 10 }, theme);

  const columns = shown.length === 1 ? 1 : 2;
  const y = scale(domain.magnitudes, [0, MAIN_HEIGHT]);
  const tickWidth = Math.max(widestLabel(y, { size: SIZE, count: 5 }), textWidth('−2', SIZE));
  const left = PADDING + SIZE * 1.4 + tickWidth + 12;
  const width = (LIGHT_CURVE_WIDTH - left - PADDING - (columns - 1) * COLUMN_GAP) / columns;
  const x = scale(domain.days, [0, width]);
  const all = shown.map((model) => residualsOf(chart.points, model));
  const reach = Math.max(3, ...all.map(sigmaReach));
  const sigmas = scale([-reach, reach], [0, RESIDUAL_HEIGHT]);
  const headings = shown.map((model) => {
    const lines = wrapped(model.modelTitle.split(' '), width, SIZE, true);
    const second = lines.slice(1).join(' ');
    return [lines[0] ?? '', ...(second ? [shorten(second, width, SIZE, true)] : [])];
  });
  const titleLines = Math.max(...headings.map((lines) => lines.length));
  const headingHeight = (titleLines + 1) * LINE + 6;
  const rowHeight = headingHeight + MAIN_HEIGHT + RESIDUAL_GAP + RESIDUAL_HEIGHT + ROW_GAP;
  const panel: Panel = {
    ...{ width, height: MAIN_HEIGHT, x, y, zeroJd: zero.jd, domain, styles, theme },
    pointSize: chart.points.length > 60 ? 45 : 80,
  };
  const look = { theme, size: SIZE, count: 5 };
  const days = { ...look, count: 4 };
  const marks: Mark[] = [...title.marks, ...legend.marks];
  const top = legend.bottom + 4;
  for (const [index, model] of shown.entries()) {
    const [row, column] = [Math.floor(index / columns), index % columns];
    const frame = {
      left: left + column * (width + COLUMN_GAP),
      top: top + row * rowHeight + headingHeight,
      width,
      height: MAIN_HEIGHT,
    };
    const residuals = all[index] ?? [];
    const heading = headings[index] ?? [];
    for (const [line, words] of heading.entries()) {
      const text = shorten(words, width, SIZE, true);
      // The last line stands on the numbers.
      const lineY = frame.top - 9 - (heading.length - line) * LINE;
      marks.push(textAt(frame.left, lineY, text, SIZE, theme.ink, { bold: true }));
    }
    const numbers = shorten(numbersOf(model, best, residuals), width, SIZE);
    marks.push(textAt(frame.left, frame.top - 9, numbers, SIZE, theme.soft));
    const isLeft = column === 0;
    const isLowest = index + columns >= shown.length;
    marks.push(
      group(
        frame,
        [
          ...windowShade(chart.window, panel),
          ...gridLines(x, y, frame, { x: 4, y: 5 }, theme),
          clipped(frame, [
            ...modelMarks(model, chart.points, panel),
            ...pointMarks(chart.points, 0, panel),
            ...explosionMark(model, panel),
          ]),
          ...leftTicks(y, { ...look, isBare: !isLeft }),
        ],
        theme.frame,
      ),
    );
    const lower = { ...frame, top: frame.top + MAIN_HEIGHT + RESIDUAL_GAP, height: RESIDUAL_HEIGHT };
    const residualPanel = { ...panel, height: RESIDUAL_HEIGHT, y: sigmas };
    marks.push(
      group(
        lower,
        [
          ...windowShade(chart.window, residualPanel),
          clipped(lower, residualMarks(residuals, residualPanel)),
          ...leftTicks(sigmas, { ...look, count: 2, isBare: !isLeft }),
          ...bottomTicks(x, RESIDUAL_HEIGHT, { ...days, isBare: !isLowest }),
        ],
        theme.frame,
      ),
    );
    if (isLeft) {
      marks.push(axisTitle('AB magnitude', PADDING, frame.top + MAIN_HEIGHT / 2, theme));
      marks.push(axisTitle('[σ]', PADDING, lower.top + RESIDUAL_HEIGHT / 2, theme));
    }
  }
  const rows = Math.ceil(shown.length / columns);
  const titleY = top + rows * rowHeight - ROW_GAP + SIZE * 2.9;
  const middle = left + (LIGHT_CURVE_WIDTH - left - PADDING) / 2;
  marks.push(textAt(middle, titleY, dayAxisTitle(zero), SIZE, theme.ink, { align: 'center' }));
  const sentences = [...modelsCaption(chart, shown, domain), ...notDrawn(models)];
  const caption = captionBlock(sentences, { ...at, top: titleY + 8 }, theme);
  marks.push(...caption.marks);
  return {
    ...sheetSpec(LIGHT_CURVE_WIDTH, Math.ceil(caption.bottom + PADDING), theme, marks),
    description: `Models of ${chart.object}`,
  };
}

function modelsCaption(
  chart: ModelsChart,
  shown: readonly ModelPanel[],
  domain: Parameters<typeof lightCurveCaption>[1],
): string[] {
  const budgets = [...new Set(shown.map((model) => model.errorBudget ?? 0))];
  const [budget = 0] = budgets;
  const explosion = shown.find((model) => model.explosion)?.explosion;
  const bands = Object.fromEntries(
    shown.flatMap((model, i) =>
      Object.entries(model.bands).map(([filter, band]) => [`${i} ${filter}`, band]),
    ),
  );
  const like = { ...chart, modelTitle: '', kind: '', lnZ: 0, lnZError: null, jd: [], bands };
  const common = lightCurveCaption({ ...like, ...(explosion ? { explosion, jd: [0] } : {}) }, domain);
  const budgetWords =
    budgets.length === 1 && budget > 0
      ? `σ and χ² include the error budget of ${fixed(budget, 2)} mag; the bands do not.`
      : budgets.some((one) => one > 0)
        ? 'σ and χ² include each model’s error budget; the bands do not.'
        : '';
  return [budgetWords, ...common].filter(Boolean);
}
