import type { ModelEfficiency, RunSummary } from '../../pipeline/api/views.ts';
import { type Block, section, table } from './blocks.ts';
import { bullets } from './fitLists.ts';
import { code, counted, duration } from './text.ts';

/** Two figures, never as 1e+3: "0.4", "12", "290". */
function figure(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}

function of(used: number | null, requested: number | null, unit: string): string {
  if (used === null && requested === null) return '—';
  const asked = requested === null ? '?' : figure(requested);
  return `${used === null ? '?' : figure(used)} of ${asked}${unit}`;
}

function row(one: ModelEfficiency): string[] {
  return [
    one.model,
    String(one.jobs),
    of(one.usedMinutesMost, one.requestedMinutes, ' min'),
    of(one.usedMemoryMBMost, one.requestedMemoryMB, ' MB'),
    of(one.cpusUsed, one.requestedCpus, ''),
    one.waitedSecondsMedian === null ? '—' : duration(one.waitedSecondsMedian),
  ];
}

/** A request that is far off, and what to write into config.yml instead. */
function suggestion({ model, suggestion: instead }: ModelEfficiency): string[] {
  if (instead === null) return [];
  const keys = Object.entries(instead).map(([key, value]) => `${key}: ${value}`);
  return [code(`${model}: { ${keys.join(', ')} }`)];
}

/** What the jobs of a run asked the cluster for and what they used at most; no block where nobody knows. */
export function efficiencyBlocks(run: RunSummary | undefined): Block[] {
  if (run === undefined || run.efficiency.length === 0) return [];
  const jobs = run.efficiency.reduce((sum, one) => sum + one.jobs, 0);
  const suggestions = run.efficiency.flatMap(suggestion);
  return [
    section(
      `*Resources used, of those requested*: run ${run.runId}, ${counted(jobs, 'job')} on the cluster. Time and memory: the most that one used.`,
    ),
    table(
      [['Model', 'Jobs', 'Time', 'Memory', 'CPUs', 'Waited'], ...run.efficiency.map(row)],
      ['left', 'right', 'right', 'right', 'right', 'right'],
    ),
    ...(suggestions.length === 0
      ? []
      : [section(`Suggested values for \`executor: models:\` in \`config.yml\`:\n${bullets(suggestions)}`)]),
  ];
}
