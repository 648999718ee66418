import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test, vi } from 'vitest';
import { missingAssets } from '../../../pipeline/fitter/assets.ts';
import { loadModels, type Model, Models } from '../../../pipeline/fitter/models.ts';
import { asTyped, nearest } from '../../../pipeline/shared/suggest.ts';
import { UserInputError } from '../../../pipeline/shared/userInputError.ts';
import { anyOf } from '../../../pipeline/shared/words.ts';
import { fitterDir, scratchFolder, writeOld } from '../scratch.ts';

function model(name: string, kind: Model['kind']): Model {
  return {
    name,
    kind,
    title: `Model ${name}`,
    prior: `${name}.prior`,
    priorSet: 'tuned',
    isDefault: true,
    filters: ['ztfg', 'ztfr', 'ztfi'],
    assets: [],
    missing: [],
    timeLimitSeconds: 1800,
    cpus: 1,
    memoryMB: 1000,
    livePoints: 100,
    entry: '{}',
  };
}

const all = [
  model('Me2017', 'KN'),
  model('Bu2019lm', 'KN'),
  model('TrPi2018', 'GRB'),
  model('Piro2021', 'SC'),
];
const names = (models: readonly Model[]) => models.map(({ name }) => name);

/** The rest of an entry of models.yml. */
const rest = 'prior_set: old, default: true, resources: { cpus: 1, memory_mb: 100, minutes: 5 }';

/** What a person is told. */
function answer(ask: () => unknown): string {
  try {
    ask();
  } catch (error) {
    if (error instanceof UserInputError) return error.message;
    throw error;
  }
  return 'nothing';
}

describe('models.yml', () => {
  it('has models of every kind that needs no download', () => {
    const loaded = loadModels(fitterDir);
    expect(names(loaded)).toEqual(expect.arrayContaining(['Piro2021', 'Me2017', 'TrPi2018']));
    for (const { prior, livePoints, entry } of loaded) {
      expect(prior).toMatch(/\.prior$/);
      expect(livePoints).toBeGreaterThan(20);
      expect(JSON.parse(entry)).toMatchObject({ prior });
    }
  });

  it.each([
    ['schema_version: 1\nmodels: {}', 'schema_version'],
    [
      `schema_version: 2\nmodels: { X: { kind: XX, title: t, prior: x.prior, live_points: 50, ${rest} } }`,
      'X.kind',
    ],
    [
      `schema_version: 2\nmodels: { X: { kind: KN, title: t, prior: ../x, live_points: 50, ${rest} } }`,
      'X.prior',
    ],
    [
      `schema_version: 2\nmodels: { X: { kind: KN, title: t, prior: x, live_points: 5, ${rest} } }`,
      'X.live_points',
    ],
    [
      `schema_version: 2\nmodels: { "a b": { kind: KN, title: t, prior: x, live_points: 50, ${rest} } }`,
      'a b',
    ],
  ])('is refused, with file and key: %s', (text, key) => {
    const folder = join(scratchFolder(), 'fitter');
    mkdirSync(folder);
    writeFileSync(join(folder, 'models.yml'), text);
    expect(() => loadModels(folder)).toThrow(join(folder, 'models.yml'));
    expect(() => loadModels(folder)).toThrow(key);
  });
});

test('who asks for a retired model is told its successor', () => {
  const models = new Models(loadModels(fitterDir), ['Me2017']);
  expect(answer(() => models.resolve(['bu2019lm_SPARSE']))).toBe(
    "Bu2019lm_sparse was retired (its magnitudes were those of SDSS's bands under the names of ZTF's): use Bu2019lm_kilonovanet.",
  );
});

describe('files that models need', () => {
  it('are looked for in the assets folder, and sncosmo’s in its own first', () => {
    const folder = scratchFolder();
    const path = 'sncosmo/models/nugent/hyper_flux.v1.2.dat';
    const env = { NMMA_ASSETS: join(folder, 'assets'), SNCOSMO_DATA_DIR: join(folder, 'sncosmo') };
    expect(missingAssets(fitterDir, [path, 'svdmodels/a'], env)).toEqual([path, 'svdmodels/a']);
    writeOld(join(folder, 'sncosmo/models/nugent/hyper_flux.v1.2.dat'), 'x');
    writeOld(join(folder, 'assets/svdmodels/a'), 'x');
    expect(missingAssets(fitterDir, [path, 'svdmodels/a'], env)).toEqual([]);
    expect(missingAssets(fitterDir, [path], { NMMA_ASSETS: env.NMMA_ASSETS })).toEqual([path]);
  });

  const lacking = { ...model('nugent-hyper', 'SN'), missing: ['sncosmo/x.dat'] };

  it('keep a model out of play, and whoever asks for it is told what is missing', () => {
    const models = new Models([...all, lacking], null);
    expect(names(models.inPlay)).toEqual(names(all));
    const words =
      'nugent-hyper cannot be fitted without sncosmo/x.dat: `./nmma assets fetch nugent-hyper` brings what is missing.';
    expect(answer(() => models.resolve(['SN']))).toBe(words);
    expect(answer(() => models.resolve(['nugent-HYPER']))).toBe(words);
    expect(answer(() => new Models([...all, lacking], ['SN']))).toBe(words);
  });

  it('do not keep another model of the kind from standing in for the kind', () => {
    const other = { ...model('v19-1998bw', 'SN'), isDefault: false };
    const models = new Models([...all, lacking, other], null);
    expect(names(models.inPlay)).toEqual(names(all));
    expect(names(models.resolve(['SN']))).toEqual(['v19-1998bw']);
    expect(models.choices().find(({ model }) => model === 'v19-1998bw')).toMatchObject({
      isInPlay: false,
      isDefaultOfKind: true,
    });
    expect(models.choices().map(({ model }) => model)).not.toContain('nugent-hyper');
  });

  it('may be brought while the app runs: then people can ask for the model', () => {
    // The folder beside the fitter's is looked into.
    vi.stubEnv('NMMA_ASSETS', '');
    const root = scratchFolder();
    const folder = join(root, 'fitter');
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'models.yml'),
      `schema_version: 2
models:
  A: { kind: KN, title: t, prior: x.prior, live_points: 50, ${rest} }
  B: { kind: SN, title: t, prior: x.prior, live_points: 50, ${rest}, assets: [{ path: b/x }] }
`,
    );
    const models = new Models(loadModels(folder), null);
    expect(names(models.inPlay)).toEqual(['A']);
    expect(answer(() => models.resolve(['B']))).toMatch(/^B cannot be fitted without b\/x: /);
    writeOld(join(root, '.nmma/assets/b/x'), 'x');
    expect(names(models.resolve(['B']))).toEqual(['B']);
    // A run goes on with the models that it began with.
    expect(names(models.inPlay)).toEqual(['A']);
  });
});

describe('words for models', () => {
  it('are kinds or names, in any case; a kind is the first in play of it', () => {
    const models = new Models(all, null);
    expect(names(models.resolve(['kn']))).toEqual(['Me2017']);
    expect(names(models.resolve(['bu2019LM ', 'GRB', 'KN', 'me2017']))).toEqual([
      'Me2017',
      'Bu2019lm',
      'TrPi2018',
    ]);
    expect(models.choices().map(({ isDefaultOfKind }) => isDefaultOfKind)).toEqual([true, false, true, true]);
    const fewer = new Models(all, ['Bu2019lm', 'SC']);
    expect(names(fewer.inPlay)).toEqual(['Bu2019lm', 'Piro2021']);
    expect(names(fewer.resolve(['KN']))).toEqual(['Bu2019lm']);
    expect(fewer.choices().filter(({ isInPlay }) => isInPlay)).toHaveLength(2);
    expect(fewer.find('Me2017')?.kind).toBe('KN');
    expect(fewer.find('me2017')).toBeUndefined();
  });

  it.each([
    ['KNN', 'No model `KNN`: did you mean KN (Me2017)?'],
    ['Bu2019', 'No model `Bu2019`: did you mean Bu2019lm?'],
    ['trpi2017', 'No model `trpi2017`: did you mean TrPi2018?'],
    ['SN', 'No model `SN`: did you mean KN (Me2017)?'],
    [
      'supernova',
      'No model `supernova`: expected KN (Me2017), KN (Bu2019lm), GRB (TrPi2018) or SC (Piro2021).',
    ],
    ['', 'No model ``: expected KN (Me2017), KN (Bu2019lm), GRB (TrPi2018) or SC (Piro2021).'],
  ])('%j is answered with the nearest', (word, words) => {
    expect(answer(() => new Models(all, null).resolve([word]))).toBe(words);
  });

  it('reach models that are not in play, and one must be', () => {
    const models = new Models(all, ['SC']);
    expect(names(models.inPlay)).toEqual(['Piro2021']);
    expect(names(models.resolve(['bu2019lm']))).toEqual(['Bu2019lm']);
    expect(names(models.resolve(['KN']))).toEqual(['Me2017']);
    const none = all.map((one) => ({ ...one, isDefault: false }));
    expect(answer(() => new Models(none, null))).toBe('No model is in play: enable at least one.');
    expect(answer(() => new Models(all, []))).toBe('No model is in play: enable at least one.');
    expect(answer(() => new Models(all, ['Piro2012']))).toContain('did you mean Piro2021?');
  });
});

describe('nearest words', () => {
  it('are sorted by distance, then by letters, and none when all are far', () => {
    expect(nearest('abcd', ['abce', 'abcf', 'abcd', 'xyz', 'abxx'], 3)).toEqual(['abcd', 'abce', 'abcf']);
    expect(nearest('ABCD', ['abcd'])).toEqual(['abcd']);
    expect(nearest('quasar', ['Me2017', 'TrPi2018'])).toEqual([]);
    expect(nearest('x', [])).toEqual([]);
    // Two neighbours that changed places are one mistake; two others are two.
    expect(nearest('fti', ['fit', 'pull'])).toEqual(['fit']);
    expect(nearest('tif', ['fit'])).toEqual([]);
  });

  it('stand in sentences, plain and short', () => {
    expect([anyOf([]), anyOf(['a']), anyOf(['a', 'b']), anyOf(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a or b',
      'a, b or c',
    ]);
    expect(asTyped(' a`b\nc ')).toBe('`a b c`');
    expect(asTyped('x'.repeat(50))).toBe(`\`${'x'.repeat(40)}…\``);
  });
});
