import { dayMs } from '../../charts/time.ts';
import type { MuteEnd } from '../../pipeline/api/service.ts';

const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: dayMs, w: 7 * dayMs };
const longestMs = 10 * 366 * dayMs;

/**
 * How long a mute lasts, as people type it: `2d`, `12h`, `1w`, `30m`, a date (`2026-12-01`), or `next` for the next
 * detection.
 * @returns undefined when the word is none of these, and so belongs to the reason.
 */
export function readMuteEnd(word: string, now: Date): MuteEnd | undefined {
  if (/^next(-detection)?$/i.test(word)) return 'next-detection';
  const [, count, unit = ''] = /^(\d{1,4})([mhdw])$/i.exec(word) ?? [];
  if (count !== undefined) {
    const ms = Number(count) * (unitMs[unit.toLowerCase()] ?? 0);
    if (ms > 0 && ms <= longestMs) return { until: new Date(now.getTime() + ms).toISOString() };
    return undefined;
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(word)) return { until: `${word}T00:00:00.000Z` };
  return undefined;
}
