import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** What the script itself calls; `node` and `npm` come from the test. */
const tools =
  'sh dirname readlink date mkdir mv rm cp ln cat cksum tr uname grep tail find sort touch sed sleep chmod env python3'.split(
    ' ',
  );

/** How a start ended. */
export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
  seconds: number;
}

/**
 * A project in a temporary folder with a space in its name: the real `nmma` beside an app/main.ts that only tells
 * how it was called, with a PATH of its own.
 */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'nmma script '));
  readonly root = join(this.folder, 'the project');
  readonly own = join(this.root, '.nmma');
  readonly home = join(this.folder, 'home');
  readonly bin = join(this.folder, 'bin');
  readonly elsewhere = join(this.folder, 'elsewhere');

  constructor() {
    const parts = 'app charts db fitter handlers pipeline sandbox'
      .split(' ')
      .map((part) => join(this.root, part));
    for (const folder of [...parts, this.home, this.bin, this.elsewhere])
      mkdirSync(folder, { recursive: true });
    cpSync(join(project, 'nmma'), join(this.root, 'nmma'));
    cpSync(join(project, 'install'), join(this.root, 'install'), { recursive: true });
    for (const file of ['package.json', 'package-lock.json', 'manifest.yml'])
      writeFileSync(join(this.root, file), '{ "type": "module" }');
    writeFileSync(
      join(this.root, 'app', 'main.ts'),
      'console.log(JSON.stringify({ words: process.argv.slice(2) as string[], cwd: process.cwd(), root: process.env.NMMA_ROOT, project: process.env.NMMA_PROJECT, file: import.meta.filename }));\n',
    );
    for (const tool of tools) {
      const path = execFileSync('/bin/sh', ['-c', `command -v ${tool} || true`], { encoding: 'utf8' }).trim();
      if (path) symlinkSync(path, join(this.bin, tool));
    }
    this.program('node', `exec '${process.execPath}' "$@"`);
  }

  /** Puts a shell script on PATH. */
  program(name: string, text: string): void {
    writeFileSync(join(this.bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(this.bin, name), 0o755);
  }

  /** An npm that notes each call, takes its time, and installs nothing but the folder. */
  fakeNpm(seconds: number): void {
    const calls = join(this.folder, 'calls');
    this.program('npm', `echo "$@" >>'${calls}'\nsleep ${seconds}\nmkdir -p node_modules`);
  }

  /** The words of every call of npm. */
  npmCalls(): string[] {
    try {
      return readFileSync(join(this.folder, 'calls'), 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  }

  /** Starts the script, from another folder unless told. */
  start(words: string[], command = join(this.root, 'nmma'), env: NodeJS.ProcessEnv = {}) {
    const started = performance.now();
    const child = spawn(command, words, {
      cwd: this.elsewhere,
      env: { PATH: this.bin, HOME: this.home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { stdout: '', stderr: '' };
    child.stdout.on('data', (data: Buffer) => {
      texts.stdout += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      texts.stderr += data.toString();
    });
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) =>
        resolve({ status, ...texts, seconds: (performance.now() - started) / 1000 }),
      );
    });
    return { child, texts, ended };
  }

  /** Removes everything. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
