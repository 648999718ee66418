import { type Job, scheduleJob } from 'node-schedule';
import type { Log } from './log.ts';

/** What happens when. Times are UTC. */
export interface SchedulerOptions {
  /** Cron line of five fields. */
  pull: string;
  /** Cron line of five fields. */
  dailySummary: string;
  onPull(): Promise<unknown>;
  onDailySummary(): Promise<unknown>;
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
 * same one still runs is left out.
 * @throws Error when a cron line says nothing.
 */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const jobs: Job[] = [];
  const every = (name: string, rule: string, act: () => Promise<unknown>): Job => {
    let isRunning = false;
    const job = scheduleJob(name, { rule, tz: 'Etc/UTC' }, async () => {
      if (isRunning) {
        options.log.warn({ job: name }, 'still busy with the last turn: this one is left out');
        return;
      }
      isRunning = true;
      try {
        await act();
      } catch (error) {
        options.log.error({ err: error, job: name }, 'a scheduled turn failed');
      } finally {
        isRunning = false;
      }
    });
    if (job === null) throw new Error(`${name}: “${rule}” is no cron line`);
    jobs.push(job);
    return job;
  };
  const pull = every('pull', options.pull, options.onPull);
  every('daily summary', options.dailySummary, options.onDailySummary);
  return {
    nextPullAt() {
      const next: Date | null = pull.nextInvocation();
      return next === null ? null : new Date(next.getTime()).toISOString();
    },
    stop() {
      for (const job of jobs) job.cancel();
    },
  };
}
