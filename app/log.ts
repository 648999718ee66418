import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import { type Logger, pino, stdTimeFunctions } from 'pino';
import { visible } from '../pipeline/shared/visible.ts';
import { redact } from './secrets.ts';

/** The levels of the log, from most to least. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** How the log shall be. */
export interface LogOptions {
  level: (typeof logLevels)[number];
  /** A file that lines are added to; null: standard error. */
  file: string | null;
}

/** The program's log: one JSON object a line, times in ISO 8601 UTC, without secrets. */
export type Log = Logger;

/** The log, and what may be done with its file. */
export interface OpenLog {
  log: Log;
  /** Opens the file anew, after it was moved away (logrotate); nothing without a file. */
  reopen(): void;
  close(): Promise<void>;
}

/**
 * Opens the log.
 * @throws Error when the file's folder cannot be made.
 */
export function openLog(options: LogOptions): OpenLog {
  let stream = options.file === null ? process.stderr : openFile(options.file);
  const log = pino(
    {
      level: options.level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    // A name that writes from right to left would make the line say something else; in JSON its escape is the same text.
    { write: (line: string) => stream.write(`${visible(redact(line).trimEnd())}\n`) },
  );
  return {
    log,
    reopen: () => {
      if (options.file === null || stream === process.stderr) return;
      const before = stream;
      stream = openFile(options.file);
      before.end();
    },
    close: () =>
      new Promise((resolve) => (stream === process.stderr ? resolve() : stream.end(() => resolve()))),
  };
}

function openFile(path: string) {
  mkdirSync(dirname(path), { recursive: true });
  const stream = createWriteStream(path, { flags: 'a' });
  // A full disk must not end the program; it will be told by the pipeline.
  stream.on('error', (error) => process.stderr.write(`The log cannot be written: ${error.message}\n`));
  return stream;
}

/** The log as Bolt wants it. What Bolt says at debug carries whole payloads and is left out. */
export function boltLogger(log: Log): BoltLogger {
  const words = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? `${part.name}: ${part.message}` : String(part))).join(' ');
  return {
    debug: () => {},
    info: (...parts) => log.debug(words(parts)),
    warn: (...parts) => log.warn(words(parts)),
    error: (...parts) => log.error(words(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
