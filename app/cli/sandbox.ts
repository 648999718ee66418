import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../config/usageError.ts';
import { readPort } from '../demo/options.ts';
import { Endings } from '../ending.ts';

/** What was typed behind `nmma sandbox`. */
export interface SandboxFlags {
  port?: string;
  state?: string;
  postsPerSecond: string;
  json?: boolean;
}

function readFolder(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  const folder = resolve(typed);
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new UsageError(`--state: ${folder} is a file, expected a folder.`);
  }
  return folder;
}

function readRate(typed: string): number {
  const rate = Number(typed);
  if (typed.trim() !== '' && Number.isFinite(rate) && rate >= 0) return rate;
  throw new UsageError(`--posts-per-second is “${typed}”: expected a number such as 1, or 0 for any number.`);
}

/** `nmma sandbox`: a workspace until it is told to end. @returns the exit status. @throws UsageError. */
export async function sandboxCommand(flags: SandboxFlags): Promise<number> {
  const options = {
    port: readPort(flags.port),
    folder: readFolder(flags.state),
    postsPerSecond: readRate(flags.postsPerSecond),
    json: flags.json ?? false,
  };
  const { runSandbox } = await import('../sandbox/run.ts');
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const ending = await runSandbox({ ...options, endings: new Endings().listen(), say });
  if ('error' in ending) throw ending.error;
  return 0;
}
