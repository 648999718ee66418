import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import { execa } from 'execa';
import { nearest } from '../../pipeline/shared/suggest.ts';
import { type Config, readConfig, requireStateOutside } from '../config/config.ts';
import { UsageError } from '../config/usageError.ts';
import { project } from '../paths.ts';
import { secretsPath } from '../secretsFile.ts';
import { hasSystemd, installedScope, type Scope, systemctl, unitFile, unitName } from '../service/systemd.ts';
import { unitText } from '../service/unit.ts';

/** Options of `nmma service`. */
export interface ServiceFlags {
  config: string;
  user?: boolean;
  system?: boolean;
  /** Of a system unit: who runs it. */
  runAs?: string;
  print?: boolean;
}

const words = ['install', 'uninstall', 'status'] as const;
const say = (line: string) => process.stdout.write(`${line}\n`);
const isRoot = () => process.getuid?.() === 0;

/** Variables of this shell that the app needs as a service too; secrets are not among them. */
const passedOn = ['NMMA_PYTHON', 'NMMA_ASSETS', 'SNCOSMO_DATA_DIR', 'XDG_STATE_HOME', 'XDG_CONFIG_HOME'];

function scopeOf(flags: ServiceFlags): Scope {
  if (flags.user && flags.system) throw new UsageError('Expected --user or --system, not both.');
  if (flags.user) return 'user';
  return flags.system || isRoot() ? 'system' : 'user';
}

/** Who owns the installation: it need not be root that runs the app. */
function ownerOf(folder: string): string | null {
  const owner = statSync(folder).uid;
  if (owner === 0) return null;
  return owner === process.getuid?.() ? userInfo().username : String(owner);
}

function runAsOf(flags: ServiceFlags): string {
  const named = flags.runAs ?? process.env.SUDO_USER ?? ownerOf(project);
  if (named && named !== 'root') return named;
  throw new UsageError(
    'The app should not run as root: name its user with --run-as, for example after: useradd --system --create-home nmma',
  );
}

function writtenFolders({ state, backup, log, oldLayout }: Config): string[] {
  const folders = [backup.folder, log.file && dirname(log.file), oldLayout?.folder];
  return folders.filter((one): one is string => Boolean(one) && !one?.startsWith(`${state}/`));
}

function environmentOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  const ownPython = `${project}/.nmma/`;
  return Object.fromEntries(
    passedOn.flatMap((name) => {
      const value = environment[name];
      // What the script nmma sets itself it sets again.
      const isTold = value && !(name === 'NMMA_PYTHON' && value.startsWith(ownPython));
      return isTold ? [[name, value]] : [];
    }),
  );
}

function textOf(flags: ServiceFlags, scope: Scope): string {
  // Where the configuration names no state folder, a service of the machine has this one.
  if (scope === 'system') process.env.STATE_DIRECTORY ??= '/var/lib/nmma-bot';
  const config = readConfig(flags.config);
  requireStateOutside(config.state);
  return unitText({
    scope,
    installation: project,
    config: resolve(flags.config),
    state: config.state,
    alsoWritten: writtenFolders(config),
    runAs: scope === 'system' ? runAsOf(flags) : '',
    environmentFile: scope === 'system' ? '/etc/nmma-bot.env' : secretsPath(),
    environment: environmentOf(process.env),
  });
}

async function requireManager(scope: Scope): Promise<void> {
  if (scope === 'system' && !isRoot()) {
    throw new UsageError(
      'A system service needs root: run this with sudo, or leave --system out for a service of your own.',
    );
  }
  if (await hasSystemd(scope)) return;
  throw new UsageError(
    `No systemd answers here${scope === 'user' ? ' for your user' : ''}: ./nmma service install --print writes the unit to standard output, and docs/install.md tells how to run the app in a container.`,
  );
}

async function did(scope: Scope, ...given: string[]): Promise<void> {
  const { ok, error } = await systemctl(scope, ...given);
  if (!ok) throw new UsageError(`systemctl ${given.join(' ')} failed: ${error}`);
}

async function install(flags: ServiceFlags): Promise<number> {
  const scope = scopeOf(flags);
  const text = textOf(flags, scope);
  if (flags.print) {
    process.stdout.write(text);
    return 0;
  }
  await requireManager(scope);
  const file = unitFile(scope);
  const isSame = existsSync(file) && readFileSync(file, 'utf8') === text;
  if (!isSame) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    await did(scope, 'daemon-reload');
  }
  await did(scope, 'enable', unitName);
  await did(scope, 'restart', unitName);
  say(`${isSame ? 'The unit was there' : `Wrote ${file}`}; the app was started. ${logWords(scope)}`);
  if (scope === 'user' && !(await lingers()))
    say(`It ends when you log out, unless you run once: sudo loginctl enable-linger ${userInfo().username}`);
  return 0;
}

/** Lets the user's services go on without a login. @returns whether they do. */
async function lingers(): Promise<boolean> {
  const { exitCode } = await execa('loginctl', ['enable-linger'], { reject: false, timeout: 20_000 });
  return exitCode === 0;
}

function logWords(scope: Scope): string {
  return `Its log: journalctl ${scope === 'user' ? '--user ' : ''}--unit nmma-bot --follow`;
}

function requireInstalled(flags: ServiceFlags): Scope {
  const scope = flags.user || flags.system ? scopeOf(flags) : installedScope();
  if (scope !== null && existsSync(unitFile(scope))) return scope;
  throw new UsageError('No service is installed: ./nmma service install makes one.');
}

async function uninstall(flags: ServiceFlags): Promise<number> {
  const scope = requireInstalled(flags);
  await requireManager(scope);
  await did(scope, 'disable', '--now', unitName);
  rmSync(unitFile(scope));
  await did(scope, 'daemon-reload');
  say('The service is gone. The state folder, the configuration and running fits stay.');
  return 0;
}

async function status(flags: ServiceFlags): Promise<number> {
  const scope = requireInstalled(flags);
  const { out: active } = await systemctl(scope, 'is-active', unitName);
  const { out: enabled } = await systemctl(scope, 'is-enabled', unitName);
  say(`${unitFile(scope)}: ${active || 'unknown'}, ${enabled || 'unknown'}. ${logWords(scope)}`);
  return active === 'active' ? 0 : 3;
}

/**
 * `nmma service install|uninstall|status`: the app as a systemd service of the machine or of a user.
 * @returns the exit status; of `status` 3 when the service does not run. @throws UsageError.
 */
export async function serviceCommand(word: string, flags: ServiceFlags): Promise<number> {
  if (word === 'install') return await install(flags);
  if (word === 'uninstall') return await uninstall(flags);
  if (word === 'status') return await status(flags);
  const [near] = nearest(word, words);
  throw new UsageError(
    `No service command “${word}”: expected ${words.join(', ')}.${near ? ` Did you mean ${near}?` : ''}`,
  );
}

/** Restarts the app where it runs as a service. @returns what was done or is to be done, in a sentence. */
export async function restartService(): Promise<string> {
  const scope = installedScope();
  if (scope === null) return 'Restart the app to run it.';
  const command = `systemctl ${scope === 'user' ? '--user ' : ''}restart nmma-bot`;
  if ((await systemctl(scope, 'is-active', unitName)).out !== 'active') {
    return `The service does not run: start it with ${command}.`;
  }
  const { ok, error } = await systemctl(scope, 'restart', unitName);
  if (ok) return 'The service was restarted.';
  return `The service could not be restarted (${error}): run sudo ${command}.`;
}
