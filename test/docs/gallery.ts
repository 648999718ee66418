// `./nmma gallery [folder…]`: fits the demo's objects, and the light curves in further folders, and writes
// docs/gallery.md with a picture of every kind of chart.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { chartKinds } from '../../charts/index.ts';

/** The width of lines in the documentation, characters. */
const WIDTH = 120;

const root = join(import.meta.dirname, '../..');
const pictures = join(root, 'docs/gallery');
const models = 'Me2017,Piro2021,constant';

const reportSchema = z.object({ objects: z.array(z.string()) });

/** What each chart is for, and how its command ends. */
const SHOWN: readonly { chart: keyof typeof chartKinds; theme?: 'dark'; words: string }[] = [
  {
    chart: 'models',
    words:
      'The picture of the post: every model with the same axes, best first. Below each, residuals in σ. ' +
      'Bands are 5–95 % and 16–84 % of the posterior; the orange bar is the time of the explosion.',
  },
  {
    chart: 'light-curve',
    words:
      'One model. Thin error bars include the error budget; grey is what the fit did not see; the line breaks where ' +
      'the model jumps.',
  },
  { chart: 'light-curve', theme: 'dark', words: 'The same in the dark theme (`--theme dark`).' },
  {
    chart: 'strip',
    words: 'The parameters for a phone: median, 68 % and 90 % on the range of the prior, and the best fit.',
  },
  {
    chart: 'corner',
    words:
      'The posterior. Regions hold 68 % and 95 % of the samples; grey is outside the prior. With fewer than 250 ' +
      'effective samples there are points instead of regions.',
  },
  { chart: 'evidence', words: 'The evidence of each model, with its error.' },
  {
    chart: 'history',
    words: 'The evidence of each model as data came in: one point for every light curve that was fitted.',
  },
];

/** A sentence in lines of the documentation's width. */
function inLines(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

async function nmma(words: string[]): Promise<string> {
  const main = [join(root, 'app/main.ts'), ...words];
  const { stdout } = await execa(process.execPath, ['--disable-warning=ExperimentalWarning', ...main]);
  return stdout;
}

/** Fits what a folder has (null: the demo's own objects). @returns the names of the objects. */
async function fitted(state: string, folder: string | null): Promise<string[]> {
  const from = folder === null ? [] : ['--candidates', folder];
  const port = ['--port', '0'];
  const printed = await nmma([
    'demo',
    '--once',
    '--json',
    '--state',
    state,
    '--models',
    models,
    ...from,
    ...port,
  ]);
  return reportSchema.parse(JSON.parse(printed.trim().split('\n').at(-1) ?? '')).objects;
}

/** Draws every kind of chart of an object. @returns its part of the page. */
async function chartsOf(state: string, object: string): Promise<string> {
  const parts: string[] = [];
  for (const { chart, theme, words } of SHOWN) {
    const look = theme ? ['--theme', theme] : [];
    const out = mkdtempSync(join(tmpdir(), 'nmma-gallery-'));
    const asked = ['plot', object, '--chart', chart, ...look];
    const [path = ''] = (await nmma([...asked, '--state', state, '--out', out])).split('\n');
    const file = `${object}_${chart}${theme ? `_${theme}` : ''}.png`;
    await execa('cp', [path, join(pictures, file)]);
    rmSync(out, { recursive: true });
    const title = chartKinds[chart].title;
    parts.push(
      `### ${title[0]?.toUpperCase()}${title.slice(1)}${theme ? ` (${theme})` : ''}\n\n${inLines(words)}\n\n` +
        `\`./nmma ${asked.join(' ')}\`\n\n![${title} of ${object}](gallery/${file})\n`,
    );
  }
  return `## ${object}\n\n${parts.join('\n')}`;
}

mkdirSync(pictures, { recursive: true });
const sections: string[] = [];
for (const folder of [null, ...process.argv.slice(2).map((path) => resolve(path))]) {
  const state = mkdtempSync(join(tmpdir(), 'nmma-gallery-state-'));
  const objects = await fitted(state, folder);
  // Of the demo one object says all.
  for (const object of folder === null ? objects.slice(0, 1) : objects) {
    sections.push(await chartsOf(state, object));
    console.log(`${object}: drawn`);
  }
  rmSync(state, { recursive: true });
}
const intro = `# Charts

Every kind of chart, drawn by \`./nmma gallery\` from real fits (models ${models.replaceAll(',', ', ')}). The same charts of
your own objects come from \`./nmma plot OBJECT\`: \`--format svg\` and \`--format pdf\` carry their fonts, \`--format json\`
is the Vega specification with its data (it opens in [Vega's editor](https://vega.github.io/editor/)), \`--format csv\`
writes photometry, model light curves, posterior and what people said, and \`--format py\` a matplotlib script that reads them.
`;
writeFileSync(join(root, 'docs/gallery.md'), `${[intro, ...sections].join('\n').trimEnd()}\n`);
console.log(`docs/gallery.md: written, ${basename(pictures)}: ${sections.length * SHOWN.length} pictures`);
