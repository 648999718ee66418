import { readFile, rename, writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import { downloadFolder } from './files.ts';
import { type CommandResult, type Remote, RemoteError, type RunOptions, usualTimeoutMs } from './remote.ts';
import { packed, unpackCommand } from './tar.ts';

/** This machine, where it is a login node itself. */
export class LocalRemote implements Remote {
  readonly description = 'this machine';

  /** @see Remote.run */
  async run(command: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
    const [program = '', ...words] = command;
    const timeout = options.timeoutMs ?? usualTimeoutMs;
    const done = await execa(program, words, {
      reject: false,
      timeout,
      stripFinalNewline: false,
      ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    });
    if (done.timedOut) throw new RemoteError(`${program} did not answer within ${timeout / 1000} s.`);
    if (done.exitCode === undefined && done.signal === undefined) {
      throw new RemoteError(`${program} cannot be run on this machine: ${done.shortMessage}`);
    }
    return { stdout: done.stdout, stderr: done.stderr, exitCode: done.exitCode ?? null };
  }

  /** @see Remote.readFile */
  async readFile(path: string): Promise<Buffer | null> {
    try {
      return await readFile(path);
    } catch (error) {
      if (
        error instanceof Error &&
        'code' in error &&
        (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      ) {
        return null;
      }
      throw new RemoteError(`${path} cannot be read.`, { cause: error });
    }
  }

  /** @see Remote.writeFile */
  async writeFile(path: string, content: string | Buffer): Promise<void> {
    try {
      await writeFile(`${path}.part`, content);
      await rename(`${path}.part`, path);
    } catch (error) {
      throw new RemoteError(`${path} cannot be written: ${String(error)}`, { cause: error });
    }
  }

  /** @see Remote.upload */
  async upload(localFolder: string, names: readonly string[], remoteFolder: string): Promise<void> {
    const { exitCode, stderr } = await this.run(unpackCommand(remoteFolder), {
      input: await packed(localFolder, names),
    });
    if (exitCode !== 0) throw new RemoteError(`${remoteFolder} cannot be written: ${stderr.trim()}`);
  }

  /** @see Remote.download */
  async download(remoteFolder: string, localFolder: string): Promise<string[] | null> {
    return downloadFolder(this, remoteFolder, localFolder);
  }

  async close(): Promise<void> {}
}
