import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const times = z.int().min(1).max(1000).default(1);
const method = z.string().min(1);

/** Trouble that can be ordered, also as the body of `POST /page/control`. */
export const fault = z.discriminatedUnion('fault', [
  /** The next calls of a method (`*`: any) are answered with this HTTP status; 429 with `Retry-After` seconds. */
  z.strictObject({
    fault: z.literal('answer'),
    method,
    status: z.int().min(400).max(599),
    /** A number of seconds, or a date as HTTP has it. */
    retryAfter: z.union([z.number().min(0), z.string().min(1)]).optional(),
    times,
  }),
  /** The next calls are refused with one of Slack's errors. */
  z.strictObject({ fault: z.literal('error'), method, error: z.string().min(1), times }),
  /** The next calls are answered this much later. */
  z.strictObject({ fault: z.literal('delay'), method, ms: z.number().min(0), times }),
  /** The next calls are carried out, but the connection breaks before the answer. */
  z.strictObject({ fault: z.literal('lose-answer'), method, times }),
  /** All sockets break without a word; `refuseForMs`: nobody can open a new one for so long. */
  z.strictObject({ fault: z.literal('drop-sockets'), refuseForMs: z.number().min(0).optional() }),
  /** All sockets are told to go: Slack's `disconnect`. */
  z.strictObject({
    fault: z.literal('disconnect'),
    reason: z.enum(['warning', 'refresh_requested', 'link_disabled']).default('refresh_requested'),
  }),
  /** The next envelopes are delivered twice. */
  z.strictObject({ fault: z.literal('duplicate'), times }),
  /** The next envelopes leave this much later. */
  z.strictObject({ fault: z.literal('delay-envelopes'), ms: z.number().min(0), times }),
  /** Pongs come this much later from now on; `null`: nothing comes on the sockets any more. */
  z.strictObject({ fault: z.literal('pong'), afterMs: z.number().min(0).nullable() }),
  /** All faults ordered before are forgotten. */
  z.strictObject({ fault: z.literal('clear') }),
]);

/** One order of trouble. */
export type Fault = z.infer<typeof fault>;
/** The same before defaults are filled in. */
export type FaultOrder = z.input<typeof fault>;
type CallFault = Extract<Fault, { method: string }>;

/** What the socket side must do about a fault at once. */
export interface SocketFaults {
  drop(refuseForMs: number): void;
  disconnect(reason: string): void;
}

/** The list of ordered trouble. */
export class Faults {
  #calls: (CallFault & { left: number })[] = [];
  #duplicates = 0;
  #slowEnvelopes = { left: 0, ms: 0 };
  #sockets: SocketFaults | undefined;
  /** How late pongs are, ms; Infinity: sockets are silent. */
  pongAfterMs = 0;

  /** Connects the socket side. */
  attach(sockets: SocketFaults): void {
    this.#sockets = sockets;
  }

  /**
   * Orders trouble.
   * @throws ZodError when the order is malformed.
   */
  order(input: FaultOrder): void {
    const one = fault.parse(input);
    if (one.fault === 'drop-sockets') this.#sockets?.drop(one.refuseForMs ?? 0);
    else if (one.fault === 'disconnect') this.#sockets?.disconnect(one.reason);
    else if (one.fault === 'duplicate') this.#duplicates += one.times;
    else if (one.fault === 'delay-envelopes') this.#slowEnvelopes = { left: one.times, ms: one.ms };
    else if (one.fault === 'pong') this.pongAfterMs = one.afterMs ?? Number.POSITIVE_INFINITY;
    else if (one.fault === 'clear') {
      this.pongAfterMs = 0;
      this.#calls = [];
      this.#duplicates = 0;
      this.#slowEnvelopes = { left: 0, ms: 0 };
    } else this.#calls.push({ ...one, left: one.times });
  }

  /** Takes the trouble of one call, waiting out its delays; null when there is none. */
  async takeForCall(name: string): Promise<CallFault | null> {
    for (const one of this.#calls) {
      if (one.left === 0 || (one.method !== '*' && one.method !== name)) continue;
      one.left -= 1;
      if (one.fault !== 'delay') return one;
      await sleep(one.ms);
    }
    return null;
  }

  /** How the next envelope travels: how late (ms) and how many times. */
  takeForEnvelope(): { delayMs: number; copies: number } {
    const copies = this.#duplicates > 0 ? 2 : 1;
    this.#duplicates = Math.max(0, this.#duplicates - 1);
    const delayMs = this.#slowEnvelopes.left > 0 ? this.#slowEnvelopes.ms : 0;
    this.#slowEnvelopes.left = Math.max(0, this.#slowEnvelopes.left - 1);
    return { delayMs, copies };
  }
}
