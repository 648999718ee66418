import { readdirSync, readFileSync, statSync } from 'node:fs';

/** What a process holds at one moment. */
export interface Held {
  /** Resident memory, MB. */
  memoryMb: number;
  /** Open file descriptors. */
  files: number;
  /** The database's write-ahead log, MB. */
  walMb: number;
}

/** Looks at a process from outside, by Linux's `/proc`. @throws Error when it has ended. */
export function look(pid: number, database: string): Held {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return {
    memoryMb: Number(kilobytes) / 1024,
    files: readdirSync(`/proc/${pid}/fd`).length,
    walMb: (statSync(`${database}-wal`, { throwIfNoEntry: false })?.size ?? 0) / 1e6,
  };
}

/** Looks at a process again and again, and keeps the first look, the last, and the most of each. */
export class Watch {
  readonly #pid: number;
  readonly #database: string;
  readonly #timer: NodeJS.Timeout;
  readonly start: Held;
  end: Held;
  peak: Held;

  /** @param everyMs time between two looks. */
  constructor(pid: number, database: string, everyMs: number) {
    this.#pid = pid;
    this.#database = database;
    this.start = look(pid, database);
    this.end = this.start;
    this.peak = this.start;
    this.#timer = setInterval(() => this.#again(), everyMs);
  }

  #again(): void {
    try {
      this.end = look(this.#pid, this.#database);
    } catch {
      // The process has ended: whoever started it tells.
      return;
    }
    this.peak = {
      memoryMb: Math.max(this.peak.memoryMb, this.end.memoryMb),
      files: Math.max(this.peak.files, this.end.files),
      walMb: Math.max(this.peak.walMb, this.end.walMb),
    };
  }

  /** Looks a last time, if there still is a process. */
  stop(): void {
    clearInterval(this.#timer);
    this.#again();
  }
}
