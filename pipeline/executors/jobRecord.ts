import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { bootId, commandLine, processStart, signalGroup } from './processes.ts';

/*
 * What the local executor keeps in a job's folder, so that a later process of the app finds the job again:
 *   process.json  limits, and who runs it      (the app)
 *   pid           the leader of its group      (the job's shell, before anything else)
 *   stop.json     why and when it was stopped  (the app)
 *   exit_status   of the command               (the job's shell, last)
 */

const recordSchema = z.strictObject({
  name: z.string(),
  startedAt: z.string(),
  /** Seconds since the machine's start; null in records of before this was kept. */
  startedUptime: z.number().nullable().default(null),
  timeLimitSeconds: z.number(),
  bootId: z.string(),
  /** From processStart; null until the process is there. */
  processStart: z.string().nullable(),
});
type StartRecord = z.infer<typeof recordSchema>;

const stopSchema = z.strictObject({ why: z.enum(['time-limit', 'cancelled']), atUptime: z.number() });
/** Why and when a job was stopped. */
export type Stop = z.infer<typeof stopSchema>;

/**
 * Runs a job's command and notes its exit status. `set -C` refuses to write `pid` a second time: whatever goes
 * wrong elsewhere, one folder is run once. A signal to the group reaches the command as well; the shell waits for
 * its end, so that the status is noted even when nobody else is there.
 */
export const jobScript = `
folder=$1
shift
set -C
echo "$$" > "$folder/pid" || exit 97
set +C
trap : TERM INT HUP
"$@"
status=$?
echo "$status" > "$folder/exit_status.tmp"
mv "$folder/exit_status.tmp" "$folder/exit_status"
exit "$status"
`;

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return null;
    }
    throw error;
  }
}

function readJson<T>(path: string, schema: z.ZodType<T>): T | null {
  const text = readText(path);
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function writeWhole(path: string, data: object): void {
  writeFileSync(`${path}.tmp`, JSON.stringify(data));
  renameSync(`${path}.tmp`, path);
}

/** A job's folder as the local executor sees it. */
export class JobRecord {
  readonly folder: string;
  constructor(folder: string) {
    this.folder = folder;
  }

  /** Notes limits before the job starts. */
  begin(name: string, timeLimitSeconds: number, now: Date, uptime: number): void {
    const record: StartRecord = {
      name,
      startedAt: now.toISOString(),
      startedUptime: uptime,
      timeLimitSeconds,
      bootId: bootId(),
      processStart: null,
    };
    writeWhole(join(this.folder, 'process.json'), record);
  }

  /** Notes which process it became. */
  started(pid: number): void {
    const record = this.read();
    if (record) {
      writeWhole(join(this.folder, 'process.json'), { ...record, processStart: processStart(pid) });
    }
  }

  /** What was noted at its start; null when it never was started. */
  read(): StartRecord | null {
    return readJson(join(this.folder, 'process.json'), recordSchema);
  }

  /** Leader of the job's process group; null before the shell wrote it. */
  pid(): number | null {
    const text = readText(join(this.folder, 'pid'));
    const pid = Number(text?.trim() || Number.NaN);
    return Number.isInteger(pid) && pid > 1 ? pid : null;
  }

  /** The command's exit status; null while it runs, and when it was killed together with its shell. */
  exitStatus(): number | null {
    const text = readText(join(this.folder, 'exit_status'));
    return text === null ? null : Number(text.trim());
  }

  stop(): Stop | null {
    return readJson(join(this.folder, 'stop.json'), stopSchema);
  }

  /** Notes why and when it is stopped, unless that was noted before. */
  noteStop(why: Stop['why'], uptime: number): void {
    if (this.stop() === null) {
      writeWhole(join(this.folder, 'stop.json'), { why, atUptime: uptime } satisfies Stop);
    }
  }

  /** true when the job's shell runs; a process that only got the same number is not mistaken for it. */
  isAlive(): boolean {
    const pid = this.pid();
    if (pid === null) return false;
    const start = processStart(pid);
    if (start === null) return false;
    if (this.wasLostWithMachine()) return false;
    const record = this.read();
    if (record?.processStart === start) return true;
    // The app ended between the start and noting it, and a later one may have noted a start of its own that the
    // shell refused: the one that runs has the folder in its command line.
    return `${commandLine(pid) ?? ''} `.includes(`${this.folder} `);
  }

  /** true when the machine was started anew since the job began. */
  wasLostWithMachine(): boolean {
    const record = this.read();
    return record !== null && record.bootId !== bootId();
  }

  /**
   * Signals every process of the job.
   * @returns false when none is left. A group outlives its leader, whose number is not given away before.
   */
  signal(signal: NodeJS.Signals): boolean {
    const pid = this.pid();
    if (pid === null) return false;
    const isOtherProcess = !this.isAlive() && processStart(pid) !== null;
    if (isOtherProcess || this.wasLostWithMachine()) return false;
    return signalGroup(pid, signal);
  }
}
