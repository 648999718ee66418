import { basename } from 'node:path';
import { type EventRow, eventsOfObject, newestEvents, opinionEvents } from '../../db/events.ts';
import { findFit } from '../../db/fits.ts';
import type { PipelineService } from '../api/service.ts';
import type { HistoryEntry } from '../api/views.ts';
import type { Context } from '../core/context.ts';
import { resolveObject } from '../objects/resolveObject.ts';
import { dayBounds } from '../shared/time.ts';

/** Events that people are told of, by what is in the log: the event's name, for fits the state it came to. */
const told: Record<string, HistoryEntry['event']> = {
  'first seen': 'first-seen',
  'new light curve': 'new-data',
  muted: 'muted',
  unmuted: 'unmuted',
  'not fitted': 'not-fitted',
  imported: 'imported',
  setting: 'setting',
  'opinion interesting': 'interesting',
  'opinion junk': 'junk',
  'opinion classified': 'classified',
  'opinion withdrawn': 'withdrawn',
  'fit queued': 'asked',
  'fit succeeded': 'succeeded',
  'fit failed': 'failed',
  'fit timed-out': 'timed-out',
  'fit lost': 'lost',
  'fit cancelled': 'cancelled',
};

function kindOf(event: EventRow): HistoryEntry['event'] | null {
  if (event.event === 'opinion') return told[`opinion ${event.to}`] ?? null;
  if (event.event !== 'fit') return told[event.event] ?? null;
  // A fit whose job was lost goes back to the queue by itself.
  if (event.to === 'queued' && event.from !== null) return null;
  if (event.to === 'succeeded' && event.from === null) return 'reused';
  return told[`fit ${event.to}`] ?? null;
}

function whyOf(event: EventRow, kind: HistoryEntry['event'], name: string): string | null {
  if (kind === 'setting') return `${name}: ${event.to}`;
  return kind === 'new-data' && event.why !== null ? basename(event.why) : event.why;
}

function entryOf(context: Context, event: EventRow): HistoryEntry | null {
  const kind = kindOf(event);
  if (kind === null) return null;
  const [what = '', name = ''] = event.subject.split(/:(.*)/s);
  const fit = what === 'fit' ? findFit(context.db, Number(name)) : undefined;
  return {
    at: event.at,
    actor: event.actor,
    object: fit?.object ?? (what === 'object' ? name : null),
    event: kind,
    fit: fit
      ? { fitId: fit.id, model: fit.model, kind: fit.kind, lnZ: kind === 'succeeded' ? fit.lnZ : null }
      : null,
    why: whyOf(event, kind, name),
  };
}

/** The log has several lines per fit of which people see two or three. */
const linesPerEntry = 8;

/** @see PipelineService.history */
export function history(
  context: Context,
  of: Parameters<PipelineService['history']>[0],
): ReturnType<PipelineService['history']> {
  const { db } = context;
  const object = of.objectName === null ? null : resolveObject(db, of.objectName);
  const within = of.date === null ? null : dayBounds(of.date);
  const said = of.said ?? null;
  if (said !== null) {
    const opinions = opinionEvents(db, { object: object?.name ?? null, said, within, most: of.most });
    return opinions.flatMap((event) => entryOf(context, event) ?? []);
  }
  const most = of.most * linesPerEntry;
  const events = object ? eventsOfObject(db, object, within, most) : newestEvents(db, within, most);
  return events.flatMap((event) => entryOf(context, event) ?? []).slice(-of.most);
}
