import type { Mark, Spec } from 'vega';
import type { HistoryChart } from '../data/types.ts';
import { axisTitle, bottomTicks, dateTicks, gridLines, leftTicks, widestLabel } from '../figure/axes.ts';
import { captionBlock, titleBlock } from '../figure/header.ts';
import { legendBlock } from '../figure/legend.ts';
import { clipped, group, lineThrough, ruleAt, symbolAt } from '../figure/marks.ts';
import { scale } from '../figure/scale.ts';
import { sheetSpec } from '../figure/sheet.ts';
import { bandLooks } from '../look/filterRegistry.ts';
import { decorated, OUTLINES } from '../look/symbols.ts';
import { light, type Theme, textSizes } from '../look/theme.ts';
import { fixed, utcText } from '../text/numbers.ts';

const WIDTH = 800;
const HEIGHT = 300;
const PADDING = 16;
const SIZE = textSizes.text;
const LOWEST = -20;
/** Looks of models, by their place among the names in order of the alphabet. */
const LOOKS = [bandLooks.g, bandLooks.r, bandLooks.i, bandLooks.u, bandLooks.o, bandLooks.z, bandLooks.wide];

/** What each model's line is: Δln Z to the best model on the same data. */
function linesOf(chart: HistoryChart): Map<string, { jd: number; delta: number }[]> {
  const lines = new Map<string, { jd: number; delta: number }[]>();
  const byTime = [...Map.groupBy(chart.fits, (fit) => fit.lastJd)].sort(([a], [b]) => a - b);
  for (const [jd, fits] of byTime) {
    const best = Math.max(...fits.map((fit) => fit.lnZ));
    for (const fit of fits) {
      const line = lines.get(fit.modelTitle) ?? [];
      line.push({ jd, delta: fit.lnZ - best });
      lines.set(fit.modelTitle, line);
    }
  }
  return new Map([...lines].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The Vega specification of how the evidence moved as data came in. */
export function historySpec(chart: HistoryChart, theme: Theme = light): Spec {
  const lines = linesOf(chart);
  const all = [...lines.values()].flat();
  const zero = Math.min(...all.map(({ jd }) => jd));
  const last = Math.max(...all.map(({ jd }) => jd)) - zero;
  const lowest = Math.max(LOWEST, Math.min(-5, ...all.map(({ delta }) => delta)) - 0.5);
  const at = { left: PADDING, width: WIDTH - 2 * PADDING };
  const title = titleBlock(
    [chart.object, 'evidence as data came in'],
    [],
    { ...at, top: PADDING - 4 },
    theme,
  );
  const looks = new Map([...lines.keys()].map((name, i) => [name, LOOKS[i % LOOKS.length] ?? bandLooks.g]));
  const entries = [...looks].map(([label, look]) => ({
    label,
    width: 30,
    limit: at.width - 40,
    draw: (x: number, y: number): Mark[] => [
      ruleAt([x, y], [x + 30, y], { colour: look[theme.name], width: 2.5, dash: look.dash }),
      symbolAt(
        x + 15,
        y,
        decorated(OUTLINES[look.outline], 'solid'),
        120,
        look[theme.name],
        theme.background,
      ),
    ],
  }));
  const legend = legendBlock(entries, { ...at, top: title.bottom + 10 }, theme);
  const y = scale([0.6, lowest - 0.6], [0, HEIGHT]);
  const left = PADDING + SIZE * 1.5 + widestLabel(y, { size: SIZE, count: 5 }) + 17;
  const width = WIDTH - left - PADDING - 8;
  const air = Math.max(1, last * 0.05);
  const x = scale([-air, last + air], [0, width]);
  const top = legend.bottom + SIZE * 1.9;
  const look = { theme, size: SIZE, count: 5 };
  const curves = [...lines].flatMap(([name, line]) => {
    const own = looks.get(name) ?? bandLooks.g;
    const places = line.map(({ jd, delta }) => ({ x: x.at(jd - zero), y: y.at(Math.max(lowest, delta)) }));
    const shape = decorated(OUTLINES[own.outline], 'solid');
    return [
      ...lineThrough(places, { colour: own[theme.name], width: 2.5, dash: own.dash }),
      ...places.map((p) => symbolAt(p.x, p.y, shape, 110, own[theme.name], theme.background)),
    ];
  });
  const frame = { left, top, width, height: HEIGHT };
  const marks: Mark[] = [
    ...title.marks,
    ...legend.marks,
    group(
      frame,
      [
        ...gridLines(x, y, frame, { x: 6, y: 5 }, theme),
        clipped(frame, curves),
        ...dateTicks(x, zero, look),
        ...leftTicks(y, look),
        ...bottomTicks(x, HEIGHT, { ...look, count: 6 }),
      ],
      theme.frame,
    ),
    axisTitle('Δln Z to the best', PADDING, top + HEIGHT / 2, theme),
  ];
  const words = `Horizontal: last point of the data that were fitted, days since ${utcText(zero)}.`;
  const caption = captionBlock([words], { ...at, top: top + HEIGHT + SIZE * 2 }, theme);
  marks.push(...caption.marks);
  return sheetSpec(WIDTH, Math.ceil(caption.bottom + PADDING), theme, marks);
}

/** What it shows, in one sentence. */
export function historyAltText(chart: HistoryChart): string {
  const words = [...linesOf(chart)].map(([name, line]) => {
    const values = line.map(({ delta }) => fixed(delta, 1)).join(', ');
    return `${name}: ${values}`;
  });
  return `Δln Z of each model of ${chart.object} to the best one as data came in. ${words.join('; ')}.`;
}
