/**
 * How often Slurm is asked, how long it is waited for, and how much it is given at once. Durations in ms. Tests shorten
 * some of them by the executor's options.
 */
export const tuning = Object.freeze({
  /** How long a command of Slurm's may take: with its controller down one says so after 9 s, with a hanging one later. */
  commandMs: 40_000,
  /** Pauses between looks at the queue. */
  watch: Object.freeze({
    /** After something changed. */
    shortestMs: 5000,
    /** When nothing has changed for long: a scheduler that many share is asked as little as possible. */
    longestMs: 180_000,
    /** So long accounting may lag behind, and a batch whose answer was lost may still appear. */
    lateMs: 120_000,
  }),
  /** By how much a pause grows while nothing changes. */
  watchGrowth: 1.5,
  /** While something runs its end is not waited for longer than this. */
  longestRunningMs: 15_000,
  /** A Slurm that does not answer is asked again within this: when it is back, it is soon known. */
  longestFailingMs: 60_000,
  /** A job that was there and is not any more has to be missed for this share of `lateMs`. */
  vanishedShare: 1 / 6,
  /** How often results are looked for while something runs: that costs the scheduler nothing. */
  resultsEveryMs: 2000,
  /** Pauses after Slurm refused jobs, for a limit of the user's or of the cluster's: these last. */
  refusedPause: Object.freeze({ firstMs: 30_000, mostMs: 300_000 }),
  /** The same for a Slurm or a login node that does not answer: it may be back at once. */
  failurePause: Object.freeze({ firstMs: 5000, mostMs: 60_000 }),
  /** Batches may have so many tasks, where Slurm allows. */
  mostTasks: 1000,
  /** `MaxArraySize` of a Slurm that does not say its own: Slurm's default. */
  usualArraySize: 1001,
  /** How long a look through old folders may take: shared file systems are slow with many files. */
  cleanMs: 300_000,
  /** So long before its time limit a fit is told to end with what it has, s: Slurm is good to half a minute. */
  warningSeconds: 90,
});
