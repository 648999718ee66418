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
    const memory = memoryMB(rss);
    const known = tasks.get(key);
    if (step !== undefined) {
      // Memory stands with the steps alone.
      if (known && memory !== null) known.usedMemoryMB = Math.max(known.usedMemoryMB ?? 0, memory);
      continue;
    }
    const isStarted = /^\d+$/.test(start) && /^\d+$/.test(submit);
    tasks.set(key, {
      arrayId: Number(array),
      index: Number(index),
      waitedSeconds: isStarted ? Math.max(0, Number(start) - Number(submit)) : null,
      usedSeconds: isStarted && /^\d+$/.test(elapsed) ? Number(elapsed) : null,
      usedCpuSeconds: elapsedSeconds(cpu),
      usedMemoryMB: memory,
    });
  }
  return [...tasks.values()];
}
