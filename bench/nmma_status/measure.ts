import { setTimeout as sleep } from 'node:timers/promises';
import type { Person } from '../../sandbox/index.ts';

/** Times from typing to the answer's arrival, ms. */
export interface Timing {
  what: string;
  count: number;
  medianMs: number;
  p99Ms: number;
  maxMs: number;
}

/** One kind of command: how often it is typed, and what. */
export interface Task {
  what: string;
  count: number;
  text(): string;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Types a command and waits for its answer. @returns ms. @throws Error when there is none within 10 s. */
async function typed(person: Person, channel: string, text: string): Promise<number> {
  const before = performance.now();
  const answered = person.slash(channel, '/nmma', text);
  await person.waitFor('ephemeral', 10_000);
  const ms = performance.now() - before;
  await answered;
  return ms;
}

/** Types everything in mixed order, with pauses of chance, and times the answers. */
export async function measure(person: Person, channel: string, tasks: readonly Task[]): Promise<Timing[]> {
  const all = tasks.flatMap((task) => Array.from({ length: task.count }, () => task));
  const order = all
    .map((task) => ({ task, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ task }) => task);
  const times = new Map<Task, number[]>(tasks.map((task) => [task, []]));
  for (const [index, task] of order.entries()) {
    await sleep(30 + Math.random() * 120);
    times.get(task)?.push(await typed(person, channel, task.text()));
    if (process.stderr.isTTY) process.stderr.write(`\r${index + 1} of ${order.length}`);
  }
  if (process.stderr.isTTY) process.stderr.write('\n');
  return tasks.map((task) => {
    const sorted = (times.get(task) ?? []).sort((a, b) => a - b);
    return {
      what: task.what,
      count: task.count,
      medianMs: quantile(sorted, 0.5),
      p99Ms: quantile(sorted, 0.99),
      maxMs: sorted.at(-1) ?? Number.NaN,
    };
  });
}
