/** How long something that failed is left alone: longer each time, up to a most. */
export class Backoff {
  readonly #firstMs: number;
  readonly #mostMs: number;
  #pauseMs = 0;
  #untilMs = 0;

  constructor(firstMs: number, mostMs: number) {
    this.#firstMs = firstMs;
    this.#mostMs = mostMs;
  }

  /** Whether it may be tried now. */
  isDue(): boolean {
    return Date.now() >= this.#untilMs;
  }

  /** It failed: it is left alone for a while. */
  failed(): void {
    this.#pauseMs = Math.min(this.#mostMs, this.#pauseMs === 0 ? this.#firstMs : 2 * this.#pauseMs);
    this.#untilMs = Date.now() + this.#pauseMs;
  }

  /** It worked: it may be tried at once, and the next pause is a short one. */
  worked(): void {
    this.#pauseMs = 0;
    this.#untilMs = 0;
  }
}
