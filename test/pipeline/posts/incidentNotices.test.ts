import { expect, test } from 'vitest';
import { pendingPosts } from '../../../db/posts.ts';
import { areas, Incidents } from '../../../pipeline/core/incidents.ts';
import { IncidentNotices } from '../../../pipeline/posts/incidentNotices.ts';
import { scratchDatabase } from '../../db/examples.ts';

/** Turns at chosen minutes, on one database. */
function stage(tell: string[] = ['U0ASK1', 'C0OPS1']) {
  const db = scratchDatabase();
  let minute = 0;
  const clock = () => new Date(Date.UTC(2026, 10, 28, 4, minute));
  const now = () => clock().toISOString();
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const incidents = new Incidents(log, clock);
  const change = () => ({ at: now(), actor: 'app' });
  const start = () =>
    new IncidentNotices({ db, now, incidents, change, options: { incidents: { tell, afterMinutes: 15 } } });
  let notices = start();
  const told = () => pendingPosts(db).map(({ channel, content }) => [channel, JSON.parse(content).text]);
  return {
    incidents,
    told,
    restart() {
      notices = start();
    },
    async at(newMinute: number) {
      minute = newMinute;
      await notices.turn();
      return told().length;
    },
  };
}

test('trouble that lasts is told once to everybody named, and when it is over', async () => {
  const { incidents, at, told, restart } = stage();
  incidents.note(areas.jobs, new Error('The cluster cannot be reached.'));
  expect(await at(14)).toBe(0);
  expect(await at(15)).toBe(2);
  expect(told()).toEqual(
    ['U0ASK1', 'C0OPS1'].map((place) => [
      place,
      '⚠ This needs somebody: The cluster cannot be reached. (Since 04:00 UTC.) `/nmma status` shows what there is now.',
    ]),
  );
  // Other words for the same trouble, a pause of minutes, a restart: nothing new.
  incidents.note(areas.jobs, new Error('The cluster refuses jobs.'));
  expect(await at(30)).toBe(2);
  incidents.clear(areas.jobs);
  expect(await at(35)).toBe(2);
  incidents.note(areas.jobs, new Error('The cluster cannot be reached.'));
  expect(await at(36)).toBe(2);
  restart();
  expect(await at(45)).toBe(2);
  incidents.clear(areas.jobs);
  expect(await at(54)).toBe(2);
  expect(await at(55)).toBe(4);
  expect(told().at(-1)).toEqual(['C0OPS1', '✓ Over: The cluster cannot be reached.']);
  expect(await at(59)).toBe(4);
});

test('a restarted app waits before it says that trouble is over', async () => {
  const { incidents, at, restart } = stage(['U0ASK1']);
  incidents.note(areas.source('schoty'), new Error('schoty cannot be reached.'));
  expect(await at(20)).toBe(1);
  incidents.clear(areas.source('schoty'));
  await at(29);
  restart();
  expect(await at(35)).toBe(1);
  expect(await at(39)).toBe(2);
});

test('several troubles are one message; nobody named is told nothing', async () => {
  const { incidents, at, told } = stage(['U0ASK1']);
  incidents.note(areas.jobs, new Error('The cluster is down.'));
  incidents.note(areas.database, new Error('The disk is full.'));
  expect(await at(15)).toBe(1);
  expect(told()[0]?.[1]).toMatch(/^⚠ This needs somebody:\n• The cluster is down\..*\n• The disk is full\./);
  const silent = stage([]);
  silent.incidents.note(areas.jobs, new Error('The cluster is down.'));
  expect(await silent.at(60)).toBe(0);
});
