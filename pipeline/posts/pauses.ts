/** What is left alone for a while, by the monotonic clock: a wrong time of day neither lengthens nor ends a pause. */
export class Pauses<K> {
  readonly #of = new Map<K, { untilMs: number; failures: number }>();
  readonly #nowMs: () => number;

  /** @param nowMs milliseconds of a clock that never jumps. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Whether it is to be left alone now. */
  lasts(key: K): boolean {
    return (this.#of.get(key)?.untilMs ?? Number.NEGATIVE_INFINITY) > this.#nowMs();
  }

  /**
   * Another failure: pauses of 2, 4, 8, … seconds.
   * @param asked seconds that were asked for instead; null: none. @param most seconds. @returns seconds of the pause.
   */
  lengthen(key: K, asked: number | null, most: number): number {
    const failures = (this.#of.get(key)?.failures ?? 0) + 1;
    const seconds = asked ?? Math.min(most, 2 ** Math.min(failures, 20));
    this.#of.set(key, { untilMs: this.#nowMs() + seconds * 1000, failures });
    return seconds;
  }

  /** It works again. */
  end(key: K): void {
    this.#of.delete(key);
  }
}
