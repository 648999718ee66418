import type { Mark, Spec } from 'vega';
import type { EvidenceChart } from '../data/types.ts';
import { captionBlock, titleBlock } from '../figure/header.ts';
import { rectAt, ruleAt, textAt } from '../figure/marks.ts';
import { scale } from '../figure/scale.ts';
import { sheetSpec } from '../figure/sheet.ts';
import { shorten } from '../look/fonts.ts';
import { light, type Theme, textSizes } from '../look/theme.ts';
import { evidenceText, fixed } from '../text/numbers.ts';

const WIDTH = 800;
const PADDING = 16;
const SIZE = textSizes.text;
const ROW = 60;
/** A Δln Z below this is drawn as if it were this: more says nothing more. */
const LOWEST = -20;
const VALUE_WIDTH = 190;

type Model = EvidenceChart['models'][number];

function sorted(models: readonly Model[]): Model[] {
  return [...models].sort((a, b) => b.lnZ - a.lnZ);
}

function percent(probability: number): string {
  if (probability >= 0.995) return '> 99 %';
  if (probability < 0.01) return '< 1 %';
  return `${Math.round(100 * probability)} %`;
}

/** The Vega specification of the evidences of all models: a bar of Δln Z each, with its error. */
export function evidenceSpec(chart: EvidenceChart, theme: Theme = light): Spec {
  const models = sorted(chart.models);
  const [best] = models;
  if (!best) throw new Error(`Evidences of ${chart.object}: there is no model to draw`);
  const at = { left: PADDING, width: WIDTH - 2 * PADDING };
  const below = [`best: ${evidenceText(best.lnZ, best.lnZError)}`];
  const title = titleBlock(
    [chart.object, 'evidence of each model'],
    below,
    { ...at, top: PADDING - 4 },
    theme,
  );
  const lowest = Math.max(LOWEST, Math.min(-5, ...models.map((m) => (m.lnZ - best.lnZ) * 1.08)));
  const x = scale([lowest, 0], [PADDING, WIDTH - PADDING - VALUE_WIDTH - 14]);
  const marks: Mark[] = [...title.marks];
  let y = title.bottom + 14;
  const bottom = y + models.length * ROW;
  for (const guide of [-1, -5, -10, -15].filter((value) => value > lowest)) {
    marks.push(ruleAt([x.at(guide), y], [x.at(guide), bottom], { colour: theme.grid }));
    marks.push(
      textAt(x.at(guide), bottom + 6, fixed(guide, 0), SIZE, theme.soft, {
        align: 'center',
        baseline: 'top',
      }),
    );
  }
  marks.push(ruleAt([x.at(0), y], [x.at(0), bottom], { colour: theme.soft }));
  marks.push(textAt(x.at(0), bottom + 6, '0', SIZE, theme.soft, { align: 'center', baseline: 'top' }));
  for (const model of models) {
    const delta = model.lnZ - best.lnZ;
    const end = x.at(Math.max(lowest, delta));
    const middle = y + 42;
    const name = shorten(model.modelTitle, x.at(0) - PADDING, SIZE, true);
    marks.push(textAt(PADDING, y + 24, name, SIZE, theme.ink, { bold: true }));
    const colour = model === best ? theme.best : theme.posterior;
    const width = Math.max(4, x.at(0) - end);
    marks.push(rectAt(x.at(0) - width, middle - 8, width, 16, colour, 0.75));
    if (delta < lowest) marks.push(textAt(PADDING, middle + 6, '◂', SIZE, theme.ink));
    const error = model.lnZError;
    if (error !== null && error > 0 && delta > lowest) {
      const reach = [x.at(Math.max(lowest, delta - error)), x.at(Math.min(0.4, delta + error))] as const;
      marks.push(ruleAt([reach[0], middle], [reach[1], middle], { colour: theme.ink, width: 2 }));
    }
    const value = model === best ? 'best' : `Δln Z ${fixed(delta, 1)}`;
    const probability = model.probability === undefined ? '' : ` · ${percent(model.probability)}`;
    marks.push(
      textAt(WIDTH - PADDING, middle + 6, `${value}${probability}`, SIZE, theme.ink, { align: 'right' }),
    );
    y += ROW;
  }
  const sentences = [
    'Δln Z to the best model; the line is the error of ln Z.',
    ...(models.some((m) => m.probability !== undefined)
      ? ['Per cent: probability under the stated rates.']
      : []),
    'Differences below 1 decide nothing.',
  ];
  const caption = captionBlock(sentences, { ...at, top: bottom + SIZE * 1.9 }, theme);
  marks.push(...caption.marks);
  return sheetSpec(WIDTH, Math.ceil(caption.bottom + PADDING), theme, marks);
}

/** What the bars show, in one sentence. */
export function evidenceAltText(chart: EvidenceChart): string {
  const models = sorted(chart.models);
  const words = models.map((model) => {
    const chance = model.probability === undefined ? '' : `, probability ${percent(model.probability)}`;
    return `${model.modelTitle} ${evidenceText(model.lnZ, model.lnZError)}${chance}`;
  });
  return `Evidence of each model of ${chart.object}, best first: ${words.join('; ')}.`;
}
