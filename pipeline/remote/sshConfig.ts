import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import sshConfig from 'ssh-config';
import { RemoteError } from './remote.ts';
import type { SshLogin } from './sshConnection.ts';

const usualPort = 22;
/** More hosts on the way than this are a circle. */
const mostJumps = 8;

type Settings = Record<string, string | string[]>;

/** What the person's own `~/.ssh/config` says of a host; nothing where there is none. @throws RemoteError when it cannot be read. */
function settingsOf(host: string, user: string | null, path: string): Settings {
  if (!existsSync(path)) return {};
  try {
    // It decides `Match exec` by running commands, which nobody asked for here.
    const text = readFileSync(path, 'utf8');
    const parsed = sshConfig.parse(text);
    return user === null ? parsed.compute(host) : parsed.compute({ Host: host, User: user });
  } catch (error) {
    throw new RemoteError(
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      {
        cause: error,
      },
    );
  }
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** `~/` and `%d` are the home folder, `%h` and `%r` the host and the user there, as OpenSSH has them. */
function expanded(path: string, host: string, user: string): string {
  const marks: Record<string, string> = { '%d': homedir(), '%h': host, '%r': user, '%%': '%' };
  return path.replace(/^~(?=\/)/, homedir()).replace(/%[dhr%]/g, (mark) => marks[mark] ?? mark);
}

/** The first key that is there; null: the agent's. */
function keyOf(settings: Settings, host: string, user: string): string | null {
  const { IdentityFile: files = [] } = settings;
  const paths = (Array.isArray(files) ? files : [files]).map((path) => expanded(path, host, user));
  return paths.find((path) => existsSync(path)) ?? null;
}

/** `[user@]host[:port]` of ProxyJump. @throws RemoteError. */
function jumpOf(word: string, from: SshLogin, path: string): SshLogin {
  const [, user, host, port] =
    /^(?:ssh:\/\/)?(?:([^@\s]+)@)?([A-Za-z0-9_.-]+)(?::(\d+))?$/.exec(word.trim()) ?? [];
  if (host === undefined) {
    throw new RemoteError(
      `${path}: ProxyJump ${word.trim()} is not understood: expected [user@]host[:port].`,
    );
  }
  const said = one(settingsOf(host, null, path).User);
  return {
    host,
    user: user ?? said ?? from.user,
    port: port === undefined ? usualPort : Number(port),
    key: null,
    knownHosts: from.knownHosts,
  };
}

/**
 * A login as OpenSSH would make it with `~/.ssh/config`: HostName, Port, IdentityFile and ProxyJump of the host. What the
 * login itself says (its user, its key, a port other than 22) comes first.
 * @param path of the file. @throws RemoteError when the file cannot be read or its jumps go in a circle.
 */
export function withSshConfig(
  login: SshLogin,
  path: string = join(homedir(), '.ssh', 'config'),
  depth = 0,
): SshLogin {
  if (depth > mostJumps) throw new RemoteError(`${path}: ProxyJump goes in a circle at ${login.host}.`);
  const settings = settingsOf(login.host, login.user, path);
  const host = one(settings.HostName)?.replaceAll('%h', login.host) ?? login.host;
  const port = login.port === usualPort ? Number(one(settings.Port) ?? usualPort) : login.port;
  const key = login.key ?? keyOf(settings, host, login.user);
  const words = one(settings.ProxyJump) ?? 'none';
  const jumps = words === 'none' ? [] : words.split(',').map((word) => jumpOf(word, login, path));
  const resolved = jumps.flatMap((jump) => {
    const { jumps: before = [], ...own } = withSshConfig(jump, path, depth + 1);
    // A key that opens the host opens the way to it too, where nothing else is said.
    return [...before, { ...own, key: own.key ?? login.key }];
  });
  return { ...login, host, port, key, ...(resolved.length === 0 ? {} : { jumps: resolved }) };
}
