import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Contract } from '../../../pipeline/fitter/jobFiles.ts';
import { logTail, readOutcome, readProgress } from '../../../pipeline/jobs/results.ts';
import { exampleFolder, exampleResult } from '../jobExamples.ts';
import { fitterDir, scratchFolder } from '../scratch.ts';

const contract = new Contract(fitterDir);
const ended = { detail: 'exit status 0', cause: null };

function put(folder: string, file: string, content: unknown): void {
  writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
}

/** What a folder with a changed result is taken for. */
async function outcomeOf(change: (result: ReturnType<typeof exampleResult>) => object) {
  const folder = exampleFolder();
  put(folder, 'result.json', change(exampleResult(folder)));
  return await readOutcome(folder, ended, contract);
}

describe('a result', () => {
  it('that is whole is a success, whatever the executor says', async () => {
    const folder = exampleFolder();
    const result = exampleResult(folder);
    put(folder, 'result.json', result);
    put(folder, 'error.json', '{}');
    const outcome = await readOutcome(folder, { detail: 'exit status 1', cause: 'node' }, contract);
    expect(outcome).toEqual({ state: 'succeeded', result, resultPath: join(folder, 'result.json') });
  });

  it.each<[string, (result: ReturnType<typeof exampleResult>) => object, string]>([
    [
      'of another light curve',
      (r) => ({ ...r, hashes: { ...r.hashes, lightCurve: 'f'.repeat(64) } }),
      'result.json was made from another lightCurve (its hash differs).',
    ],
    [
      'of another request',
      (r) => ({ ...r, hashes: { ...r.hashes, request: '' } }),
      'result.json was made from another request (its hash differs).',
    ],
    [
      'of another prior',
      (r) => ({ ...r, hashes: { ...r.hashes, prior: 'x' } }),
      'result.json was made from another prior (its hash differs).',
    ],
    ['of another attempt', (r) => ({ ...r, attempt: 1 }), 'result.json is about attempt 1, asked was 2.'],
    [
      'of another object',
      (r) => ({ ...r, object: 'X' }),
      'result.json is about object X, asked was ZTF22aawacjw.',
    ],
    ['without ln Z', (r) => ({ ...r, lnZ: null }), 'result.json/lnZ must be number.'],
    [
      'with a ragged posterior',
      (r) => ({ ...r, posterior: { ...r.posterior, samples: [[-2], [-2, 3]] } }),
      'result.json has a posterior sample without exactly 1 numbers.',
    ],
    [
      'with too short a band',
      (r) => ({ ...r, lightCurve: { ...r.lightCurve, jd: [1, 2, 3] } }),
      'result.json has model magnitudes in ztfg that do not fit its grid of times.',
    ],
  ])('%s is a bad one', async (_, change, message) => {
    expect(await outcomeOf(change)).toEqual({ state: 'failed', reason: 'bad-result', message });
  });

  it.each(['', '{"schema_version": 1,', 'NaN', '{"lnZ": NaN}'])('%j is none', async (text) => {
    const folder = exampleFolder();
    put(folder, 'result.json', text);
    const message = 'result.json is not valid JSON.';
    expect(await readOutcome(folder, ended, contract)).toEqual({
      state: 'failed',
      reason: 'bad-result',
      message,
    });
  });

  it('that cannot be read says nothing about the fit', async () => {
    const folder = exampleFolder();
    mkdirSync(join(folder, 'result.json'));
    await expect(readOutcome(folder, ended, contract)).rejects.toThrow(/EISDIR/);
  });
});

describe('without a result', () => {
  it('error.json says why', async () => {
    const folder = exampleFolder();
    const error = { schema_version: 1, reason: 'bad-data', code: 'too-few', message: 'Only\n one point' };
    put(folder, 'error.json', error);
    expect(await readOutcome(folder, ended, contract)).toEqual({
      state: 'failed',
      reason: 'bad-data',
      message: 'Only one point.',
    });
    put(folder, 'error.json', { ...error, reason: 'timed-out' });
    expect(await readOutcome(folder, ended, contract)).toEqual({
      state: 'timed-out',
      message: 'Only one point.',
    });
    put(folder, 'error.json', { ...error, reason: 'whim' });
    expect(await readOutcome(folder, ended, contract)).toMatchObject({
      state: 'failed',
      reason: 'bad-result',
    });
  });

  it.each([
    ['time-limit', { state: 'timed-out', message: 'The job reached its time limit: why.' }],
    [
      'out-of-memory',
      { state: 'failed', reason: 'out-of-memory', message: 'The job ran out of memory: why.' },
    ],
    ['node', { state: 'lost', message: 'The machine was lost under the job: why.' }],
    [
      null,
      {
        state: 'failed',
        reason: 'crash',
        message: 'The job ended without a result (why); it wrote nothing.',
        isSilent: true,
      },
    ],
  ] as const)('the executor does: %s', async (cause, outcome) => {
    expect(await readOutcome(exampleFolder(), { detail: 'why', cause }, contract)).toEqual(outcome);
  });

  it('a crash is told with its last words', async () => {
    const folder = exampleFolder();
    put(folder, 'log.txt', 'first\nTraceback:\n  File "x"\n\u001b[31mValueError:\u001b[0m  no\r\n\n');
    const { message } = { message: '', ...(await readOutcome(folder, ended, contract)) };
    expect(message).toBe(
      'The job ended without a result (exit status 0); its last words: Traceback: / File "x" / [31mValueError: [0m no.',
    );
  });

  it('a job that its scheduler ended for its memory says so, though its state does not', async () => {
    const folder = exampleFolder();
    put(folder, 'log.txt', 'began\nslurmstepd: error: Exceeded job memory limit\n');
    expect(await readOutcome(folder, ended, contract)).toEqual({
      state: 'failed',
      reason: 'out-of-memory',
      message:
        'The job ran out of memory (exit status 0); its last words: began / slurmstepd: error: Exceeded job memory limit.',
    });
  });

  it('a long log is cut to its end', async () => {
    const folder = scratchFolder();
    expect(await logTail(folder)).toBeNull();
    put(folder, 'log.txt', ' \n\n');
    expect(await logTail(folder)).toBeNull();
    put(folder, 'log.txt', `${'é'.repeat(9000)}the end`);
    const tail = await logTail(folder);
    expect(tail).toMatch(/^…é+the end$/);
    expect(tail?.length).toBe(301);
  });
});

describe('progress', () => {
  it('is what the file says; none when there is none, or when it is half written', async () => {
    const folder = scratchFolder();
    expect(await readProgress(folder, contract)).toBeNull();
    put(folder, 'progress.json', '{"schema_version": 1, "stage": "samp');
    expect(await readProgress(folder, contract)).toBeNull();
    const progress = { stage: 'starting', iteration: 0, likelihoodCalls: 0, lnZ: null, fraction: 0 };
    put(folder, 'progress.json', {
      schema_version: 1,
      ...progress,
      elapsedSeconds: 0,
      remainingSeconds: null,
    });
    expect(await readProgress(folder, contract)).toMatchObject(progress);
  });
});
