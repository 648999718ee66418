import { readFileSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import ssh2, { type Client, type ConnectConfig, type ServerHostKeyAlgorithm, type SFTPWrapper } from 'ssh2';
import { KnownHosts } from './knownHosts.ts';
import { RemoteError } from './remote.ts';

/** Where and as whom to log in. */
export interface SshLogin {
  host: string;
  port: number;
  user: string;
  /** Path of the private key; null: the agent of SSH_AUTH_SOCK. */
  key: string | null;
  /** Path of the file of known hosts. */
  knownHosts: string;
  /** Hosts on the way, the nearest first; left out: there is none. */
  jumps?: readonly SshLogin[];
}

const connectWithinMs = 20_000;
/** A dead connection is noticed after three of these, ms. */
const keepAliveMs = 10_000;

/** What ssh2 says when text stands where a packet of the file transfer is expected. */
function isNoise(error: Error): boolean {
  return /packet length|unexpected packet|malformed/i.test(error.message);
}

/** One connection, made when it is needed; several that ask at once share it. */
export class SshConnection {
  readonly #login: SshLogin;
  #client: Promise<Client> | null = null;
  /** The connection that was ready last. */
  #current: Client | null = null;
  #sftp: Promise<{ client: Client; sftp: SFTPWrapper }> | null = null;
  /** The last host on the way. */
  readonly #jump: SshConnection | null;

  constructor(login: SshLogin) {
    this.#login = login;
    const last = login.jumps?.at(-1);
    this.#jump = last ? new SshConnection({ ...last, jumps: login.jumps?.slice(0, -1) ?? [] }) : null;
  }

  /** A live connection. @throws RemoteError in one sentence. */
  client(): Promise<Client> {
    if (this.#client) return this.#client;
    const client = this.#connect().catch((error: unknown) => {
      if (this.#client === client) this.#client = null;
      throw error;
    });
    this.#client = client;
    return client;
  }

  /** The file transfer of the live connection. @throws RemoteError. */
  sftp(): Promise<{ client: Client; sftp: SFTPWrapper }> {
    this.#sftp ??= this.#openSftp().catch((error: unknown) => {
      this.#sftp = null;
      throw error;
    });
    return this.#sftp;
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => null);
    this.#forget();
    client?.end();
    await this.#jump?.close();
  }

  /** Ends the file transfer and leaves the connection. */
  async endSftp(): Promise<void> {
    const open = await this.#sftp?.catch(() => null);
    this.#sftp = null;
    open?.sftp.end();
  }

  /** A way to the host through the one before it; undefined: straight. @throws RemoteError. */
  async #way(): Promise<Duplex | undefined> {
    if (!this.#jump) return undefined;
    const via = this.#jump.#who();
    const client = await this.#jump.client();
    const { host, port } = this.#login;
    return new Promise((resolve, reject) => {
      client.forwardOut('127.0.0.1', 0, host, port, (error, stream) => {
        if (!error) return resolve(stream);
        const why = `${via} does not lead to ${host}, port ${port}: ${error.message}.`;
        reject(new RemoteError(why, { cause: error }));
      });
    });
  }

  #forget(): void {
    this.#client = null;
    this.#current = null;
    this.#sftp = null;
  }

  async #openSftp(): Promise<{ client: Client; sftp: SFTPWrapper }> {
    const client = await this.client();
    return new Promise((resolve, reject) => {
      const giveUp = (why: string) => reject(new RemoteError(`${this.#who()}: no file transfer (${why})`));
      // A connection that breaks now answers no more.
      client.once('close', () => giveUp('the connection broke'));
      setTimeout(() => giveUp(`no answer within ${connectWithinMs / 1000} s`), connectWithinMs).unref();
      client.sftp((error, sftp) => {
        if (error)
          reject(
            new RemoteError(
              `${this.#who()}: no file transfer (${error.message}).${isNoise(error) ? ' Its ~/.bashrc or ~/.cshrc prints something: it must be silent in shells without a terminal.' : ''}`,
              { cause: error },
            ),
          );
        else {
          // A file transfer can end alone: the next one is opened anew.
          sftp.once('close', () => {
            this.#sftp = null;
          });
          resolve({ client, sftp });
        }
      });
    });
  }

  #who(): string {
    return `${this.#login.user}@${this.#login.host}`;
  }

  #options(onKey: (key: Buffer) => void): ConnectConfig {
    const { host, port, user, key, knownHosts } = this.#login;
    const known = new KnownHosts(knownHosts, host, port);
    const types = known.types();
    return {
      host,
      port,
      username: user,
      ...(key === null ? this.#agent() : { privateKey: this.#readKey(key) }),
      readyTimeout: connectWithinMs,
      keepaliveInterval: keepAliveMs,
      keepaliveCountMax: 3,
      ...(types.length > 0 ? { algorithms: { serverHostKey: hostKeyAlgorithms(types) } } : {}),
      hostVerifier: (offered: Buffer) => {
        try {
          known.check(offered);
          return true;
        } catch {
          onKey(offered);
          return false;
        }
      },
    } as ConnectConfig;
  }

  #agent(): { agent: string } {
    const agent = process.env.SSH_AUTH_SOCK;
    if (!agent) {
      throw new RemoteError(
        'There is no ssh key: name one in config.yml (ssh.key), or start an agent (SSH_AUTH_SOCK).',
      );
    }
    return { agent };
  }

  #readKey(path: string): Buffer {
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
    } catch (error) {
      throw new RemoteError(`The ssh key ${path} cannot be read.`, { cause: error });
    }
    const parsed = ssh2.utils.parseKey(bytes);
    if (parsed instanceof Error) {
      const isLocked = /encrypted|passphrase/i.test(parsed.message);
      throw new RemoteError(
        isLocked
          ? `The ssh key ${path} has a passphrase: load it into an agent (ssh-add ${path}) and leave out ssh.key.`
          : `${path} is no ssh key: expected a private key such as ssh-keygen makes.`,
      );
    }
    return bytes;
  }

  async #connect(): Promise<Client> {
    const sock = await this.#way();
    const { promise, resolve, reject } = Promise.withResolvers<Client>();
    const client = new ssh2.Client();
    let refused: Buffer | null = null;
    let options: ConnectConfig;
    try {
      options = this.#options((key) => {
        refused = key;
      });
    } catch (error) {
      reject(error);
      return promise;
    }
    // Everything that is under way listens whether the connection breaks.
    client.setMaxListeners(0);
    client.on('ready', () => {
      this.#current = client;
      resolve(client);
    });
    client.on('error', (error) => reject(this.#told(error, refused)));
    client.on('close', () => {
      // One that closes late must not make a newer one be forgotten.
      if (this.#client === null || this.#current === client) this.#forget();
      reject(new RemoteError(`${this.#who()}: the connection was closed.`));
    });
    client.connect(sock ? { ...options, sock } : options);
    return promise;
  }

  #told(error: Error & { level?: string }, refused: Buffer | null): RemoteError {
    const { host, port, knownHosts } = this.#login;
    if (refused !== null) {
      try {
        new KnownHosts(knownHosts, host, port).check(refused);
      } catch (why) {
        if (why instanceof RemoteError) return why;
      }
    }
    if (error.level === 'client-authentication') {
      return new RemoteError(
        `${this.#who()} refuses the key: is its public half in ~/.ssh/authorized_keys there, and the user right?`,
        { cause: error },
      );
    }
    return new RemoteError(`${this.#who()}, port ${port}, is not reached: ${error.message}.`, {
      cause: error,
    });
  }
}

/** What ssh2 can check, in its own order. */
const allAlgorithms = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
];

/**
 * The algorithms that a host is asked to sign with: those of the known keys first, as OpenSSH does it, then the others.
 * ssh2 offers exactly this list; its `prepend` leaves what it has already where it stands.
 */
export function hostKeyAlgorithms(types: readonly string[]): ServerHostKeyAlgorithm[] {
  // An RSA key signs in newer ways too.
  const known = types.flatMap((type) =>
    type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [type],
  );
  const wanted = [...known.filter((one) => allAlgorithms.includes(one)), ...allAlgorithms];
  return [...new Set(wanted)] as ServerHostKeyAlgorithm[];
}
