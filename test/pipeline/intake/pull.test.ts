import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { queuedFits } from '../../../db/fits.ts';
import { newestRun } from '../../../db/runs.ts';
import { DirectorySource } from '../../../pipeline/sources/directory.ts';
import { contentOf, makeBench, nights } from '../pipelineExamples.ts';
import { candidateFile, candidateText, csvHeader, detection, writeOld } from '../scratch.ts';

describe('bad input', () => {
  it('ends each as one clear line in status and log, and the others are fitted and posted', async () => {
    const bench = makeBench();
    const put = (file: string, text: string) => writeOld(join(bench.candidates, file), text);
    const text = candidateText(nights);
    put('ZTF22agoodon.csv', text);
    put('ZTF22bnorows.csv', `${csvHeader}\n`);
    put('ZTF22conedet.csv', `${csvHeader}\n${detection(2459786.8)}\n`);
    put('ZTF22dnohead.csv', `${detection(2459786.8)}\n${detection(2459787.8)}\n`);
    put('ZTF22ewrongc.csv', text.replace('mag_unc', 'magunc'));
    put('ZTF22fnannan.csv', `${csvHeader}\n${detection(Number.NaN)}\n`);
    put('ZTF22gfilter.csv', [csvHeader, detection(2459786.8, 'clear'), detection(2459787.8, 'w')].join('\n'));
    put('lc_ZTF22agoodon_forced1_stacked1.csv', text);
    put('M87.csv', text);
    put('ZTF22zstolen.csv', text);
    const outcome = await bench.pull();
    expect(outcome).toMatchObject({ lightCurvesNew: 2, fitsAsked: 2, problems: 8 });
    await bench.settle();
    const lines = bench.pipeline
      .status()
      .problems.map(({ file, line, reason }) => `${file}${line === null ? '' : `, line ${line}`}: ${reason}`);
    expect(lines.sort()).toEqual([
      'M87.csv: `M87` is no name of an object (expected such as ZTF22aawacjw, AT2022abc or GRB211211A)',
      'ZTF22bnorows.csv: has a header, but no rows',
      'ZTF22conedet.csv: has 1 detection: kept, but a fit needs at least 2',
      'ZTF22dnohead.csv, line 1: has no header: line 1 must name the columns jd, mag, mag_unc, filter, limmag',
      'ZTF22ewrongc.csv, line 1: has no column `mag_unc`; there is `magunc` instead',
      'ZTF22fnannan.csv, line 2: jd is `NaN`, expected a number',
      'ZTF22gfilter.csv, line 2: has no row that can be used: filter is `clear`, which no model has (expected such as g, sdssg, ps1::r or atlaso): row left out (and 1 more row of this kind)',
      'ZTF22zstolen.csv: holds the same photometry as ZTF22agoodon.csv, which is another object: not used',
      'lc_ZTF22agoodon_forced1_stacked1.csv: is the same light curve as ZTF22agoodon.csv: fitted once',
    ]);
    expect([...bench.warnings].sort()).toEqual(lines);
    const [message, ...others] = bench.publisher.inChannel();
    expect(others).toEqual([]);
    expect(contentOf('object-report', message)).toMatchObject({ object: 'ZTF22agoodon' });
    // The next pull tells the log nothing new, and status the same.
    bench.warnings.length = 0;
    await bench.pull();
    expect(bench.warnings).toEqual([]);
    expect(bench.pipeline.status().problems).toHaveLength(9);
  });

  it('is forgotten when it is put right', async () => {
    const bench = makeBench();
    writeOld(join(bench.candidates, candidateFile('ZTF22aaaaaaa')), '');
    expect(await bench.pull()).toMatchObject({ problems: 1, fitsAsked: 0 });
    bench.candidate('ZTF22aaaaaaa', nights);
    expect(await bench.pull()).toMatchObject({ problems: 0, fitsAsked: 2 });
    expect(bench.pipeline.status().problems).toEqual([]);
  });
});

describe('rows in a filter that no model has', () => {
  it('are told in status, and beside every number that was found without them', async () => {
    const bench = makeBench({ modelsEnabled: ['KN'] });
    const text = `${candidateText(nights)}\n${detection(2459788.9, 'clear')}\n`;
    writeOld(join(bench.candidates, candidateFile('ZTF22aaaaaaa')), text.replaceAll('\n\n', '\n'));
    expect(await bench.pull()).toMatchObject({ problems: 0, fitsAsked: 1 });
    expect(bench.pipeline.status().problems[0]?.reason).toMatch(/^filter is `clear`, which no model has/);
    await bench.settle();
    const { fits } = contentOf('object-report', bench.publisher.inChannel()[0]);
    expect(fits[0]?.warnings.map(({ text }) => text)).toEqual([
      'Rows in filters that no model has were left out: clear (1).',
    ]);
  });
});

describe('a pull', () => {
  it('asks once for every model in play, and for nothing when nothing is new', async () => {
    const bench = makeBench();
    bench.candidate('ZTF22aaaaaaa', nights);
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 1, fitsAsked: 2, problems: 0 });
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 0, fitsAsked: 0 });
    const asked = queuedFits(bench.db).map(({ model, settings }) => `${model} ${JSON.parse(settings).seed}`);
    expect(asked.sort()).toEqual(['Me2017 42', 'Piro2021 42']);
    // The same photometry in another file is nothing new, whatever its name.
    const [before, after] = [candidateFile('ZTF22aaaaaaa'), 'ZTF22aaaaaaa.csv'];
    renameSync(join(bench.candidates, before), join(bench.candidates, after));
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 0, fitsAsked: 0, problems: 0 });
    // A model that has come into play is fitted to what is there.
    bench.restart({ modelsEnabled: ['SC', 'KN', 'GRB'] });
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 0, fitsAsked: 1 });
  });

  it('is one at a time: who asks meanwhile gets the same answer', async () => {
    const bench = makeBench();
    bench.candidate('ZTF22aaaaaaa', nights);
    const [one, two] = await Promise.all([bench.pull(), bench.pull()]);
    expect(two).toBe(one);
    expect(queuedFits(bench.db)).toHaveLength(2);
    expect((await bench.pull()).runId).toBe(one.runId + 1);
  });

  it('fits the newest of two files of one object, and never goes back to older data', async () => {
    const bench = makeBench();
    bench.candidate('ZTF22aaaaaaa', nights);
    const old = join(bench.candidates, 'old', candidateFile('ZTF22aaaaaaa'));
    writeOld(old, candidateText(nights.slice(0, 2)));
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 2, fitsAsked: 2 });
    expect(bench.pipeline.objectStatus('ZTF22aaaaaaa')).toMatchObject({ lightCurves: 2, lastJd: 2459789.7 });
    copyFileSync(old, join(bench.candidates, candidateFile('ZTF22aaaaaaa')));
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 0, fitsAsked: 0 });
    expect(bench.pipeline.objectStatus('ZTF22aaaaaaa').lastJd).toBe(2459789.7);
  });

  it('tells trouble of a source, which does not stop the others, and when it is over', async () => {
    const bench = makeBench();
    const gone = join(bench.candidates, 'gone');
    const sources = [new DirectorySource(gone, 'broken'), new DirectorySource(bench.candidates)];
    bench.candidate('ZTF22aaaaaaa', nights);
    bench.restart({ sources });
    const sentence = `The candidates' folder ${gone} cannot be read: it is not there.`;
    expect(await bench.pull()).toMatchObject({ fitsAsked: 2, problems: 0 });
    expect(bench.pipeline.status().incidents).toEqual([sentence]);
    await bench.pull();
    expect(bench.warnings).toEqual([sentence]);
    writeOld(join(gone, 'ZTF22bbbbbbb.csv'), candidateText(nights, 19));
    await bench.pull();
    expect(bench.pipeline.status().incidents).toEqual([]);
  });

  it('ends at once when it asked for nothing, and tells who listens', async () => {
    const bench = makeBench();
    const events: object[] = [];
    const end = bench.pipeline.onEvent((event) => events.push(event));
    writeOld(join(bench.candidates, 'M87.csv'), 'x');
    const { runId } = await bench.pipeline.pull({ trigger: 'schedule', requestedBy: 'U1' });
    expect(newestRun(bench.db)).toMatchObject({ id: runId, state: 'done', filesRead: 1, requestedBy: 'U1' });
    expect(events).toEqual([
      {
        type: 'problem',
        file: 'M87.csv',
        line: null,
        reason: expect.stringContaining('no name of an object'),
      },
      { type: 'pulled', runId, filesRead: 1, lightCurvesNew: 0, fitsAsked: 0 },
    ]);
    end();
    await bench.pull();
    expect(events).toHaveLength(2);
  });
});

describe('a mute', () => {
  it('stops a pull from fitting, until it is ended or over', async () => {
    const bench = makeBench();
    const objectName = 'ZTF22aaaaaaa';
    bench.candidate(objectName, nights.slice(0, 2));
    await bench.pull();
    await bench.settle();
    const by = 'U1';
    const muted = bench.pipeline.mute({ objectName: '22AAAAAAA', by, reason: 'a star', end: null });
    const mute = { object: objectName, mutedBy: 'U1', reason: 'a star', until: null };
    expect(muted).toMatchObject({ object: objectName, changed: true, mute });
    expect(bench.pipeline.mute({ objectName, by: 'U2', reason: null, end: null })).toMatchObject({
      changed: false,
      mute,
    });
    bench.candidate(objectName, nights.slice(0, 3));
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 1, fitsAsked: 0 });
    expect(bench.pipeline.status().muted).toMatchObject([mute]);
    expect(bench.pipeline.unmute({ objectName, by })).toEqual({ object: objectName, changed: true });
    expect(bench.pipeline.unmute({ objectName, by }).changed).toBe(false);
    expect(await bench.pull()).toMatchObject({ lightCurvesNew: 0, fitsAsked: 2 });
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    bench.pipeline.mute({ objectName, by, reason: null, end: { until: inAnHour } });
    bench.candidate(objectName, nights);
    expect(await bench.pull()).toMatchObject({ fitsAsked: 0 });
    bench.later.seconds = 3601;
    expect(await bench.pull()).toMatchObject({ fitsAsked: 2 });
  });

  it('of no object, or until no time, is answered', async () => {
    const bench = makeBench();
    const mute = (objectName: string, until: string | null) => () =>
      bench.pipeline.mute({
        objectName,
        by: 'U1',
        reason: null,
        end: until === null ? null : { until },
      });
    expect(mute('ZTF22aaaaaaa', null)).toThrow('No object `ZTF22aaaaaaa`: no light curve has been read yet.');
    bench.candidate('ZTF22aaaaaaa', nights);
    await bench.pull();
    expect(mute('ZTF22aaaaaab', null)).toThrow('No object `ZTF22aaaaaab`: did you mean ZTF22aaaaaaa?');
    expect(mute('M31', null)).toThrow(
      'No object `M31`: expected a name such as ZTF22aawacjw, AT2022abc or GRB211211A.',
    );
    expect(mute('ZTF19zzzzzzz', null)).toThrow(
      'No object `ZTF19zzzzzzz`: not found in any configured source.',
    );
    const aboutTime = (message: string) =>
      expect.objectContaining({ about: 'time', message: expect.stringContaining(message) });
    expect(mute('ZTF22aaaaaaa', 'soon')).toThrow(
      aboutTime('`soon` is no time: expected such as 2026-12-01T00:00Z.'),
    );
    expect(mute('ZTF22aaaaaaa', '2020-01-01')).toThrow(aboutTime('`2020-01-01` is in the past'));
  });
});
