import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** Name of the unit. */
export const unitName = 'nmma-bot.service';

/** Whose service it is. */
export type Scope = 'system' | 'user';

/** Where the unit's file is. */
export function unitFile(scope: Scope, environment: NodeJS.ProcessEnv = process.env): string {
  const { NMMA_SYSTEMD_FOLDER: folder, XDG_CONFIG_HOME: config } = environment;
  if (folder) return join(folder, unitName);
  if (scope === 'system') return join('/etc/systemd/system', unitName);
  return join(config || join(homedir(), '.config'), 'systemd', 'user', unitName);
}

/** The scope of the unit that is installed; null: there is none. */
export function installedScope(): Scope | null {
  return (['system', 'user'] as const).find((scope) => existsSync(unitFile(scope))) ?? null;
}

/** What systemctl answered. */
export interface Answer {
  ok: boolean;
  out: string;
  /** Its last line of trouble. */
  error: string;
}

/** Asks the service manager of a scope. It is no error when there is none. */
export async function systemctl(scope: Scope, ...words: string[]): Promise<Answer> {
  const all = [...(scope === 'user' ? ['--user'] : []), ...words];
  const done = await execa('systemctl', all, { reject: false, timeout: 120_000 });
  const error = (done.stderr || done.shortMessage || '').trim().split('\n').at(-1) ?? '';
  return { ok: done.exitCode === 0, out: (done.stdout ?? '').trim(), error };
}

/** Whether the service manager of a scope answers. */
export async function hasSystemd(scope: Scope): Promise<boolean> {
  return (await systemctl(scope, 'show-environment')).ok;
}
