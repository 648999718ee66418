import { groupOf, rightFor } from './classes.ts';
import { type Judged, kinds, strengths } from './judge.ts';

const inconclusive = 'inconclusive';

/** What is told of an object in one word: the kind, or that it is not decided. */
export function answerOf(judged: Judged): string {
  return judged.isDecided && judged.kind !== null ? judged.kind : inconclusive;
}

/** Whether the answer is none that the object's class refutes; null: the class is not known. */
export function isAcceptable(judged: Judged): boolean | null {
  const right = rightFor(judged.label);
  const answer = answerOf(judged);
  if (right === null) return null;
  return answer === inconclusive || right.some((kind) => kind === answer);
}

/** One row of the confusion table. */
export interface GroupRow {
  group: string;
  objects: number;
  /** By kind, and `inconclusive`. */
  answers: Record<string, number>;
  /** Share whose answer is right or inconclusive; null: the class is not known. */
  acceptable: number | null;
  /** Share whose answer is right; null: the class is not known. */
  right: number | null;
}

function share(of: readonly Judged[], test: (one: Judged) => boolean): number {
  return of.filter(test).length / of.length;
}

/** Class × verdict. */
export function confusion(all: readonly Judged[]): GroupRow[] {
  return [...Map.groupBy(all, (one) => groupOf(one.label))].map(([group, ofGroup]) => {
    const isKnown = ofGroup.every((one) => rightFor(one.label) !== null);
    const answers = Object.fromEntries(
      [...kinds, inconclusive].map((answer) => [
        answer,
        ofGroup.filter((one) => answerOf(one) === answer).length,
      ]),
    );
    const isRight = (one: Judged) => rightFor(one.label)?.some((kind) => kind === answerOf(one)) ?? false;
    return {
      group,
      objects: ofGroup.length,
      answers,
      acceptable: isKnown ? share(ofGroup, (one) => isAcceptable(one) === true) : null,
      right: isKnown ? share(ofGroup, isRight) : null,
    };
  });
}

/** How often what is no kilonova is called one, by what the data alone say (ΔlnZ of KN against the best other kind). */
export interface FalseAlarms {
  /** Objects that are known to be no kilonova. */
  contaminants: number;
  /** Those that the verdict calls a kilonova. */
  decided: string[];
  /** Objects by the strength of KN's evidence over the best other kind. */
  byStrength: Record<string, string[]>;
}

export function falseAlarms(all: readonly Judged[]): FalseAlarms {
  const contaminants = all.filter(({ label }) => rightFor(label)?.includes('KN') === false);
  const byStrength = strengths.map((strength) => [
    strength,
    contaminants.filter((one) => one.kilonovaStrength === strength).map(({ object }) => object),
  ]);
  return {
    contaminants: contaminants.length,
    decided: contaminants.filter((one) => answerOf(one) === 'KN').map(({ object }) => object),
    byStrength: Object.fromEntries(byStrength),
  };
}

/** Of probabilities between two edges: how many there are, their mean, and how often they came true. */
export interface ReliabilityBin {
  from: number;
  to: number;
  count: number;
  meanProbability: number | null;
  observed: number | null;
}

const edges = [0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98, 1];

/** Every probability of every kind of the objects whose kind is known, against whether it was that kind. */
export function reliability(all: readonly Judged[]): ReliabilityBin[] {
  const pairs = all.flatMap(({ label, probabilities }) => {
    const right = rightFor(label);
    if (right === null || right.length === 0) return [];
    return Object.entries(probabilities).map(([kind, probability]) => ({
      probability,
      isTrue: right.some((one) => one === kind),
    }));
  });
  return edges.slice(0, -1).map((from, at) => {
    const to = edges[at + 1] ?? 1;
    const inside = pairs.filter(
      ({ probability }) => probability >= from && (probability < to || (to === 1 && probability === 1)),
    );
    const mean = (values: number[]) =>
      values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
    return {
      from,
      to,
      count: inside.length,
      meanProbability: mean(inside.map((one) => one.probability)),
      observed: mean(inside.map((one) => (one.isTrue ? 1 : 0))),
    };
  });
}
