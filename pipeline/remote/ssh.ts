import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Client, ClientCallback, ClientChannel, SFTPWrapper } from 'ssh2';
import { downloadFolder } from './files.ts';
import { commandLine } from './quote.ts';
import { type CommandResult, type Remote, RemoteError, type RunOptions, usualTimeoutMs } from './remote.ts';
import { SshConnection, type SshLogin } from './sshConnection.ts';
import { packed, unpackCommand } from './tar.ts';

export type { SshLogin } from './sshConnection.ts';

/**
 * sshd allows ten sessions in one connection unless told otherwise. One is the file transfer's, and one that has ended
 * may count a little longer.
 */
const mostChannels = 6;
const channelTries = 5;
const channelPauseMs = 100;

/** sshd had no session left: the command was certainly not run. */
class NoChannel extends RemoteError {}

/**
 * Words that print a mark on both outputs before the command that follows them: what a login shell's start-up files
 * print (a greeting, a quota) comes before it, and is no answer of the command.
 */
function marked(mark: string): string[] {
  return ['sh', '-c', 'echo "$0"; echo "$0" >&2; exec "$@"', mark];
}

/** What a command printed, without what came before its mark; all of it where the mark was never reached. */
function afterMark(text: string, mark: string): string {
  const at = text.indexOf(`${mark}\n`);
  return at < 0 ? text : text.slice(at + mark.length + 1);
}

/** Another machine over one ssh connection, which is made when it is needed and made again when it broke. */
export class SshRemote implements Remote {
  readonly description: string;
  readonly #connection: SshConnection;
  readonly #inChannel = pLimit(mostChannels);

  constructor(login: SshLogin) {
    this.description = `${login.user}@${login.host}`;
    this.#connection = new SshConnection(login);
  }

  /** @see Remote.run */
  async run(command: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
    const timeoutMs = options.timeoutMs ?? usualTimeoutMs;
    // What nobody waits for any more ends there too.
    const seconds = String(Math.ceil(timeoutMs / 1000) + 5);
    const mark = `nmma-${randomBytes(8).toString('hex')}`;
    const line = commandLine([...marked(mark), 'timeout', '-k', '5', seconds, ...command]);
    return this.#inChannel(async () => {
      for (let attempt = 1; ; attempt += 1) {
        const client = await this.#connection.client();
        try {
          const result = await this.#execute(client, line, {
            ...options,
            timeoutMs,
            told: command.join(' ').slice(0, 120),
          });
          const { stdout, stderr } = result;
          return { ...result, stdout: afterMark(stdout, mark), stderr: afterMark(stderr, mark) };
        } catch (error) {
          if (!(error instanceof NoChannel) || attempt === channelTries) throw error;
          await sleep(channelPauseMs * attempt);
        }
      }
    });
  }

  #execute(
    client: Client,
    line: string,
    options: RunOptions & { timeoutMs: number; told: string },
  ): Promise<CommandResult> {
    const { promise, resolve, reject } = Promise.withResolvers<CommandResult>();
    const fail = (why: string, cause?: unknown) =>
      reject(new RemoteError(`${this.description}: ${why}`, { cause }));
    let channel: ClientChannel | null = null;
    const timer = setTimeout(() => {
      fail(`no answer to “${options.told}” within ${options.timeoutMs / 1000} s`);
      channel?.close();
    }, options.timeoutMs);
    const onClose = () => fail('the connection broke in the middle of a command');
    client.once('close', onClose);
    const onChannel: ClientCallback = (error, stream) => {
      if (error)
        return reject(
          new NoChannel(`${this.description}: no command can be run (${error.message})`, { cause: error }),
        );
      channel = stream;
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      let ended: { code: number | null } | null = null;
      stream.on('data', (bytes: Buffer) => out.push(bytes));
      stream.stderr.on('data', (bytes: Buffer) => err.push(bytes));
      stream.on('exit', (code: number | null) => {
        ended = { code };
      });
      stream.on('close', () => {
        if (ended === null) return fail('a command ended without a word: the connection broke');
        const text = (parts: Buffer[]) => Buffer.concat(parts).toString('utf8');
        resolve({ stdout: text(out), stderr: text(err), exitCode: ended.code });
      });
      // A command that does not read its input is told by its status, not by this.
      stream.on('error', () => {});
      stream.end(options.input);
    };
    try {
      client.exec(line, onChannel);
    } catch (error) {
      // Thrown, not told, when the connection has just broken.
      fail('the connection broke', error);
    }
    return promise.finally(() => {
      clearTimeout(timer);
      client.off('close', onClose);
    });
  }

  /** One call of the file transfer; it ends when the connection does. */
  async #transfer<T>(
    what: string,
    call: (sftp: SFTPWrapper, done: (error: Error | null | undefined, value?: T) => void) => void,
  ): Promise<T | undefined> {
    const { client, sftp } = await this.#connection.sftp();
    const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
    const onClose = () => reject(new RemoteError(`${this.description}: the connection broke: ${what}`));
    const timer = setTimeout(() => {
      reject(new RemoteError(`${this.description}: no answer within ${usualTimeoutMs / 1000} s: ${what}`));
    }, usualTimeoutMs);
    client.once('close', onClose);
    try {
      call(sftp, (error, value) => (error ? reject(error) : resolve(value)));
    } catch (error) {
      reject(new RemoteError(`${this.description}: the connection broke: ${what}`, { cause: error }));
    }
    return promise.finally(() => {
      clearTimeout(timer);
      client.off('close', onClose);
    });
  }

  /** @see Remote.readFile */
  async readFile(path: string): Promise<Buffer | null> {
    try {
      const bytes = await this.#transfer<Buffer>(`reading ${path}`, (sftp, done) =>
        sftp.readFile(path, done),
      );
      return bytes ?? null;
    } catch (error) {
      if (error instanceof RemoteError) throw error;
      // 2: SFTP's "no such file".
      if (error instanceof Error && 'code' in error && error.code === 2) return null;
      throw new RemoteError(`${this.description}: ${path} cannot be read (${String(error)})`, {
        cause: error,
      });
    }
  }

  /** @see Remote.writeFile */
  async writeFile(path: string, content: string | Buffer): Promise<void> {
    // SFTP's own rename refuses a name that is taken.
    const script = 'cat > "$1.part" && mv -f "$1.part" "$1"';
    const { exitCode, stderr } = await this.run(['sh', '-c', script, 'write', path], { input: content });
    if (exitCode !== 0)
      throw new RemoteError(`${this.description}: ${path} cannot be written: ${stderr.trim()}`);
  }

  /** @see Remote.upload */
  async upload(localFolder: string, names: readonly string[], remoteFolder: string): Promise<void> {
    const input = await packed(localFolder, names);
    const { exitCode, stderr } = await this.run(unpackCommand(remoteFolder), { input, timeoutMs: 300_000 });
    if (exitCode !== 0) {
      throw new RemoteError(`${this.description}: ${remoteFolder} cannot be written: ${stderr.trim()}`);
    }
  }

  /** @see Remote.download */
  async download(remoteFolder: string, localFolder: string): Promise<string[] | null> {
    return downloadFolder(this, remoteFolder, localFolder);
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }
}
