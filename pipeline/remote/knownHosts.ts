import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { RemoteError } from './remote.ts';

/** The keys that a file of known hosts has for one host. */
interface KnownKey {
  line: number;
  type: string;
  key: Buffer;
  isRevoked: boolean;
}

/** The name of a host in such a file: with its port in brackets, unless it is ssh's own. */
function fileName(host: string, port: number): string {
  const folded = host.toLowerCase();
  return port === 22 ? folded : `[${folded}]:${port}`;
}

/** Whether a name is what a pattern with `*` and `?` means; in linear time for one `*`, and never exponential. */
function matchesGlob(pattern: string, name: string): boolean {
  let [p, n, star, resume] = [0, 0, -1, 0];
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p;
      resume = n;
      p += 1;
    } else if (pattern[p] === '?' || pattern[p] === name[n]) {
      p += 1;
      n += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      n = resume;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

function isHost(pattern: string, name: string): boolean {
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(pattern) ?? [];
  if (salt !== undefined && hash !== undefined) {
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
  }
  return matchesGlob(pattern.toLowerCase(), name);
}

function isNamed(field: string, name: string): boolean {
  const patterns = field.split(',');
  if (patterns.some((pattern) => pattern.startsWith('!') && isHost(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && isHost(pattern, name));
}

/** "SHA256:…", as ssh shows a key. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** What kind of key it is, by its own first field: "ssh-ed25519". */
export function keyType(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0;
  return key.subarray(4, 4 + length).toString('latin1');
}

/** A file of known hosts, as `ssh` keeps it (hashed names, patterns and revoked keys too), for one host. */
export class KnownHosts {
  readonly #file: string;
  readonly #host: string;
  readonly #port: number;

  constructor(file: string, host: string, port: number) {
    this.#file = file;
    this.#host = host;
    this.#port = port;
  }

  #read(): KnownKey[] {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (error) {
      throw new RemoteError(`The file of known hosts ${this.#file} cannot be read. ${this.#howToAdd()}`, {
        cause: error,
      });
    }
    const name = fileName(this.#host, this.#port);
    return text.split('\n').flatMap((row, index) => {
      const words = row.trim().split(/\s+/);
      const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
      const [hosts = '', type = '', key = ''] = words;
      const isKnownMarker = marker === undefined || marker === '@revoked';
      if (hosts.startsWith('#') || !key || !isKnownMarker || !isNamed(hosts, name)) return [];
      const bytes = Buffer.from(key, 'base64');
      // OpenSSH ignores a line whose key is not what it says.
      if (keyType(bytes) !== type) return [];
      return [{ line: index + 1, type, key: bytes, isRevoked: marker === '@revoked' }];
    });
  }

  #howToAdd(): string {
    const port = this.#port === 22 ? '' : `-p ${this.#port} `;
    return `Add the host’s key with \`ssh-keyscan ${port}${this.#host} >> ${this.#file}\` after comparing its fingerprint with whoever runs the host.`;
  }

  /** The kinds of keys that the file has, so that the host is asked for one of them. @throws RemoteError. */
  types(): string[] {
    const types = new Set(
      this.#read()
        .filter((known) => !known.isRevoked)
        .map((known) => known.type),
    );
    return [...types];
  }

  /** @throws RemoteError that says what to do, for a key that is unknown, changed or revoked. */
  check(key: Buffer): void {
    const known = this.#read();
    const sames = known.filter((one) => one.key.equals(key));
    // A revoked key loses wherever its line stands.
    const same = sames.find(({ isRevoked }) => isRevoked) ?? sames[0];
    const shown = `${keyType(key)} ${fingerprint(key)}`;
    const where = `${this.#host}, port ${this.#port}`;
    if (same?.isRevoked) {
      throw new RemoteError(
        `The host key of ${where} (${shown}) is revoked in ${this.#file}, line ${same.line}: not connected.`,
      );
    }
    if (same) return;
    const other = known.find((one) => one.type === keyType(key) && !one.isRevoked);
    if (other) {
      throw new RemoteError(
        `The host key of ${where} has changed: it is ${shown}, ${this.#file} has ${fingerprint(other.key)} in line ${other.line}. ` +
          'Not connected: this may be a man-in-the-middle attack. If the host was set up anew, remove that line. ' +
          this.#howToAdd(),
      );
    }
    throw new RemoteError(
      `The host key of ${where} (${shown}) is not in ${this.#file}: not connected. ${this.#howToAdd()}`,
    );
  }
}
