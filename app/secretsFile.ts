import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { UsageError } from './config/usageError.ts';
import { expandHome, project } from './paths.ts';

/** Where `./nmma setup` keeps tokens: `NMMA_SECRETS`, or a file of this user outside the installation. */
export function secretsPath(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.NMMA_SECRETS) return resolve(expandHome(environment.NMMA_SECRETS));
  const xdg = environment.XDG_CONFIG_HOME;
  const folder = xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.config');
  return join(folder, 'nmma-bot', 'secrets.env');
}

const line = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/;

function unquoted(value: string): string {
  const trimmed = value.trim();
  return /^(["']).*\1$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}

/**
 * The secrets of a file of lines NAME=value; none when there is no such file.
 * @throws UsageError when others may read it: its secrets are then none.
 */
export function readSecrets(path: string): Record<string, string> {
  if (!existsSync(path)) return {};
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) !== 0) {
    throw new UsageError(
      `Others may read the secrets in ${path} (mode ${mode.toString(8)}): expected 600. Run: chmod 600 ${path}`,
    );
  }
  const found = readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text) => {
      const [, name, value = ''] = line.exec(text) ?? [];
      return name === undefined ? [] : [[name, unquoted(value)] as const];
    });
  return Object.fromEntries(found);
}

/** Adds the secrets of the file to the environment; what is set there already stays. @throws UsageError. */
export function loadSecrets(environment: NodeJS.ProcessEnv = process.env): void {
  for (const [name, value] of Object.entries(readSecrets(secretsPath(environment)))) {
    if (!environment[name]?.trim()) environment[name] = value;
  }
}

/**
 * Changes secrets in the file, which only its owner may read; its other lines stay.
 * @throws UsageError when it is inside the installation, where an uninstall, a backup or git would take it.
 */
export function writeSecrets(path: string, secrets: Readonly<Record<string, string>>): void {
  const inside = relative(project, path);
  if (!inside.startsWith('..') && !isAbsolute(inside)) {
    throw new UsageError(`${path} is inside the installation: expected a file for secrets elsewhere.`);
  }
  const before = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const kept = before.filter((text) => text.trim() !== '' && !((line.exec(text)?.[1] ?? '') in secrets));
  const added = Object.entries(secrets).map(([name, value]) => `${name}=${value}`);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, `${[...kept, ...added].join('\n')}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
