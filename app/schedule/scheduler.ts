import { type Job, scheduleJob } from 'node-schedule';
import type { Log } from '../log.ts';
import { lastDue } from './cron.ts';

/** When things were last done, kept over a restart. */
export interface Turns {
  /** ISO 8601; undefined: never. */
  last(name: string): string | undefined;
  note(name: string, at: string): void;
}

/** What happens when. */
export interface SchedulerOptions {
  /** Cron line of five fields: for every source without one of its own. */
  pull: string;
  /** Sources with a cron line of their own; `names` of `pull` are then the others. */
  sources?: readonly { name: string; rule: string }[];
  /** Sources that `pull` is for; left out: all. */
  names?: readonly string[];
  /** Cron line of five fields. */
  dailySummary: string;
  /** Cron line of five fields; left out: nothing is cleaned. */
  cleaning?: string;
  /** Of the cron lines; default UTC. */
  timeZone?: string;
  /** Left out: a time that was missed is not caught up. */
  turns?: Turns;
  /** @param sources names of those that are to be looked at; undefined: all. */
  onPull(sources?: readonly string[]): Promise<unknown>;
  /** @param due the time that it should have been made at. */
  onDailySummary(due: Date): Promise<unknown>;
  onCleaning?(): Promise<unknown>;
  log: Log;
}

/** The running schedule. */
export interface Scheduler {
  /** ISO 8601, or null when nothing is scheduled. */
  nextPullAt(): string | null;
  stop(): void;
}

/**
 * Starts the schedule. A failure of one turn is logged and does not stop the next; a turn that is due while the
 * same one still runs is left out. A summary and a cleaning that were missed while the app was down are made now, once; pulls
 * need no catching up, because the app pulls when it starts.
 * @throws Error when a cron line says nothing.
 */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const { turns, log, timeZone = 'UTC' } = options;
  const jobs: Job[] = [];
  const every = (name: string, rule: string, act: (due: Date) => Promise<unknown>) => {
    let isRunning = false;
    const turn = async (due: Date) => {
      if (isRunning) {
        log.warn({ job: name }, 'still busy with the last turn: this one is left out');
        return;
      }
      isRunning = true;
      try {
        await act(due);
        // Only now: an app that is killed in between makes it at its next start. What was made already is not made twice.
        turns?.note(name, due.toISOString());
      } catch (error) {
        log.error({ err: error, job: name }, 'a scheduled turn failed');
      } finally {
        isRunning = false;
      }
    };
    const job = scheduleJob(name, { rule, tz: timeZone }, (due) => turn(due));
    if (job === null) throw new Error(`${name}: “${rule}” is no cron line`);
    jobs.push(job);
    return { job, turn };
  };
  // Where every source has a time of its own, nothing is left for the common one.
  const isForSome = options.names?.length !== 0;
  const pulls = [
    ...(isForSome ? [every('pull', options.pull, () => options.onPull(options.names))] : []),
    ...(options.sources ?? []).map(({ name, rule }) =>
      every(`pull of ${name}`, rule, () => options.onPull([name])),
    ),
  ];
  /** As `every`; the last time that was missed while the app was down is made up for now, once. */
  const everyOrLater = (name: string, rule: string, act: (due: Date) => Promise<unknown>) => {
    const { turn } = every(name, rule, act);
    const noted = turns?.last(name);
    // A time to come was written by a wrong clock: believed, it would keep every turn back till then.
    const last = noted !== undefined && Date.parse(noted) > Date.now() ? undefined : noted;
    const missed = last && lastDue(rule, timeZone, new Date(last), new Date());
    if (missed) {
      log.info({ job: name, due: missed.toISOString() }, 'a turn was missed: it is made now');
      void turn(missed);
    }
    // What was never done was not missed either.
    else if (turns && last === undefined) turns.note(name, new Date().toISOString());
  };
  everyOrLater('daily summary', options.dailySummary, (due) => options.onDailySummary(due));
  if (options.cleaning) everyOrLater('cleaning', options.cleaning, async () => options.onCleaning?.());
  return {
    nextPullAt() {
      const times = pulls.flatMap(({ job }) => {
        const next: Date | null = job.nextInvocation();
        return next === null ? [] : [next.getTime()];
      });
      return times.length === 0 ? null : new Date(Math.min(...times)).toISOString();
    },
    stop() {
      for (const job of jobs) job.cancel();
    },
  };
}
