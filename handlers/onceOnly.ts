import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Log } from '../pipeline/shared/log.ts';

/** What makes a request of Slack the same one: the id of an event, the trigger of a gesture. */
const identitySchema = z.object({
  event_id: z.string().optional(),
  trigger_id: z.string().optional(),
});
/** Slack sends an event again after a minute and after five. */
const memoryMs = 15 * 60_000;
const mostRemembered = 5000;

/**
 * Slack sends a request a second time when the first acknowledgement was lost: it is acknowledged again, and nothing is
 * done twice.
 */
export function registerOnceOnly(app: App, log: Log): void {
  const seen = new Map<string, number>();
  app.use(async (args) => {
    const parsed = identitySchema.safeParse(args.body);
    const id = parsed.success ? (parsed.data.event_id ?? parsed.data.trigger_id) : undefined;
    const now = Date.now();
    if (id === undefined) return args.next();
    const before = seen.get(id);
    if (before !== undefined && now - before < memoryMs) {
      log.info({ request: id }, 'Slack sent a request twice: done once');
      if ('ack' in args && typeof args.ack === 'function') await args.ack();
      return;
    }
    seen.set(id, now);
    const oldest = seen.keys().next();
    if (seen.size > mostRemembered && !oldest.done) seen.delete(oldest.value);
    await args.next();
  });
}
