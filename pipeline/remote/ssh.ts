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

/** Tries again, after growing pauses, while the host has no session left. */
async function tried<T>(attempt: () => Promise<T>, isAgain: (tries: number) => boolean): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof NoChannel) || !isAgain(tries)) throw error;
      await sleep(Math.min(channelPauseMs * tries, 1000));
    }
  }
}

/** Another machine over one ssh connection, which is made when it is needed and made again when it broke. */
export class SshRemote implements Remote {
  readonly description: string;
  readonly #connection: SshConnection;
  readonly #inChannel = pLimit(mostChannels);
  readonly #alone = pLimit(1);
  readonly #login: SshLogin;
  /** The connection of file transfers: the same, unless the host has one session per connection. */
  #files: SshConnection;
  #isFrugal = false;

  constructor(login: SshLogin) {
    this.description = `${login.user}@${login.host}`;
    this.#login = login;
    this.#connection = new SshConnection(login);
    this.#files = this.#connection;
  }

  /** @see Remote.run */
  async run(command: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
    const timeoutMs = options.timeoutMs ?? usualTimeoutMs;
    // What nobody waits for any more ends there too.
    const seconds = String(Math.ceil(timeoutMs / 1000) + 5);
    const mark = `nmma-${randomBytes(8).toString('hex')}`;
    const line = commandLine([...marked(mark), 'timeout', '-k', '5', seconds, ...command]);
    const told = command.join(' ').slice(0, 120);
    const attempt = () => this.#attempt(line, mark, { ...options, timeoutMs, told });
    const untilMs = performance.now() + timeoutMs;
    try {
      if (!this.#isFrugal)
        return await this.#inChannel(() => tried(attempt, (tries) => tries < channelTries));
    } catch (error) {
      if (!(error instanceof NoChannel)) throw error;
      await this.#beFrugal();
    }
    // One at a time; what is still running from before has the only session so long.
    return this.#alone(() => tried(attempt, () => performance.now() < untilMs));
  }

  async #attempt(
    line: string,
    mark: string,
    options: RunOptions & { timeoutMs: number; told: string },
  ): Promise<CommandResult> {
    const client = await this.#connection.client();
    const result = await this.#execute(client, line, options);
    const { stdout, stderr } = result;
    return { ...result, stdout: afterMark(stdout, mark), stderr: afterMark(stderr, mark) };
  }

  /** For a host that gives each connection one session (`MaxSessions 1`): files travel by a connection of their own. */
  async #beFrugal(): Promise<void> {
    if (this.#isFrugal) return;
    this.#isFrugal = true;
    this.#files = new SshConnection(this.#login);
    await this.#connection.endSftp();
  }

  async #openTransfer(): ReturnType<SshConnection['sftp']> {
    if (!this.#isFrugal) {
      try {
        return await this.#connection.sftp();
      } catch (error) {
        if (!(error instanceof RemoteError) || !/channel open failure/i.test(error.message)) throw error;
        await this.#beFrugal();
      }
    }
    return this.#files.sftp();
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
    const { client, sftp } = await this.#openTransfer();
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
    if (this.#files !== this.#connection) await this.#files.close();
  }
}
