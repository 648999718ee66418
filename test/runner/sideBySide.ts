import type { Counts } from './counts.ts';

/** Takes what a check prints, as it comes. */
export type Print = (output: string | Uint8Array) => void;

/** This terminal: a command that prints there alone gets it as it is, with colours. */
export const terminal: Print = (output) => process.stdout.write(output);

/** One thing with a heading of its own. */
export interface Check {
  heading: string;
  run(print: Print): Promise<Counts>;
}

/** How a check ended, and how long it took. */
export interface Outcome {
  heading: string;
  counts: Counts;
  seconds: number;
}

/** What one of several writers has printed before its turn. */
interface Writer {
  heading: string;
  kept: (string | Uint8Array)[];
  isDone: boolean;
}

/**
 * Several writers on one terminal, in a fixed order: the first that is not done prints as it writes, what the others
 * write is kept until it is their turn. So the output of each stands together under its heading.
 */
export class Turns {
  readonly #print: Print;
  readonly #writers: Writer[];
  #turn = -1;

  constructor(headings: readonly string[], print: Print) {
    this.#print = print;
    this.#writers = headings.map((heading) => ({ heading, kept: [], isDone: false }));
    this.#next();
  }

  /** Prints for the writer of that number, or keeps it. */
  write(index: number, output: string | Uint8Array): void {
    if (index === this.#turn) this.#print(output);
    else this.#writers[index]?.kept.push(output);
  }

  /** That writer has nothing more to say. */
  end(index: number): void {
    const writer = this.#writers[index];
    if (writer) writer.isDone = true;
    if (index === this.#turn) this.#next();
  }

  #next(): void {
    for (;;) {
      this.#turn += 1;
      const writer = this.#writers[this.#turn];
      if (writer === undefined) return;
      this.#print(`\n== ${writer.heading}\n`);
      for (const output of writer.kept.splice(0)) this.#print(output);
      if (!writer.isDone) return;
    }
  }
}

async function runOne(check: Check, print: Print): Promise<Outcome> {
  const started = performance.now();
  let counts: Counts;
  try {
    counts = await check.run(print);
  } catch (error) {
    print(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    counts = { passed: 0, failed: 1, skipped: 0 };
  }
  return { heading: check.heading, counts, seconds: (performance.now() - started) / 1000 };
}

/**
 * Runs lanes of checks side by side, those of a lane one after the other. They print in the order of the lanes; a single
 * lane prints as it goes.
 * @returns how each ended, in that order; a check that throws has failed.
 */
export async function runSideBySide(lanes: readonly Check[][], print: Print): Promise<Outcome[]> {
  const turns = new Turns(
    lanes.flatMap((lane) => lane.map(({ heading }) => heading)),
    print,
  );
  let before = 0;
  const running = lanes.map(async (lane) => {
    const first = before;
    before += lane.length;
    const outcomes: Outcome[] = [];
    for (const [place, check] of lane.entries()) {
      const index = first + place;
      outcomes.push(await runOne(check, lanes.length === 1 ? print : (output) => turns.write(index, output)));
      turns.end(index);
    }
    return outcomes;
  });
  return (await Promise.all(running)).flat();
}
