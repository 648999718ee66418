import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OldLayoutOptions } from '../../../pipeline/core/options.ts';
import { makeBench, nights } from '../pipelineExamples.ts';
import { hasSshd, TestSshd } from '../remote/sshd.ts';
import { afterwards, candidateFile, candidateText, scratchFolder, writeOld } from '../scratch.ts';

const object = 'ZTF22aaaaaaa';
const window = '2459784-2459791';
const endings = ['corner.png', 'lightcurves.png', 'posterior_samples.dat', 'result.json'];
const expected = ['Me2017', 'Piro2021'].flatMap((model) => endings.map((end) => `${model}_${end}`));

function layoutBench(rsyncTo: OldLayoutOptions['rsyncTo'] = null) {
  const folder = join(scratchFolder(), 'candidate_fits');
  const oldLayout = { folder, rsyncTo };
  const bench = makeBench({ oldLayout, modelsEnabled: ['Me2017', 'Piro2021'] });
  const path = join(bench.candidates, window, candidateFile(object));
  return {
    bench,
    folder,
    place: join(folder, window, object),
    async run() {
      writeOld(path, candidateText(nights));
      await bench.pull();
      await bench.settle();
      await bench.pipeline.tick();
    },
  };
}

function withTool(name: string, path: string): boolean {
  if (existsSync(path)) return true;
  console.warn(`skipped: there is no ${name} on this machine`);
  return false;
}

describe('the old layout', () => {
  it('has the four files of every model, whole, with the charts of the app', async () => {
    const { bench, place, run } = layoutBench();
    await run();
    expect(readdirSync(place).sort()).toEqual(expected);
    const charts = readdirSync(join(bench.stateDir, 'charts')).filter((name) =>
      /Piro2021.*corner/.test(name),
    );
    const chart = readFileSync(join(bench.stateDir, 'charts', charts[0] ?? ''));
    expect(readFileSync(join(place, 'Piro2021_corner.png')).equals(chart)).toBe(true);
    const result = JSON.parse(readFileSync(join(place, 'Piro2021_result.json'), 'utf8'));
    expect(result).toMatchObject({ log_evidence: -25, log_evidence_err: 0.1, log_noise_evidence: null });
    expect(result.posterior.content.log10_mej).toHaveLength(200);
    expect(result.search_parameter_keys).toEqual(['log10_mej']);
    const lines = readFileSync(join(place, 'Piro2021_posterior_samples.dat'), 'utf8').trim().split('\n');
    expect(lines[0]).toBe('log10_mej log_likelihood');
    expect(lines[1]).toBe('-2 -17');
    expect(lines[2]).toMatch(/^-[\d.]+ nan$/);
  });

  it('is left alone by a restart, and written again where it was taken away', async () => {
    const { bench, folder, place, run } = layoutBench();
    await run();
    const path = join(place, 'Piro2021_result.json');
    const before = statSync(path).mtimeMs;
    await bench.restart().tick();
    expect(statSync(path).mtimeMs).toBe(before);
    rmSync(folder, { recursive: true });
    await bench.restart().tick();
    expect(readdirSync(place).sort()).toEqual(expected);
  });

  it('follows a newer fit, a reused one too', async () => {
    const { bench, place, run } = layoutBench();
    await run();
    const read = () => JSON.parse(readFileSync(join(place, 'Piro2021_result.json'), 'utf8'));
    const first = read().meta_data.fit_id;
    const ask = (force: boolean) =>
      bench.pipeline.requestFits({
        objectName: object,
        words: ['SC'],
        settings: {},
        force,
        requestedBy: 'U1',
      });
    const [reused] = ask(false).reused;
    await bench.settle();
    expect(read().meta_data.fit_id).toBe(reused?.fitId);
    const [again] = ask(true).queued;
    await bench.settle();
    await bench.pipeline.tick();
    expect(read().meta_data.fit_id).toBe(again?.fitId);
    expect(again?.fitId).toBeGreaterThan(first);
  });

  it('names a window of the light curve itself where no folder does', async () => {
    const { bench, folder } = layoutBench();
    bench.candidate(object, nights);
    await bench.pull();
    await bench.settle();
    await bench.pipeline.tick();
    expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual(['2459785-2459790']);
  });

  it('tells trouble with the folder, keeps fits and posts going, and tries again', async () => {
    const { bench, folder, place, run } = layoutBench();
    writeFileSync(folder, 'in the way');
    await run();
    expect(bench.publisher.messages.length).toBeGreaterThan(0);
    expect(bench.warnings.join()).toMatch(/Results in the old layout: /);
    rmSync(folder);
    await bench.pipeline.tick();
    expect(existsSync(place)).toBe(false);
    bench.later.seconds += 31;
    await bench.pipeline.tick();
    expect(readdirSync(place).sort()).toEqual(expected);
  });
});

describe('rsync', () => {
  it('tells of a host that is away, and brings everything when it is back', async () => {
    if (!hasSshd || !withTool('rsync', '/usr/bin/rsync')) return;
    const sshd = await TestSshd.start();
    afterwards(() => sshd.close());
    const there = join(scratchFolder(), 'there');
    const { bench, folder, run } = layoutBench({ login: sshd.login, folder: there });
    await sshd.down();
    await run();
    expect(bench.warnings.join()).toMatch(/old layout: rsync to .* did not work: .*refused/i);
    expect(existsSync(there)).toBe(false);
    await sshd.up();
    bench.later.seconds += 31;
    await bench.pipeline.tick();
    expect(readdirSync(join(there, window, object)).sort()).toEqual(expected);
    expect(existsSync(join(there, '.written.json'))).toBe(false);
    sshd.trust('stranger.pub');
    await bench.restart().tick();
    expect(bench.warnings.at(-1)).toMatch(/did not work: .*(host key|identification)/i);
    sshd.trust('host_key.pub');
    const login = { ...sshd.login, key: join(sshd.folder, 'stranger') };
    await bench.restart({ oldLayout: { folder, rsyncTo: { login, folder: there } } }).tick();
    expect(bench.warnings.at(-1)).toMatch(/did not work: .*Permission denied/);
    const nowhere = { login: sshd.login, folder: join(there, 'no', 'folder') };
    await bench.restart({ oldLayout: { folder, rsyncTo: nowhere } }).tick();
    expect(bench.warnings.at(-1)).toMatch(/did not work: rsync.*(mkdir|status 1[12])/);
  });

  it('brings to a folder of this machine what was left over from an earlier process', async () => {
    if (!withTool('rsync', '/usr/bin/rsync')) return;
    const there = join(scratchFolder(), 'there');
    const { bench, folder, run } = layoutBench();
    await run();
    mkdirSync(there);
    await bench.restart({ oldLayout: { folder, rsyncTo: { login: null, folder: there } } }).tick();
    expect(readdirSync(join(there, window, object)).sort()).toEqual(expected);
  });
});

describe('tools made for the old files', () => {
  it('open them: bilby the result, pandas the samples', async () => {
    const python = join(import.meta.dirname, '../../../.nmma/fitter/bin/python');
    if (!withTool('Python with bilby', python)) return;
    const { place, run } = layoutBench();
    await run();
    const script = `import sys, bilby, pandas
r = bilby.result.read_in_result(sys.argv[1] + "_result.json")
d = pandas.read_csv(sys.argv[1] + "_posterior_samples.dat", sep=" ")
best = d.loc[d.log_likelihood.idxmax()]
also = r.posterior.loc[r.posterior.log_likelihood.idxmax()]
print(r.log_evidence, r.label, len(r.posterior), len(d), best.log10_mej, also.log10_mej, r.search_parameter_keys)`;
    const said = execFileSync(python, ['-c', script, join(place, 'Piro2021')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(said.trim().split('\n').at(-1)).toBe("-25 Piro2021 200 200 -2.0 -2.0 ['log10_mej']");
  });
});
