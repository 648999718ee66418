// The tables of docs/models.md, made from fitter/models.yml and the prior files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const fitter = join(import.meta.dirname, '../../fitter');

const entry = z.object({
  kind: z.string(),
  title: z.string(),
  default: z.boolean(),
  demo: z.boolean(),
  prior: z.string(),
  prior_set: z.string(),
  filters: z.union([z.literal('any'), z.array(z.string())]),
  resources: z.object({ cpus: z.number(), memory_mb: z.number(), minutes: z.number() }),
  assets: z.array(z.object({ path: z.string(), url: z.string().optional() })).default([]),
  reference: z.string().optional(),
});
type Entry = z.infer<typeof entry>;

/** Every entry of models.yml, in its order. */
function models(): [string, Entry][] {
  const text = readFileSync(join(fitter, 'models.yml'), 'utf8');
  return Object.entries(z.object({ models: z.record(z.string(), entry) }).parse(parse(text)).models);
}

function files({ assets }: Entry): string {
  if (assets.length === 0) return 'none';
  return assets.some(({ url }) => url !== undefined) ? 'downloaded' : 'made here';
}

function fittedByDefault(model: Entry): string {
  if (!model.default) return model.demo ? 'no; in the demo' : 'no';
  return model.assets.length === 0 ? 'yes' : 'yes, if its files are there';
}

/** `https://arxiv.org/abs/1909.11691` → a link that says arXiv:1909.11691. */
function reference(url: string | undefined): string {
  if (url === undefined) return '—';
  const arxiv = /^https:\/\/arxiv\.org\/abs\/(.+)$/.exec(url)?.[1];
  return `[${arxiv === undefined ? url : `arXiv:${arxiv}`}](${url})`;
}

/** A row per model. */
export function modelTable(): string {
  const rows = models().map(
    ([name, model]) =>
      `| \`${name}\` | ${model.kind} | ${model.title} | ${fittedByDefault(model)} | ${files(model)} | ${model.resources.minutes} min | ${reference(model.reference)} |`,
  );
  return [
    '| model | kind | what it is | fitted by default | files | time limit | paper |',
    '| --- | --- | --- | --- | --- | ---: | --- |',
    ...rows,
  ].join('\n');
}

interface PriorFile {
  /** The comment at its head. */
  words: string;
  /** Parameter → its distribution, as bilby reads it. */
  parameters: ReadonlyMap<string, string>;
}

function readPrior(set: string, name: string): PriorFile {
  const lines = readFileSync(join(fitter, 'priors', set, name), 'utf8').split('\n');
  const words = lines.filter((line) => line.startsWith('#')).map((line) => line.replace(/^#\s*/, ''));
  const parameters = lines.flatMap((line): [string, string][] => {
    const match = /^(\w+)\s*=\s*(.+?)\s*$/.exec(line);
    return match?.[1] && match[2] ? [[match[1], match[2]]] : [];
  });
  return { words: words.join(' '), parameters: new Map(parameters) };
}

/** bilby's names of distributions in words; others keep their name in small letters. */
const distributions: Record<string, string> = {
  Interped: 'interpolated',
  LogUniform: 'log-uniform',
  TruncatedGaussian: 'Gaussian',
  Gaussian: 'Gaussian',
};

/** `Uniform(minimum=-2, maximum=0)` → `uniform, −2 to 0`; of a Gaussian its mean and width, too. */
function distribution(text: string | undefined): string {
  if (text === undefined) return 'not there';
  const named = /^(\w+)\((.*)\)$/.exec(text);
  if (!named?.[1] || named[2] === undefined) return `fixed, ${text.replace('-', '−')}`;
  const argument = (name: string) =>
    new RegExp(`\\b${name}=([^,)]+)`)
      .exec(named[2] ?? '')?.[1]
      ?.trim()
      .replace('np.pi', 'π')
      .replace('-', '−');
  const [low, high, mean, width] = ['minimum', 'maximum', 'mu', 'sigma'].map(argument);
  const range = low === undefined || high === undefined ? named[2] : `${low} to ${high}`;
  const shape = mean === undefined || width === undefined ? [] : [`${mean} ± ${width}`];
  return [distributions[named[1]] ?? named[1].toLowerCase(), ...shape, range].join(', ');
}

/** A table per prior file: what the tuned set and the old one say of each parameter. */
export function priorTables(): string {
  const names = [...new Set(models().map(([, { prior }]) => prior))];
  return names
    .map((name) => {
      const [tuned, old] = [readPrior('tuned', name), readPrior('old', name)];
      const usedBy = models().flatMap(([model, { prior }]) => (prior === name ? [`\`${model}\``] : []));
      const parameters = [...new Set([...tuned.parameters.keys(), ...old.parameters.keys()])];
      return [
        `### ${name}`,
        '',
        `For ${usedBy.join(', ')}. ${tuned.words}`,
        '',
        '| parameter | tuned | old |',
        '| --- | --- | --- |',
        ...parameters.map(
          (parameter) =>
            `| \`${parameter}\` | ${distribution(tuned.parameters.get(parameter))} | ${distribution(old.parameters.get(parameter))} |`,
        ),
      ].join('\n');
    })
    .join('\n\n');
}
