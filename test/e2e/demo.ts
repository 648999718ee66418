import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const demoCandidates = join(root, 'fitter', 'demo', 'candidates');

/** What the last line of `--json` says. */
export const reportSchema = z.object({
  objects: z.array(z.string()),
  fits: z.array(
    z.object({
      object: z.string(),
      model: z.string(),
      kind: z.string(),
      state: z.string(),
      lnZ: z.number().nullable(),
      lnZError: z.number().nullable(),
      seconds: z.number().nullable(),
    }),
  ),
  fitsByState: z.record(z.string(), z.number()),
  posts: z.array(
    z.object({
      object: z.string().nullable(),
      kind: z.string(),
      channel: z.string(),
      ts: z.string().regex(/^\d{10}\.\d{6}$/),
    }),
  ),
  charts: z.array(z.string()),
  problems: z.array(z.object({ file: z.string(), line: z.number().nullable(), reason: z.string() })),
  page: z.url(),
  seconds: z.number().positive(),
});

/** What the demo's light curves were drawn from, by object. */
export const truthSchema = z.record(z.string(), z.object({ kind: z.string() }));

/** A fresh folder for a demo's state; its name says whose it is, and no other process has it in its words. */
export function freshFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `nmma e2e ${name} `));
}

/** How a demo ended. */
export interface DemoEnd {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** A demo as a person starts it: `./nmma demo …`. */
export class Demo {
  readonly #child: ChildProcess;
  readonly ended: Promise<DemoEnd>;
  stdout = '';
  stderr = '';

  constructor(words: string[]) {
    const child = spawn(join(root, 'nmma'), ['demo', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    child.stdout.on('data', (data: Buffer) => {
      this.stdout += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      this.stderr += data.toString();
    });
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve({ status, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** The address of the workspace's page, as the terminal says it. @throws Error when the demo ends before. */
  async page(): Promise<string> {
    const found = () => /page: (http:\S+)/.exec(this.stdout + this.stderr)?.[1];
    await until(() => found() !== undefined || this.#child.exitCode !== null, 'the page’s address', 180);
    const address = found();
    if (address === undefined) throw new Error(`The demo ended at once:\n${this.stderr}`);
    return address;
  }

  /** Presses Ctrl-C. */
  async interrupt(): Promise<DemoEnd> {
    this.#child.kill('SIGINT');
    return this.ended;
  }

  /** Ends it if it still runs, whatever the test did. */
  async dispose(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await this.ended;
    clearTimeout(timer);
  }
}

/** The report of a demo with `--json`: its last line, and nothing else is on standard output. */
export function readReport(stdout: string): z.infer<typeof reportSchema> {
  const lines = stdout.trimEnd().split('\n');
  if (lines.length !== 1) throw new Error(`expected one line on standard output, found ${lines.length}`);
  return reportSchema.parse(JSON.parse(lines[0] ?? ''));
}

/** Looks again and again. @throws Error that names what did not come. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, seconds = 180) {
  const end = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`${what}: not there after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function read(of: () => string): string {
  try {
    return of();
  } catch {
    return '';
  }
}

/** Processes that work in a folder or have it in their words, but this one. */
export function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const words = read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
      const place = read(() => readlinkSync(`/proc/${pid}/cwd`));
      return words.includes(folder) || place.startsWith(folder) ? [`${pid} ${words}`] : [];
    });
}
