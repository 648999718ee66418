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

function readCandidates(typed: string): string {
  const candidates = resolve(typed);
  if (!existsSync(candidates)) throw new UsageError(`--candidates: there is no folder ${candidates}.`);
  if (!isFolder(candidates))
    throw new UsageError(`--candidates: ${candidates} is a file, expected a folder.`);
  if (!hasCsv(candidates)) {
    throw new UsageError(`--candidates: there is no .csv file in ${candidates} or below.`);
  }
  return candidates;
}

function readState(typed: string | undefined): string | null {
  const state = typed === undefined ? null : resolve(typed);
  if (state !== null && existsSync(state) && !isFolder(state)) {
    throw new UsageError(`--state: ${state} is a file, expected a folder.`);
  }
  return state;
}

function readModels(typed: string | undefined): string[] | null {
  if (typed === undefined) return null;
  const models = typed
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  if (models.length > 0) return models;
  throw new UsageError('--models is empty: expected kinds or models with commas between, such as SC,KN.');
}

/** `--port` as typed; 0: any free one. @throws UsageError. */
export function readPort(typed = '0'): number {
  const port = Number(typed);
  if (/^\d+$/.test(typed) && port <= 65_535) return port;
  throw new UsageError(`--port is “${typed}”: expected a number from 0 to 65535.`);
}

/** The file that says how to reach the cluster; null: fits run on this machine. */
function readCluster(flags: DemoFlags): string | null {
  const executor = flags.executor ?? 'local';
  if (executor !== 'local' && executor !== 'slurm') {
    throw new UsageError(`--executor is “${executor}”: expected local or slurm.`);
  }
  if (executor === 'local' && flags.cluster !== undefined) {
    throw new UsageError('--cluster is for --executor slurm only.');
  }
  return executor === 'slurm' ? resolve(flags.cluster ?? testCluster) : null;
}

/**
 * Checks the demo's options.
 * @param defaultCandidates the folder of light curves that belongs to the project.
 * @throws UsageError with one sentence about the first mistake.
 */
export function readDemoOptions(flags: DemoFlags, defaultCandidates: string): DemoOptions {
  const candidates = readCandidates(flags.candidates ?? defaultCandidates);
  return {
    once: flags.once ?? false,
    candidates,
    isOwnCandidates: candidates === resolve(defaultCandidates),
    state: readState(flags.state),
    models: readModels(flags.models),
    json: flags.json ?? false,
    port: readPort(flags.port),
    cluster: readCluster(flags),
  };
}
