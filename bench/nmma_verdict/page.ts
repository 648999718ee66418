import { rightFor } from './classes.ts';
import type { FitOptions } from './fits.ts';
import { type Judged, kinds, strengths } from './judge.ts';
import { answerOf, type FalseAlarms, type GroupRow, isAcceptable, type ReliabilityBin } from './tables.ts';

/** What the page is made of. */
export interface VerdictResult {
  objects: number;
  models: { name: string; kind: string }[];
  notCompared: { name: string; files: string[] }[];
  priorOdds: Record<string, number>;
  settings: object;
  timeLimitSeconds: FitOptions['timeLimitSeconds'];
  minutes: number;
  confusion: GroupRow[];
  falseAlarms: FalseAlarms;
  reliability: ReliabilityBin[];
  judged: Judged[];
  unreadable: { file: string; why: string }[];
  fits: { lnZ: number | null; isConverged: boolean; model: string }[];
}

const percent = (value: number | null) => (value === null ? '' : `${Math.round(100 * value)} %`);
const fixed = (value: number | null, digits: number) => (value === null ? '' : value.toFixed(digits));
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function confusionTable(rows: readonly GroupRow[]): string {
  const answers = [...kinds, 'inconclusive'];
  return table(
    ['class', 'objects', ...answers, 'right', 'right or inconclusive'],
    rows.map((row) => [
      row.group,
      row.objects,
      ...answers.map((answer) => row.answers[answer] || ''),
      percent(row.right),
      percent(row.acceptable),
    ]),
  );
}

function wrongTable(judged: readonly Judged[], reasons: Record<string, string>): string {
  const wrong = judged.filter((one) => isAcceptable(one) === false);
  if (wrong.length === 0) return 'None.';
  return table(
    ['object', 'class', 'verdict', 'best model', 'ΔlnZ', 'probability', 'σ_sys, mag', 'why'],
    wrong.map((one) => [
      one.object,
      one.label,
      answerOf(one),
      one.model ?? '',
      fixed(one.deltaLnZ, 1),
      fixed(one.probabilities[one.kind ?? ''] ?? null, 2),
      fixed(one.systematicError, 2),
      reasons[one.object] ?? '',
    ]),
  );
}

/** Objects in words, each once. */
const listed = (objects: readonly string[]) => (objects.length === 0 ? 'none' : objects.join(', '));

/** docs/verdict.md: what the verdict says of light curves whose class is known. */
export function page(result: VerdictResult, reasons: Record<string, string>): string {
  const { falseAlarms, judged, fits } = result;
  const limited = fits.filter((fit) => !fit.isConverged).length;
  const unknown = judged.filter((one) => rightFor(one.label) === null);
  const models = result.models.map(({ name, kind }) => `${name} (${kind})`).join(', ');
  const odds = Object.entries(result.priorOdds)
    .map(([kind, value]) => `${kind} ${value}`)
    .join(', ');
  const missing = result.notCompared.map(({ name }) => name).join(', ');
  const settings =
    Object.keys(result.settings).length === 0 ? 'default settings' : JSON.stringify(result.settings);
  return `# The verdict on objects of known class

Written by \`bench/verdict\`, which keeps the numbers in \`bench/results/verdict.json\`. ${result.objects} real light curves,
at most 14 days from the first detection each; ${settings}; at most ${result.timeLimitSeconds} s for a fit. All fits
together took ${result.minutes} minutes on one core. ${limited} of ${fits.length} fits did not converge or have no number.

Compared: ${models}.
Prior odds: ${odds}.
${missing === '' ? '' : `\nNot compared, because the files are missing here: ${missing}.\n`}
## Class and verdict

${confusionTable(result.confusion)}

Nobody knows the class of ${unknown.length} objects (fast-unclassified).

## False alarms for “kilonova”

Of ${falseAlarms.contaminants} objects that are no kilonova the verdict calls ${falseAlarms.decided.length} a kilonova
(${listed(falseAlarms.decided)}). By what the data alone say, the evidence of a kilonova against the best other kind:

${table(
  ['strength', 'objects', 'rate', 'which'],
  strengths.map((strength) => {
    const objects = falseAlarms.byStrength[strength] ?? [];
    return [strength, objects.length, percent(objects.length / falseAlarms.contaminants), listed(objects)];
  }),
)}

## Do the probabilities come true?

Every probability that a verdict gives a kind, and how often the object was of that kind:

${table(
  ['probability', 'how many', 'mean', 'came true'],
  result.reliability.map((bin) => [
    `${bin.from}–${bin.to}`,
    bin.count,
    fixed(bin.meanProbability, 2),
    fixed(bin.observed, 2),
  ]),
)}

## What is wrong

${wrongTable(judged, reasons)}
${result.unreadable.map(({ file, why }) => `\n${file} ${why}.`).join('')}`;
}
