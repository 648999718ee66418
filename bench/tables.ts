// The tables of the benchmarks that are written in TypeScript; those of the fitter's are in nmma_bench/tables.py.
import { z } from 'zod';

/** What `bench/slurm` keeps: our way, then a plain loop. */
export const slurmResults = z
  .array(
    z.object({
      name: z.string(),
      jobs: z.number(),
      submitSeconds: z.number(),
      commands: z.number(),
      wholeSeconds: z.number(),
      median: z.number(),
      p99: z.number(),
    }),
  )
  .length(2);

/** What `bench/status` keeps. */
export const statusResults = z.object({
  amounts: z.object({ fits: z.number(), objects: z.number(), runs: z.number() }),
  meanwhile: z.object({
    seconds: z.number(),
    fitsEnded: z.number(),
    messagesSent: z.number(),
    idleThread: z.object({ p99Ms: z.number(), maxMs: z.number() }),
  }),
  timings: z.array(
    z.object({
      what: z.string(),
      count: z.number(),
      medianMs: z.number(),
      p99Ms: z.number(),
      maxMs: z.number(),
    }),
  ),
});

/** What `bench/intake` keeps. */
export const intakeResults = z.object({
  objects: z.number(),
  points: z.number(),
  firstPullSeconds: z.number(),
  secondPullSeconds: z.number(),
  peakMemoryMb: z.number(),
  longestPauseMs: z.number(),
});

const held = z.object({ memoryMb: z.number(), files: z.number(), walMb: z.number() });

/** What `bench/soak` keeps. */
export const soakResults = z.object({
  objects: z.number(),
  models: z.number(),
  fitsSucceeded: z.number(),
  messages: z.number(),
  replies: z.number(),
  edits: z.number(),
  firstMessageSeconds: z.number(),
  longestSilenceSeconds: z.number(),
  minutes: z.number(),
  held: z.object({ start: held, peak: held, end: held }),
});

/** What `bench/queries` keeps. */
export const queriesResults = z.object({
  amounts: z.object({ fits: z.number(), objects: z.number(), posts: z.number() }),
  times: z.number(),
  queries: z.array(
    z.object({
      name: z.string(),
      index: z.string(),
      rows: z.number(),
      medianMs: z.number(),
      maxMs: z.number(),
      withoutIndexMs: z.number(),
    }),
  ),
});

const thousands = (count: number) => count.toLocaleString('en-US');

function markdown(head: string, alignment: string, rows: readonly (readonly (string | number)[])[]): string {
  const rule = [...alignment].map((side) => (side === 'r' ? '---:' : '---')).join(' | ');
  return [`| ${head} |`, `| ${rule} |`, ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');
}

/** How fast jobs are submitted and results come back, against a plain loop of `sbatch` and `squeue -j`. */
export function slurmTable(results: z.infer<typeof slurmResults>): string {
  const [ours, plain] = results;
  const table = markdown(
    `${thousands(ours?.jobs ?? 0)} tiny jobs | to submit | scheduler commands | job's end → result in the database, median | 99 % under | everything`,
    'lrrrrr',
    results.map(({ name, submitSeconds, commands, median, p99, wholeSeconds }) => [
      name,
      `${submitSeconds.toFixed(1)} s`,
      thousands(commands),
      `${median.toFixed(1)} s`,
      `${p99.toFixed(1)} s`,
      `${wholeSeconds.toFixed(0)} s`,
    ]),
  );
  if (!ours || !plain) return table;
  const sooner = (plain.submitSeconds / ours.submitSeconds).toFixed(0);
  const fewer = (plain.commands / ours.commands).toFixed(0);
  return `${table}\n\nJobs are submitted ${sooner} times as fast, with ${fewer} times fewer commands to the scheduler.`;
}

/** How long people wait for an answer in Slack. */
export function statusTable({ amounts, meanwhile, timings }: z.infer<typeof statusResults>): string {
  const table = markdown(
    'typed | times | median, ms | 99 % under, ms | longest, ms',
    'lrrrr',
    timings.map(({ what, count, medianMs, p99Ms, maxMs }) => [`\`${what}\``, count, medianMs, p99Ms, maxMs]),
  );
  const { seconds, fitsEnded, messagesSent, idleThread } = meanwhile;
  return [
    table,
    '',
    `The database held ${thousands(amounts.fits)} fits of ${thousands(amounts.objects)} objects in ` +
      `${thousands(amounts.runs)} runs. During the ${seconds} s of the measurement ${fitsEnded} fits ended and ` +
      `${messagesSent} messages were sent or edited. An idle thread was scheduled up to ${idleThread.maxMs} ms late ` +
      `(99 %: ${idleThread.p99Ms} ms), which is the machine's share.`,
  ].join('\n');
}

/** How long a night of many objects takes to read. */
export function intakeTable(results: z.infer<typeof intakeResults>): string {
  const { objects, points, firstPullSeconds, secondPullSeconds, peakMemoryMb, longestPauseMs } = results;
  return markdown(
    'objects | points each | first pull | second pull, nothing new | peak memory | longest pause of the app',
    'rrrrrr',
    [
      [
        thousands(objects),
        points,
        `${firstPullSeconds.toFixed(1)} s`,
        `${secondPullSeconds.toFixed(1)} s`,
        `${peakMemoryMb} MB`,
        `${longestPauseMs} ms`,
      ],
    ],
  );
}

/** What `bench/charts` keeps: medians in one run. */
export const chartsResults = z.object({
  times: z.number(),
  lightCurve: z.object({ oursMs: z.number(), matplotlibMs: z.number() }),
  corner: z.object({ oursMs: z.number(), cornerMs: z.number() }),
  night: z.object({
    objects: z.number(),
    charts: z.number(),
    seconds: z.number(),
    longestPauseMs: z.number(),
  }),
  many: z.object({
    charts: z.number(),
    memoryAfterAFifthMb: z.number(),
    memoryAtTheEndMb: z.number(),
  }),
});

/** How long charts take, against matplotlib and corner on the same data. */
export function chartsTable(results: z.infer<typeof chartsResults>): string {
  const { lightCurve, corner, night, many } = results;
  const row = (what: string, ours: number, theirs: number) => [
    what,
    `${ours.toFixed(0)} ms`,
    `${theirs.toFixed(0)} ms`,
    (ours / theirs).toFixed(2),
  ];
  const table = markdown(
    `processor time, warm, median of ${results.times} | ours | matplotlib, corner | ratio`,
    'lrrr',
    [
      row('light curve', lightCurve.oursMs, lightCurve.matplotlibMs),
      row('corner plot, 7 parameters, 5,000 samples', corner.oursMs, corner.cornerMs),
    ],
  );
  return (
    `${table}\n\n${thousands(night.charts)} charts of ${thousands(night.objects)} objects took ` +
    `${night.seconds.toFixed(0)} s on the thread that draws; the thread that answers paused for ` +
    `${night.longestPauseMs.toFixed(0)} ms at most. Memory after ${thousands(Math.floor(many.charts / 5))} charts: ` +
    `${many.memoryAfterAFifthMb} MB; after ${thousands(many.charts)}: ${many.memoryAtTheEndMb} MB.`
  );
}

/** What the app holds, and how the channel fares, while many new objects come at once. */
export function soakTable(results: z.infer<typeof soakResults>): string {
  const { start, peak, end } = results.held;
  const table = markdown('what the app holds | at its start | at most | at the end', 'lrrr', [
    ['memory', ...[start, peak, end].map(({ memoryMb }) => `${memoryMb} MB`)],
    ['open file descriptors', ...[start, peak, end].map(({ files }) => files)],
    ['write-ahead log', ...[start, peak, end].map(({ walMb }) => `${walMb.toFixed(1)} MB`)],
  ]);
  return (
    `${table}\n\n${thousands(results.objects)} objects came at once, and a mock fitted each with ${results.models} models ` +
    `(${thousands(results.fitsSucceeded)} fits). In ${results.minutes.toFixed(1)} minutes ${thousands(results.messages)} ` +
    `messages were sent (${(results.messages / results.minutes).toFixed(0)} a minute), ${thousands(results.replies)} of ` +
    `them in threads, and ${thousands(results.edits)} edited. ` +
    `The first came ${results.firstMessageSeconds.toFixed(1)} s after its object's last fit. While an object's message ` +
    `was owed, the channel got none for ${results.longestSilenceSeconds.toFixed(1)} s at most.`
  );
}

/** How long the queries take whose answers grow with the database, with the indexes of their tables and without. */
export function queriesTable({ amounts, times, queries }: z.infer<typeof queriesResults>): string {
  const table = markdown(
    'query | index | rows | processor time, median | longest | without indexes',
    'llrrrr',
    queries.map(({ name, index, rows, medianMs, maxMs, withoutIndexMs }) => [
      `\`${name}\``,
      `\`${index}\``,
      thousands(rows),
      ...[medianMs, maxMs, withoutIndexMs].map((ms) => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`),
    ]),
  );
  return (
    `${table}\n\nEach was asked ${times} times of ${thousands(amounts.fits)} fits of ${thousands(amounts.objects)} ` +
    `objects with ${thousands(amounts.posts)} messages; “without indexes” is the median of as many, with no index on the table.`
  );
}
