import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FailureReason } from '../../db/types.ts';
import type { JobObservation } from '../executors/executor.ts';
import { type Contract, ContractError, type JobProgress, type JobResult } from '../fitter/jobFiles.ts';
import { sha256 } from '../shared/hash.ts';
import { jobPaths } from '../shared/jobPaths.ts';

/** What became of an attempt at a fit. */
export type JobOutcome =
  | { state: 'succeeded'; result: JobResult; resultPath: string }
  /** Silent: it was killed, or died without a word of its own. */
  | { state: 'failed'; reason: FailureReason; message: string; isSilent?: true }
  | { state: 'timed-out'; message: string }
  /** Somebody ended it where it ran, not here. */
  | { state: 'cancelled'; message: string }
  /** The machine was lost under it: try again. */
  | { state: 'lost'; message: string };

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

const tailBytes = 4000;
const tailLength = 300;

/** The end of a job's log as half a sentence; null when it wrote nothing. */
export async function logTail(folder: string): Promise<string | null> {
  const bytes = await readIfThere(jobPaths(folder).log);
  if (!bytes) return null;
  const lines = bytes
    .subarray(-tailBytes)
    .toString('utf8')
    .split(/[\r\n]+/)
    .map((line) => line.replace(/[\p{Cc}\s]+/gu, ' ').trim())
    .filter((line) => line !== '')
    .slice(-3);
  if (lines.length === 0) return null;
  const text = lines.join(' / ');
  return text.length > tailLength ? `…${text.slice(-tailLength)}` : text;
}

/** What the schema cannot say: that it answers this very request, and that its tables are rectangular. */
async function checkResult(result: JobResult, folder: string, contract: Contract): Promise<void> {
  const requestText = await readFile(jobPaths(folder).request, 'utf8');
  const request = contract.request(requestText);
  for (const key of ['fitId', 'attempt', 'object', 'model', 'kind'] as const) {
    if (result[key] !== request[key]) {
      throw new ContractError(`result.json is about ${key} ${result[key]}, asked was ${request[key]}`);
    }
  }
  const expected = {
    request: sha256(requestText),
    lightCurve: request.lightCurve.sha256,
    prior: sha256(await readFile(join(folder, request.prior.path))),
  };
  for (const [name, hash] of Object.entries(expected)) {
    if (result.hashes[name as keyof typeof expected] !== hash) {
      throw new ContractError(`result.json was made from another ${name} (its hash differs)`);
    }
  }
  const columns = result.posterior.parameters.length;
  if (result.posterior.samples.some((row) => row.length !== columns)) {
    throw new ContractError(`result.json has a posterior sample without exactly ${columns} numbers`);
  }
  for (const [filter, band] of Object.entries(result.lightCurve.filters)) {
    if (Object.values(band).some((values) => values.length !== result.lightCurve.jd.length)) {
      throw new ContractError(
        `result.json has model magnitudes in ${filter} that do not fit its grid of times`,
      );
    }
  }
}

/** A sentence out of half a one. */
function sentence(text: string): string {
  const trimmed = text.replace(/\s+/g, ' ').trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/**
 * Says what became of a job that is gone. result.json is the truth; then error.json; the executor's word only
 * when there is neither.
 * @param folder of the job, its files readable.
 * @throws Error when the folder's files cannot be read: that says nothing about the fit.
 */
export async function readOutcome(
  folder: string,
  observation: Pick<JobObservation, 'detail' | 'cause'>,
  contract: Contract,
): Promise<JobOutcome> {
  const { result: resultPath, error: errorPath } = jobPaths(folder);
  const result = await readIfThere(resultPath);
  if (result) {
    try {
      const parsed = contract.result(result.toString('utf8'));
      await checkResult(parsed, folder, contract);
      return { state: 'succeeded', result: parsed, resultPath };
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      return { state: 'failed', reason: 'bad-result', message: sentence(error.message) };
    }
  }
  const errorFile = await readIfThere(errorPath);
  if (errorFile) {
    try {
      const { reason, message } = contract.error(errorFile.toString('utf8'));
      if (reason === 'timed-out') return { state: 'timed-out', message: sentence(message) };
      return { state: 'failed', reason, message: sentence(message) };
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      return { state: 'failed', reason: 'bad-result', message: sentence(error.message) };
    }
  }
  return withoutFiles(observation, await logTail(folder));
}

/** What schedulers write into the log of a job that they end for its memory, where its state does not say so. */
const memoryWords = /exceeded (job |step )?memory limit|oom[-_ ]?kill/i;

function withoutFiles(
  observation: Pick<JobObservation, 'detail' | 'cause'>,
  tail: string | null,
): JobOutcome {
  const detail = observation.detail ?? 'the job ended';
  switch (observation.cause) {
    case 'time-limit':
      return { state: 'timed-out', message: sentence(`The job reached its time limit: ${detail}`) };
    case 'out-of-memory':
      return {
        state: 'failed',
        reason: 'out-of-memory',
        message: sentence(`The job ran out of memory: ${detail}`),
      };
    case 'cancelled':
      return { state: 'cancelled', message: sentence(`Cancelled where it ran: ${detail}`) };
    case 'node':
      return { state: 'lost', message: sentence(`The machine was lost under the job: ${detail}`) };
    default: {
      if (tail !== null && memoryWords.test(tail)) {
        return {
          state: 'failed',
          reason: 'out-of-memory',
          message: sentence(`The job ran out of memory (${detail}); its last words: ${tail}`),
        };
      }
      const said = tail === null ? 'it wrote nothing' : `its last words: ${tail}`;
      return {
        state: 'failed',
        reason: 'crash',
        message: sentence(`The job ended without a result (${detail}); ${said}`),
        isSilent: true,
      };
    }
  }
}

/** The progress that a running job reports; null when there is none yet, or none that can be read. */
export async function readProgress(folder: string, contract: Contract): Promise<JobProgress | null> {
  const bytes = await readIfThere(jobPaths(folder).progress);
  if (!bytes) return null;
  try {
    return contract.progress(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof ContractError) return null;
    throw error;
  }
}
