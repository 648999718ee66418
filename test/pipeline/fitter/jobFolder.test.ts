import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Contract, ContractError } from '../../../pipeline/fitter/jobFiles.ts';
import { jobFolder, jobName, nmmaLightCurve, prepareJobFolder } from '../../../pipeline/fitter/jobFolder.ts';
import { isoOfJd } from '../../../pipeline/shared/time.ts';
import { exampleFolder, exampleJob, exampleResult } from '../jobExamples.ts';
import { fitterDir, scratchFolder } from '../scratch.ts';

/** Microseconds since 1970 of a Julian date, from the double's exact binary value. */
function exactMicroseconds(jd: number): number {
  const bits = new BigUint64Array(new Float64Array([jd]).buffer)[0] ?? 0n;
  const exponent = (bits >> 52n) & 0x7ffn;
  const mantissa = (bits & 0xfffffffffffffn) | 0x10000000000000n;
  const scale = 1075n - exponent;
  const halfDays = 4_881_175n;
  const microsecondsPerHalfDay = 43_200_000_000n;
  const scaled = mantissa * 2n * microsecondsPerHalfDay - ((halfDays * microsecondsPerHalfDay) << scale);
  return Number((scaled + (1n << (scale - 1n))) >> scale);
}

describe('Julian dates', () => {
  it.each([
    [2440587.5, '1970-01-01T00:00:00.000000'],
    [2451545, '2000-01-01T12:00:00.000000'],
    [2459786.5, '2022-07-26T00:00:00.000000'],
    [2460369.5, '2024-02-29T00:00:00.000000'],
    [2440587.25, '1969-12-31T18:00:00.000000'],
    [2459786.8301968, '2022-07-26T07:55:29.003535'],
  ])('%d is %s', (jd, iso) => {
    expect(isoOfJd(jd)).toBe(iso);
  });

  it('become times that are exact to a microsecond', () => {
    for (let i = 0; i < 2000; i += 1) {
      const jd = 2_458_000 + i * 1.7320508075688772;
      const iso = isoOfJd(jd);
      expect(iso).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
      const microseconds = Date.parse(`${iso.slice(0, 23)}Z`) * 1000 + Number(iso.slice(23));
      expect(Math.abs(microseconds - exactMicroseconds(jd))).toBeLessThanOrEqual(1);
    }
  });

  it('are finite', () => {
    expect(() => isoOfJd(Number.NaN)).toThrow('Not a Julian date: NaN');
  });
});

describe("NMMA's own format", () => {
  it('has a line per point: time, filter, magnitude, error; inf for a limit', () => {
    const common = { isLimit: false, programId: null };
    const text = nmmaLightCurve([
      { ...common, jd: 2459786.5, filter: 'ztfg', magnitude: 18.1, magnitudeError: 0.05 },
      { ...common, jd: 2459787.5, filter: 'ztfr', magnitude: 20, magnitudeError: null, isLimit: true },
    ]);
    expect(text).toBe(
      '2022-07-26T00:00:00.000000 ztfg 18.10000 0.05000\n2022-07-27T00:00:00.000000 ztfr 20.00000 inf\n',
    );
    expect(nmmaLightCurve([])).toBe('');
  });
});

describe("a job's folder", () => {
  it('is its own for every attempt', () => {
    expect(jobName('0123456789abcdef', 12, 3)).toBe('nmma-01234567-f12-a3');
    expect(jobFolder('/state', 12, 3)).toBe('/state/jobs/12/3');
  });

  it('holds light curve, prior and a request that the schema takes', () => {
    const folder = exampleFolder();
    expect(readdirSync(folder).sort()).toEqual(['light_curve.dat', 'model.prior', 'request.json']);
    const request = new Contract(fitterDir).request(readFileSync(join(folder, 'request.json'), 'utf8'));
    expect(request).toMatchObject({ fitId: 7, attempt: 2, object: 'ZTF22aawacjw', timeLimitSeconds: 60 });
    expect(request.prior).toEqual({ path: 'model.prior', set: 'tuned' });
  });

  it('names the detection that the outburst begins with as the trigger time, unless somebody gave another', () => {
    const [first] = exampleJob.curve.points;
    if (!first) throw new Error('No point.');
    const noise = { ...first, jd: first.jd - 700, magnitudeError: 0.34 };
    const triggerOf = (job: typeof exampleJob) => {
      const folder = join(scratchFolder(), 'job');
      prepareJobFolder(folder, job);
      const text = readFileSync(join(folder, 'request.json'), 'utf8');
      return new Contract(fitterDir).request(text).settings.triggerJd;
    };
    const curve = { ...exampleJob.curve, points: [noise, ...exampleJob.curve.points] };
    expect(triggerOf({ ...exampleJob, curve })).toBe(first.jd);
    const settings = JSON.stringify({ triggerJd: noise.jd });
    expect(triggerOf({ ...exampleJob, curve, fit: { ...exampleJob.fit, settings } })).toBe(noise.jd);
  });

  it('that is filled stays as it is; one that is half filled is filled again', () => {
    const folder = exampleFolder();
    const later = { ...exampleJob, timeLimitSeconds: 120 };
    prepareJobFolder(folder, later);
    expect(readFileSync(join(folder, 'request.json'), 'utf8')).toContain('"timeLimitSeconds": 60');
    rmSync(join(folder, 'request.json'));
    writeFileSync(join(folder, 'light_curve.dat'), 'half');
    prepareJobFolder(folder, later);
    expect(readFileSync(join(folder, 'request.json'), 'utf8')).toContain('"timeLimitSeconds": 120');
    expect(readFileSync(join(folder, 'light_curve.dat'), 'utf8')).toMatch(/^2022-/);
  });

  it('is not made ready for a request that the schema refuses', () => {
    const folder = join(scratchFolder(), 'job');
    const job = { ...exampleJob, fit: { ...exampleJob.fit, object: '../../etc/passwd' } };
    expect(() => prepareJobFolder(folder, job)).toThrow(ContractError);
    expect(() => prepareJobFolder(folder, job)).toThrow('request.json/object must match pattern');
    expect(existsSync(join(folder, 'request.json'))).toBe(false);
  });
});

describe('the contract', () => {
  const contract = new Contract(fitterDir);
  const progress = {
    schema_version: 1,
    stage: 'sampling',
    iteration: 1,
    likelihoodCalls: 2,
    lnZ: null,
    fraction: 0.1,
    elapsedSeconds: 1,
    remainingSeconds: null,
  };

  it('takes what agrees with the schemas', () => {
    expect(contract.progress(JSON.stringify(progress))).toEqual(progress);
    const error = { schema_version: 1, reason: 'timed-out', code: 'time-limit', message: 'Too long.' };
    expect(contract.error(JSON.stringify(error))).toEqual(error);
    const result = exampleResult(exampleFolder());
    expect(contract.result(JSON.stringify(result))).toEqual(result);
  });

  it.each([
    ['{"stage"', 'progress.json is not valid JSON'],
    ['[]', 'progress.json must be object'],
    [JSON.stringify({ ...progress, fraction: 2 }), 'progress.json/fraction must be <= 1'],
    [
      JSON.stringify({ ...progress, schema_version: 2 }),
      'progress.json/schema_version must be equal to constant',
    ],
    [JSON.stringify({ ...progress, more: 1 }), 'progress.json must NOT have additional properties (more)'],
    [JSON.stringify({ ...progress, lnZ: undefined }), "progress.json must have required property 'lnZ'"],
  ])('refuses %s', (text, words) => {
    expect(() => contract.progress(text)).toThrow(new ContractError(words));
  });

  it('is missing: the app does not start', () => {
    expect(() => new Contract(scratchFolder())).toThrow(/request\.schema\.json/);
  });
});
