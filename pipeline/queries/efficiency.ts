import { type JobUsage, usageOfRun } from '../../db/jobUsage.ts';
import type { Db } from '../../db/open.ts';
import type { ModelEfficiency } from '../api/views.ts';

/** A request is far off where less than this share of it was used at most … */
const littleUsed = 0.25;
/** … or more than this. */
const nearlyAllUsed = 0.85;
/** A suggestion is so much more than the most that was used. */
const headroom = 1.5;
/** Nobody gains by asking for less than this. */
const leastMinutes = 5;
const leastMemoryMB = 200;

function most(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const middle = known.length / 2;
  const upper = known[Math.floor(middle)];
  const lower = known[Math.ceil(middle) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

/** A round number a little above: 5, 10, 15 …, 100, 150, … */
function roundUp(value: number): number {
  const step = value > 1000 ? 500 : value > 100 ? 50 : 5;
  return Math.ceil(value / step) * step;
}

/** What to ask for instead; null where the request fits, or where nothing is known. */
function better(used: number | null, requested: number | null, least: number): number | null {
  if (used === null || requested === null || requested <= 0) return null;
  const suggested = Math.max(least, roundUp(used * headroom));
  const share = used / requested;
  if (share < littleUsed) return suggested < requested ? suggested : null;
  return share > nearlyAllUsed ? Math.max(suggested, roundUp(requested)) : null;
}

function ofModel(model: string, rows: readonly JobUsage[]): ModelEfficiency {
  const requestedMinutes = most(rows.map((row) => row.requestedSeconds && row.requestedSeconds / 60));
  const usedMinutesMost = most(rows.map((row) => row.usedSeconds && row.usedSeconds / 60));
  const requestedMemoryMB = most(rows.map((row) => row.requestedMemoryMB));
  const usedMemoryMBMost = most(rows.map((row) => row.usedMemoryMB));
  const requestedCpus = most(rows.map((row) => row.requestedCpus));
  const cpusUsed = median(
    rows.map(({ usedCpuSeconds: cpu, usedSeconds: wall }) => (cpu === null || !wall ? null : cpu / wall)),
  );
  const minutes = better(usedMinutesMost, requestedMinutes, leastMinutes);
  const memory = better(usedMemoryMBMost, requestedMemoryMB, leastMemoryMB);
  const cpus =
    cpusUsed !== null && requestedCpus !== null && requestedCpus >= 2 && cpusUsed < requestedCpus / 2
      ? Math.max(1, Math.ceil(cpusUsed))
      : null;
  const instead = {
    ...(minutes === null ? {} : { minutes }),
    ...(memory === null ? {} : { memoryMB: memory }),
    ...(cpus === null ? {} : { cpus }),
  };
  return {
    model,
    jobs: rows.length,
    requestedMinutes,
    usedMinutesMedian: median(rows.map((row) => row.usedSeconds && row.usedSeconds / 60)),
    usedMinutesMost,
    requestedCpus,
    cpusUsed,
    requestedMemoryMB,
    usedMemoryMBMost,
    waitedSecondsMedian: median(rows.map((row) => row.waitedSeconds)),
    waitedSecondsMost: most(rows.map((row) => row.waitedSeconds)),
    suggestion: Object.keys(instead).length === 0 ? null : instead,
  };
}

/** Per model what the jobs of a run asked for and used; empty where nobody has written that down. */
export function runEfficiency(db: Db, runId: number): ModelEfficiency[] {
  const byModel = Map.groupBy(usageOfRun(db, runId), (row) => row.model);
  return [...byModel].map(([model, rows]) => ofModel(model, rows));
}
