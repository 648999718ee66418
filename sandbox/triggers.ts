import { SlackError } from './errors.ts';
import { secret } from './ids.ts';

interface Trigger {
  userId: string;
  expires: number;
  used: boolean;
}

/** Trigger ids: proof that a person did something a moment ago; good once, for 3 s. */
export class Triggers {
  readonly #lifetimeMs: number;
  readonly #known = new Map<string, Trigger>();

  constructor(lifetimeMs: number) {
    this.#lifetimeMs = lifetimeMs;
  }

  /** A new trigger id for what this person just did. */
  make(userId: string): string {
    const now = Date.now();
    const id = `${now}.${this.#known.size + 1}.${secret(16)}`;
    this.#known.set(id, { userId, expires: now + this.#lifetimeMs, used: false });
    return id;
  }

  /**
   * Spends a trigger id.
   * @returns the person it came from.
   * @throws SlackError `invalid_trigger_id`, `expired_trigger_id` or `exchanged_trigger_id`.
   */
  spend(id: string): string {
    const trigger = this.#known.get(id);
    if (!trigger) throw new SlackError('invalid_trigger_id');
    if (trigger.used) throw new SlackError('exchanged_trigger_id');
    if (trigger.expires < Date.now()) throw new SlackError('expired_trigger_id');
    trigger.used = true;
    return trigger.userId;
  }
}
