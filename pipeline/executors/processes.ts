import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Name of the time since this machine's last start: the same numbers may mean other processes after the next. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // Not Linux. A process's start is given there as a date, which is unique by itself.
    return 'unknown';
  }
}

interface LinuxStat {
  state: string;
  startTicks: string;
}

/** Fields 3 and 22 of /proc/PID/stat (proc(5)); the name before them may hold spaces and parentheses. */
function linuxStat(pid: number): LinuxStat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
}

function ps(pid: number, column: string): string | null {
  try {
    const out = execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    }).trim();
    return out === '' ? null : out;
  } catch {
    return null;
  }
}

/**
 * When a process started, as a name that a later process with the same number does not have; null when there is
 * none, or when it has ended and only waits to be noticed.
 */
export function processStart(pid: number): string | null {
  if (process.platform === 'linux') {
    const stat = linuxStat(pid);
    return stat === null || 'ZX'.includes(stat.state) ? null : stat.startTicks;
  }
  const state = ps(pid, 'state');
  return state === null || state.startsWith('Z') ? null : ps(pid, 'lstart');
}

/** The whole command line of a process; null when there is none. */
export function commandLine(pid: number): string | null {
  if (process.platform !== 'linux') return ps(pid, 'args');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return null;
  }
}

/** Signals all processes of a group. @returns false when there is none. */
export function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
