import { execa } from 'execa';
import { RemoteError } from './remote.ts';
import type { SshLogin } from './ssh.ts';

/** Seconds that a connection may take to open, and that it may say nothing. */
const patience = { connect: 15, silence: 60 };

function quoted(word: string): string {
  return /[\s'"]/.test(word) ? `'${word.replaceAll("'", "''")}'` : word;
}

/** The program that rsync goes over, with every question answered beforehand; quoted as rsync reads it. */
function sshWords(login: SshLogin): string {
  const option = (words: string) => ['-o', words];
  return [
    'ssh',
    '-p',
    String(login.port),
    ...(login.key === null ? [] : ['-i', login.key, ...option('IdentitiesOnly=yes')]),
    ...option(`UserKnownHostsFile=${login.knownHosts}`),
    ...option('StrictHostKeyChecking=yes'),
    ...option('BatchMode=yes'),
    ...option(`ConnectTimeout=${patience.connect}`),
    ...option('ServerAliveInterval=15'),
  ]
    .map(quoted)
    .join(' ');
}

/** What is brought where. */
export interface Transfer {
  /** A folder here. */
  from: string;
  /** A folder there, whose parent exists. */
  to: string;
  /** null: `to` is on this machine. */
  login: SshLogin | null;
  /** Options of rsync beside `-a --no-owner --no-group`. */
  words?: readonly string[];
  /** Patterns of what stays here. */
  exclude?: readonly string[];
  /** Ends it. */
  signal?: AbortSignal;
}

/** rsync is not on this machine. */
export class NoRsync extends Error {
  constructor() {
    super('rsync is missing on this machine: install it.');
    this.name = 'NoRsync';
  }
}

/**
 * Brings what changed of a folder to another one.
 * @throws NoRsync; RemoteError with the last line that rsync said.
 */
export async function rsync(transfer: Transfer): Promise<void> {
  const { from, to, login, words = [], exclude = [], signal } = transfer;
  const where = login === null ? to : `${login.user}@${login.host}:${to}`;
  const over = login === null ? [] : ['-e', sshWords(login), `--timeout=${patience.silence}`];
  const left = exclude.flatMap((pattern) => ['--exclude', pattern]);
  const {
    exitCode,
    stderr,
    code,
    signal: killedBy,
  } = await execa(
    'rsync',
    ['-a', '--no-owner', '--no-group', ...words, ...over, ...left, '--', `${from}/`, `${where}/`],
    { reject: false, stdin: 'ignore', cancelSignal: signal },
  );
  if (code === 'ENOENT') throw new NoRsync();
  if (exitCode === 0) return;
  // The other side may end so fast that its words are lost.
  const ending = exitCode === undefined ? `and was ended by ${killedBy ?? 'a signal'}` : `status ${exitCode}`;
  // ssh's own last sentence says most, else rsync's first; its last is a number.
  const lines = stderr.trim().split('\n').filter(Boolean);
  const said =
    lines.findLast((line) => !line.startsWith('rsync')) ?? lines[0] ?? `rsync said nothing, ${ending}`;
  throw new RemoteError(`rsync to ${where} did not work: ${said}`);
}
