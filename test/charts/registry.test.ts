import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIRST_DETECTION, kilonovaLightCurve, posterior } from '../../app/examples/charts.ts';
import { pieces, richTextAt } from '../../charts/figure/richText.ts';
import { type ChartData, type ChartName, chartKinds, renderChart } from '../../charts/index.ts';
import { themes } from '../../charts/look/theme.ts';
import { chartSpec } from '../../charts/registry.ts';
import { readPicture } from './pixels.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'charts-'));
});
afterAll(() => rm(folder, { recursive: true }));

const curve = kilonovaLightCurve();
const { object, modelTitle, ...samples } = posterior(5, 400);
const model = (lnZ: number, title = modelTitle) => ({ ...curve, modelTitle: title, lnZ });
const data: ChartData = {
  'light-curve': curve,
  corner: posterior(3, 400),
  models: {
    object,
    points: curve.points,
    models: [
      model(-30, 'Shock cooling'),
      model(-21.9),
      ...Array.from({ length: 6 }, (_, i) => model(-40 - i, `M${i}`)),
    ],
  },
  strip: { object, posteriors: [{ ...samples, name: modelTitle }] },
  evidence: {
    object,
    models: [
      { modelTitle: 'Shock cooling', lnZ: -30, lnZError: 0.2, probability: 0.001 },
      { modelTitle, lnZ: -21.9, lnZError: null, probability: 0.999 },
    ],
  },
  history: {
    object,
    fits: [0, 1, 3].flatMap((day) => [
      { modelTitle, lastJd: FIRST_DETECTION + day, lnZ: -10 - day },
      { modelTitle: 'Shock cooling', lastJd: FIRST_DETECTION + day, lnZ: -10 - 4 * day },
    ]),
  },
};
const names = Object.keys(chartKinds) as ChartName[];

/** Every text of a specification with its size. */
function texts(mark: unknown): { text: string; size: number }[] {
  if (typeof mark !== 'object' || mark === null) return [];
  const { marks = [], encode } = mark as {
    marks?: unknown[];
    encode?: { enter?: Record<string, { value: unknown }> };
  };
  const own = encode?.enter?.text;
  const here = own ? [{ text: String(own.value), size: Number(encode?.enter?.fontSize?.value) }] : [];
  return [...here, ...marks.flatMap(texts)];
}

describe.each(names)('the kind %s', (name) => {
  it.each(['light', 'dark'] as const)('is drawn in the %s theme and says what it shows', async (theme) => {
    const path = join(folder, `${name}.png`);
    await renderChart({ what: name, chart: data[name], path, theme } as Parameters<typeof renderChart>[0]);
    const picture = await readPicture(path);
    const expected = theme === 'light' ? [255, 255, 255, 255] : [0x1a, 0x1d, 0x21, 255];
    expect(picture.at(2, 2)).toEqual(expected);
    for (let y = 0; y < picture.height; y += 1) expect(picture.at(picture.width - 2, y)).toEqual(expected);
    const spec = chartSpec(name, data[name], themes[theme]);
    expect(spec.description).toContain(object);
  });

  it('is an SVG and a PDF that carry their letters, and a specification with its data', async () => {
    const drawn = async (format: 'svg' | 'pdf' | 'json') => {
      const path = join(folder, `${name}.${format}`);
      await renderChart({ what: name, chart: data[name], path, format } as Parameters<typeof renderChart>[0]);
      return readFile(path);
    };
    const svg = (await drawn('svg')).toString();
    expect(svg.match(/@font-face\{font-family:"Chart Sans"/g)).toHaveLength(2);
    expect(svg.length).toBeLessThan(1_500_000);
    const pdf = (await drawn('pdf')).toString('latin1');
    expect(pdf.startsWith('%PDF-')).toBe(true);
    expect(pdf).toMatch(/FontFile2/);
    expect(JSON.parse((await drawn('json')).toString())).toMatchObject({
      usermeta: { chart: name, data: { object } },
    });
  });

  // The corner plot stands behind its button; on a phone there is the strip.
  it.runIf(name !== 'corner')('has no text below 8 px on a phone of 360 px', () => {
    const spec = chartSpec(name, data[name], themes.light);
    const smallest = (8 * Number(spec.width)) / 360;
    for (const { text, size } of texts(spec).filter(({ text }) => text.length > 2)) {
      expect(size, text).toBeGreaterThanOrEqual(Math.floor(smallest));
    }
  });
});

describe('all models in one picture', () => {
  it('are ordered by their evidence; what has no room is named', () => {
    const words = texts(chartSpec('models', data.models, themes.light)).map(({ text }) => text);
    const place = (start: string) => words.findIndex((text) => text.startsWith(start));
    expect(place('ln Z −21.90')).toBeGreaterThan(-1);
    expect(place('ln Z −21.90')).toBeLessThan(place('Δln Z −8.1'));
    expect(words.join(' ')).toContain('8 models, best first');
    expect(words.join(' ')).toMatch(/Not drawn: M4 \(Δln Z −22\.1\), M5/);
  });

  it('are refused without one, or without an evidence', () => {
    const none = { ...data.models, models: [] };
    expect(() => chartSpec('models', none, themes.light)).toThrow('there is no model to draw');
    const unknown = { ...data.models, models: [model(Number.NaN)] };
    expect(() => chartSpec('models', unknown, themes.light)).toThrow('has no ln Z');
  });
});

describe('the strip', () => {
  it('shows two posteriors beside each other, with the parameters of both', () => {
    const [first] = data.strip.posteriors;
    if (!first) throw new Error('one posterior');
    const [parameter] = first.parameters;
    if (!parameter) throw new Error('one parameter');
    const other = {
      name: 'without limits',
      parameters: [{ ...parameter, name: 'own', label: 'own' }],
      samples: [[1], [2], [3]],
      bestFit: {},
    };
    const both = { object, posteriors: [first, other] };
    const words = texts(chartSpec('strip', both, themes.light)).map(({ text }) => text);
    expect(words).toEqual(expect.arrayContaining([modelTitle, 'without limits', 'own', 'distance']));
    expect(chartKinds.strip.altText(both)).toContain('without limits: own');
    expect(() => chartSpec('strip', { object, posteriors: [] }, themes.light)).toThrow('not 0');
  });
});

describe('labels', () => {
  it('have real subscripts', () => {
    expect(pieces('log₁₀ M_ej [M☉]').map(({ text, isBelow }) => [text, isBelow])).toEqual([
      ['log₁₀ M', false],
      ['ej', true],
      [' [M☉]', false],
    ]);
    expect(pieces('file_7')).toEqual([
      { text: 'file', isBelow: false },
      { text: '7', isBelow: true },
    ]);
    expect(richTextAt(0, 0, 'β', 12, '#000')).toHaveLength(1);
    expect(JSON.stringify(richTextAt(0, 0, 'D_L', 12, '#000'))).not.toContain('_');
    // The blank before a unit is a place and no letter: Vega would cut it.
    const [, , close] = richTextAt(0, 0, 'D_L[Mpc]', 12, '#000');
    const [, , apart] = richTextAt(0, 0, 'D_L [Mpc]', 12, '#000');
    expect(JSON.stringify(apart)).not.toBe(JSON.stringify(close));
  });
});
