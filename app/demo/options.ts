import { existsSync, readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../config/usageError.ts';

/** The demo's options as typed. */
export interface DemoFlags {
  once?: boolean | undefined;
  candidates?: string | undefined;
  state?: string | undefined;
  models?: string | undefined;
  json?: boolean | undefined;
  port?: string | undefined;
  executor?: string | undefined;
  cluster?: string | undefined;
}

/** The demo's options, checked; paths are absolute. */
export interface DemoOptions {
  once: boolean;
  candidates: string;
  /** true: the light curves are the project's own, drawn for the demo. */
  isOwnCandidates: boolean;
  /** A folder to go on in, or null for a fresh one. */
  state: string | null;
  /** Kinds or model names as typed, or null for every demo model. */
  models: string[] | null;
  json: boolean;
  /** 0: any free port. */
  port: number;
  /** The file that says how to reach a Slurm cluster; null: fits run on this machine. */
  cluster: string | null;
}

/** Where `test/slurm/cluster up` says how to reach what it brought up. */
const testCluster = '/tmp/nmma-slurm/executor.yml';

/** true when a CSV file stands in the folder or below. */
function hasCsv(folder: string): boolean {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => /\.csv$/i.test(name));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * Checks the demo's options.
 * @param defaultCandidates the folder of light curves that belongs to the project.
 * @throws UsageError with one sentence about the first mistake.
 */
export function readDemoOptions(flags: DemoFlags, defaultCandidates: string): DemoOptions {
  const candidates = resolve(flags.candidates ?? defaultCandidates);
  if (!existsSync(candidates)) throw new UsageError(`--candidates: there is no folder ${candidates}.`);
  if (!isFolder(candidates))
    throw new UsageError(`--candidates: ${candidates} is a file, expected a folder.`);
  if (!hasCsv(candidates)) {
    throw new UsageError(`--candidates: there is no .csv file in ${candidates} or below.`);
  }
  const state = flags.state === undefined ? null : resolve(flags.state);
  if (state !== null && existsSync(state) && !isFolder(state)) {
    throw new UsageError(`--state: ${state} is a file, expected a folder.`);
  }
  const models =
    flags.models
      ?.split(',')
      .map((word) => word.trim())
      .filter(Boolean) ?? null;
  if (models !== null && models.length === 0) {
    throw new UsageError('--models is empty: expected kinds or models with commas between, such as SC,KN.');
  }
  const port = flags.port === undefined ? 0 : Number(flags.port);
  if (!/^\d+$/.test(flags.port ?? '0') || port > 65_535) {
    throw new UsageError(`--port is “${flags.port}”: expected a number from 0 to 65535.`);
  }
  const executor = flags.executor ?? 'local';
  if (executor !== 'local' && executor !== 'slurm') {
    throw new UsageError(`--executor is “${executor}”: expected local or slurm.`);
  }
  if (executor === 'local' && flags.cluster !== undefined) {
    throw new UsageError('--cluster is for --executor slurm only.');
  }
  return {
    once: flags.once ?? false,
    candidates,
    isOwnCandidates: candidates === resolve(defaultCandidates),
    state,
    models,
    json: flags.json ?? false,
    port,
    cluster: executor === 'slurm' ? resolve(flags.cluster ?? testCluster) : null,
  };
}
