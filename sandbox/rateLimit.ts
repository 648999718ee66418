/** Counts posts per channel: a bucket that fills at the allowed rate and holds one second's worth. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** @param perSecond 0: no limit. */
  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Takes one post; returns 0, or after how many whole seconds to try again. */
  take(channel: string): number {
    if (this.#perSecond <= 0) return 0;
    const most = Math.max(1, this.#perSecond);
    const now = Date.now();
    const bucket = this.#buckets.get(channel) ?? { tokens: most, at: now };
    const tokens = Math.min(most, bucket.tokens + ((now - bucket.at) / 1000) * this.#perSecond);
    const wait = tokens >= 1 ? 0 : Math.ceil((1 - tokens) / this.#perSecond);
    this.#buckets.set(channel, { tokens: wait === 0 ? tokens - 1 : tokens, at: now });
    return wait;
  }
}
