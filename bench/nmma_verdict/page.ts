import { z } from 'zod';
import { kinds } from '../../pipeline/api/verdict.ts';
import { rightFor } from './classes.ts';
import { strengths } from './judge.ts';
import { answerOf, isAcceptable } from './tables.ts';

const judgedSchema = z.object({
  label: z.string(),
  object: z.string(),
  kind: z.string().nullable(),
  model: z.string().nullable(),
  isDecided: z.boolean(),
  probabilities: z.record(z.string(), z.number()),
  deltaLnZ: z.number().nullable(),
  kilonovaStrength: z.enum(strengths).nullable(),
  kilonovaScore: z.number().nullable(),
  systematicError: z.number().nullable(),
});

/** What `bench/verdict` keeps, as far as the tables need it. */
export const verdictResults = z.looseObject({
  objects: z.number(),
  /** Of how many that there are. */
  of: z.number(),
  models: z.array(z.object({ name: z.string(), kind: z.string(), fits: z.number() })),
  notCompared: z.array(z.object({ name: z.string() })),
  settings: z.record(z.string(), z.unknown()),
  priorOdds: z.record(z.string(), z.number()),
  timeLimitSeconds: z.number(),
  minutes: z.number(),
  confusion: z.array(
    z.object({
      group: z.string(),
      objects: z.number(),
      answers: z.record(z.string(), z.number()),
      acceptable: z.number().nullable(),
      right: z.number().nullable(),
    }),
  ),
  falseAlarms: z.object({
    contaminants: z.number(),
    decided: z.array(z.string()),
    byStrength: z.record(z.string(), z.array(z.string())),
  }),
  reliability: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      count: z.number(),
      meanProbability: z.number().nullable(),
      observed: z.number().nullable(),
    }),
  ),
  judged: z.array(judgedSchema),
  unreadable: z.array(z.object({ file: z.string(), why: z.string() })),
  fits: z.array(z.looseObject({ isConverged: z.boolean() })),
});
type VerdictResult = z.infer<typeof verdictResults>;

const percent = (value: number | null) => (value === null ? '' : `${Math.round(100 * value)} %`);
const fixed = (value: number | null, digits: number) =>
  value === null ? '' : value.toFixed(digits).replace('-', '−');
const listed = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function confusionTable(rows: VerdictResult['confusion']): string {
  const answers = [...kinds, 'inconclusive'];
  return table(
    ['class', 'objects', ...answers, 'right', 'right or inconclusive'],
    rows.map((row) => [
      row.group,
      row.objects,
      ...answers.map((answer) => row.answers[answer] || '·'),
      percent(row.right),
      percent(row.acceptable),
    ]),
  );
}

function wrongTable(judged: VerdictResult['judged'], reasons: Record<string, string>): string {
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

function alarmTable({ contaminants, byStrength }: VerdictResult['falseAlarms']): string {
  return table(
    ['strength', 'objects', 'rate', 'which'],
    strengths.map((strength) => {
      const objects = byStrength[strength] ?? [];
      return [strength, objects.length, percent(objects.length / contaminants), listed(objects)];
    }),
  );
}

function reliabilityTable(bins: VerdictResult['reliability']): string {
  return table(
    ['probability', 'how many', 'mean', 'came true'],
    bins.map((bin) => [
      `${bin.from}–${bin.to}`,
      bin.count,
      fixed(bin.meanProbability, 3),
      fixed(bin.observed, 3),
    ]),
  );
}

/** A model, and how many objects it was fitted to where that is not all of them. */
const modelWords =
  (objects: number) =>
  ({ name, kind, fits }: VerdictResult['models'][number]) =>
    fits === objects ? `${name} (${kind})` : `${name} (${kind}; ${fits} objects)`;

/** What the verdict says of light curves whose class is known, in tables; `reasons`: why an object is judged wrong. */
export function verdictTables(result: VerdictResult, reasons: Record<string, string>): string {
  const { falseAlarms, judged, fits, settings } = result;
  const limited = fits.filter((fit) => !fit.isConverged).length;
  const unknown = judged.filter((one) => rightFor(one.label) === null).length;
  const odds = Object.entries(result.priorOdds).map(([kind, value]) => `${kind} ${value}`);
  const made =
    Object.keys(settings).length === 0 ? 'default settings' : `settings ${JSON.stringify(settings)}`;
  const facts = [
    `${result.objects} of ${result.of} light curves, one class after the other in turns; ${made}; at most ${result.timeLimitSeconds} s for a fit.`,
    `All fits together took ${result.minutes} minutes.`,
    `${limited} of ${fits.length} fits did not converge or have no number.`,
    `Compared: ${listed(result.models.map(modelWords(result.objects)))}.`,
    `Defaults that were not compared: ${listed(result.notCompared.map(({ name }) => name))}.`,
    `Prior odds: ${odds.join(', ')}.`,
    ...result.unreadable.map(({ file, why }) => `${file} ${why}.`),
  ];
  return `${facts.map((fact) => `- ${fact}`).join('\n')}

### Class and verdict

${confusionTable(result.confusion)}

The class of ${unknown} objects is not known (fast-unclassified).

### False alarms for “kilonova”

Of ${falseAlarms.contaminants} objects that are no kilonova the verdict calls ${falseAlarms.decided.length} a kilonova: ${listed(falseAlarms.decided)}.
By the evidence alone, that of a kilonova against the best other kind:

${alarmTable(falseAlarms)}

### How often the probabilities come true

Every probability that a verdict gives a kind, and how often the object was of that kind:

${reliabilityTable(result.reliability)}

### What is wrong

${wrongTable(judged, reasons)}`;
}
