import { z } from 'zod';
import { readAppState, writeAppState } from '../db/appState.ts';
import type { Db } from '../db/open.ts';
import { programmes } from '../pipeline/api/audience.ts';
import type { PipelineService } from '../pipeline/api/service.ts';
import { priorOddsSchema, rateOdds } from '../pipeline/fits/priorOdds.ts';
import { fitSettingsSchema } from '../pipeline/fitter/fitSettings.ts';
import type { Log } from './log.ts';

const choicesSchema = z.object({
  channel: z.string(),
  /** Whose data each channel may see; a channel that is not named sees public data only. */
  audience: z.array(z.object({ id: z.string(), sees: z.array(z.enum(programmes)) })).default([]),
  models: z.array(z.string()).nullable(),
  fitDefaults: fitSettingsSchema.exactPartial(),
  postThreshold: z.number().nullable(),
  priorOdds: priorOddsSchema.default(rateOdds),
  portalUrl: z.string().nullable().default(null),
  workspaceUrl: z.string().nullable().default(null),
});

/** What the app was started with that a request from a shell must be made with too. */
export type AppChoices = z.infer<typeof choicesSchema>;

const appStateSchema = z.object({
  isRunning: z.boolean(),
  choices: choicesSchema,
  incidents: z.array(z.string()),
  health: z.array(
    z.object({
      part: z.enum(['source', 'executor', 'database', 'Slack', 'other']),
      isWell: z.boolean(),
      words: z.string(),
    }),
  ),
  nextPullAt: z.string().nullable(),
});

/** What the app tells about itself in its database, and when it did. */
export type AppState = z.infer<typeof appStateSchema> & { seenAt: string };

/** How often the app tells, ms. */
const tellEveryMs = 5000;
/** An app that has not told anything for so long is not there any more, ms. */
const freshMs = 30_000;

/** What the app told last; null when none of this version ever ran on that database. */
export function lastAppState(db: Db): AppState | null {
  const row = readAppState(db);
  if (!row) return null;
  const parsed = appStateSchema.safeParse(JSON.parse(row.content));
  return parsed.success ? { ...parsed.data, seenAt: row.seenAt } : null;
}

/** Whether the app that told this still runs. */
export function isAlive(state: AppState, now: Date): boolean {
  return state.isRunning && Math.abs(now.getTime() - Date.parse(state.seenAt)) < freshMs;
}

/**
 * Tells again and again how the app is, for the commands of a shell.
 * @returns a function that ends it, and says that the app has ended.
 */
export function tellAppState(db: Db, service: PipelineService, choices: AppChoices, log: Log): () => void {
  const tell = (isRunning: boolean) => {
    try {
      const { incidents, health, nextPullAt } = service.status();
      const content = JSON.stringify({ isRunning, choices, incidents, health, nextPullAt });
      writeAppState(db, { seenAt: new Date().toISOString(), content });
    } catch (error) {
      log.warn({ err: error }, 'how the app is could not be written down for the shell');
    }
  };
  tell(true);
  const timer = setInterval(() => tell(true), tellEveryMs);
  return () => {
    clearInterval(timer);
    tell(false);
  };
}
