/** What a task used, as the accounting has it: null where it does not say. */
export interface AccountedTask {
  arrayId: number;
  index: number;
  waitedSeconds: number | null;
  usedSeconds: number | null;
  usedCpuSeconds: number | null;
  usedMemoryMB: number | null;
}

const unitMB: Record<string, number> = { '': 2 ** -20, K: 2 ** -10, M: 1, G: 2 ** 10, T: 2 ** 20 };

/** MB as Slurm counts them (2²⁰ bytes) of its "293412K"; null for ''. */
export function memoryMB(text: string): number | null {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(text) ?? [];
  const factor = unitMB[unit];
  return number === undefined || factor === undefined ? null : Number(number) * factor;
}

/** Seconds of Slurm's "1-02:03:04", "03:04" or "03:04.567"; null for ''. */
export function elapsedSeconds(text: string): number | null {
  const [, days = '0', hours = '0', minutes, seconds] =
    /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (minutes === undefined || seconds === undefined) return null;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}

const row = /^(\d+)_(\d+)(\.[^|]+)?\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)$/;

function timesOf(submit: string, start: string, elapsed: string) {
  const isSeconds = (text: string) => /^\d+$/.test(text);
  const isStarted = isSeconds(start) && isSeconds(submit);
  return {
    waitedSeconds: isStarted ? Math.max(0, Number(start) - Number(submit)) : null,
    usedSeconds: isStarted && isSeconds(elapsed) ? Number(elapsed) : null,
  };
}

function raiseMemory(task: AccountedTask | undefined, memory: number | null): void {
  if (task && memory !== null) task.usedMemoryMB = Math.max(task.usedMemoryMB ?? 0, memory);
}

/**
 * Reads what `sacct` prints of tasks and their steps: JobID, Submit, Start (Unix seconds), ElapsedRaw, TotalCPU, MaxRSS.
 * Lines that are none of a task of an array are passed over.
 */
export function parseUsage(text: string): AccountedTask[] {
  const tasks = new Map<string, AccountedTask>();
  for (const line of text.split('\n')) {
    const [, array, index, step, submit = '', start = '', elapsed = '', cpu = '', rss = ''] =
      row.exec(line) ?? [];
    if (array === undefined) continue;
    const key = `${array}_${index}`;
    const usedMemoryMB = memoryMB(rss);
    if (step !== undefined) {
      // Memory stands with the steps alone.
      raiseMemory(tasks.get(key), usedMemoryMB);
      continue;
    }
    const times = timesOf(submit, start, elapsed);
    const usedCpuSeconds = elapsedSeconds(cpu);
    tasks.set(key, {
      arrayId: Number(array),
      index: Number(index),
      ...{ ...times, usedCpuSeconds, usedMemoryMB },
    });
  }
  return [...tasks.values()];
}
