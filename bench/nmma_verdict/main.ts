// Light curves of known class through the fits with default settings, and what the verdict says of them.
// Usage: bench/verdict DIR [--models KN,SN,…] [--time-limit S] [--cache DIR] [--only CLASS,…] [--kept] [--name NAME]
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { ForkServer } from '../../app/forkServer.ts';
import { priorOddsOf } from '../../pipeline/fits/priorOdds.ts';
import { loadModels, Models } from '../../pipeline/fitter/models.ts';
import { type FitOptions, fitOnce, keptFit, type Row } from './fits.ts';
import { judge } from './judge.ts';
import { readLabelled } from './labelled.ts';
import { verdictResults, verdictTables } from './page.ts';
import { readReasons } from './reasons.ts';
import { confusion, falseAlarms, reliability } from './tables.ts';

const root = resolve(import.meta.dirname, '../..');
const fitterDir = join(root, 'fitter');

const program = new Command('bench/verdict')
  .argument('<dir>', 'a folder of <class>/<object>.csv')
  .option('--models <words>', 'kinds or models with commas between; otherwise those in play by default')
  .option('--time-limit <seconds>', 'of each fit', '120')
  .option('--cache <dir>', 'where fits are kept', join(root, '.nmma/cache/verdict'))
  .option('--only <classes>', 'these classes alone, with commas between')
  .option('--optional <models>', 'models that an object need not have a fit of to be judged', '')
  .option('--odds <words>', 'prior odds: rates or equal', 'rates')
  .option('--kept', 'run nothing: take the fits that there are')
  .option('--settings <json>', 'settings of every fit that differ from the defaults', '{}')
  .option(
    '--name <name>',
    'of the file in bench/results; ./nmma docs makes docs/verdict.md of “verdict”',
    'verdict',
  );
program.parse();
const optionsSchema = z.object({
  models: z.string().optional(),
  timeLimit: z.coerce.number().positive(),
  cache: z.string(),
  only: z.string().optional(),
  optional: z.string().transform((text) => text.split(',')),
  odds: z.enum(['rates', 'equal']),
  kept: z.boolean().default(false),
  settings: z.string().transform((text): object => z.looseObject({}).parse(JSON.parse(text))),
  name: z.string().regex(/^[a-z0-9-]+$/),
});
const flags = optionsSchema.parse(program.opts());
const folder = z.string().parse(program.args[0]);
if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`);

const models = new Models(loadModels(fitterDir), flags.models?.split(',') ?? null);
const { curves: all, unreadable } = readLabelled(folder);
const wanted = flags.only?.split(',');
const curves = all.filter(({ label }) => wanted === undefined || wanted.includes(label));
const missing = loadModels(fitterDir).filter(
  (model) => model.isDefault && !models.inPlay.some(({ name }) => name === model.name),
);

const python = join(root, '.nmma/fitter/bin/python');
const environment = { PYTHONPATH: fitterDir, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
const forkServer = new ForkServer(python, environment);
if (!flags.kept) forkServer.ensure();
const options: FitOptions = {
  fitterDir,
  cache: resolve(flags.cache),
  python,
  environment: { ...environment, ...forkServer.variables },
  timeLimitSeconds: flags.timeLimit,
  settings: flags.settings,
};
mkdirSync(options.cache, { recursive: true });

const priorOdds = priorOddsOf(flags.odds);
const rows: Row[] = [];
const started = Date.now();
let fitted = 0;
for (const [at, curve] of curves.entries()) {
  for (const model of models.inPlay) {
    const found = flags.kept ? keptFit(curve, model, options) : await fitOnce(curve, model, options);
    if (found === null) continue;
    rows.push(found.row);
    if (found.isNew) fitted += 1;
  }
  const minutes = ((Date.now() - started) / 60_000).toFixed(1);
  if (!flags.kept)
    console.error(
      `${at + 1} of ${curves.length}: ${curve.label} ${curve.object}, ${fitted} fits made, ${minutes} min`,
    );
}

const needed = models.inPlay.filter(({ name }) => !flags.optional.includes(name));
const isComplete = (fits: readonly Row[]) =>
  needed.every(({ name }) => fits.some(({ model }) => model === name));
const complete = [...Map.groupBy(rows, ({ object }) => object).values()].filter(isComplete);
const judged = complete.flatMap((fits) => judge(fits, priorOdds) ?? []);
const counted = complete.flat();
const seconds = counted.map((row) => row.seconds ?? 0).reduce((sum, value) => sum + value, 0);
const result = {
  folder: folder.split('/').at(-1),
  objects: judged.length,
  of: curves.length,
  models: models.inPlay.map(({ name, kind }) => ({
    name,
    kind,
    fits: counted.filter(({ model }) => model === name).length,
  })),
  notCompared: missing.map(({ name, missing: files }) => ({ name, files })),
  priorOdds,
  settings: flags.settings,
  timeLimitSeconds: flags.timeLimit,
  minutes: Math.round(seconds / 6) / 10,
  unreadable,
  confusion: confusion(judged),
  falseAlarms: falseAlarms(judged),
  reliability: reliability(judged),
  judged,
  fits: counted,
};
const path = join(root, `bench/results/${flags.name}.json`);
writeFileSync(path, `${JSON.stringify(result, null, 1)}\n`);
console.log(verdictTables(verdictResults.parse(result), readReasons()));
