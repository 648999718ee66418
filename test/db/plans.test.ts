import { describe, expect, it } from 'vitest';
import { eventsBetween, eventsOf, eventsOfObject, newestEvents, opinionEvents } from '../../db/events.ts';
import {
  countFitStates,
  findFit,
  findOpenFit,
  findSucceededFit,
  fitsAskedBetween,
  fitsOfObject,
  fitsOfRun,
  modelsFittedTo,
  newestFitDay,
  newestFitsRequestedBy,
  objectsOfRun,
  openFits,
  queuedFits,
} from '../../db/fits.ts';
import { intakeProblemsOf } from '../../db/intakeProblems.ts';
import { openJobOf, openJobs } from '../../db/jobs.ts';
import { unaccountedJobs, usageOfRun } from '../../db/jobUsage.ts';
import { muteOf } from '../../db/mutes.ts';
import { findObject } from '../../db/objects.ts';
import { succeededFits, succeededStamp } from '../../db/oldLayout.ts';
import type { Db } from '../../db/open.ts';
import { allOpinionsOf, opinionsOf, unansweredObjects } from '../../db/opinions.ts';
import {
  deadPosts,
  hasNewerEdit,
  hasSummary,
  newestContentOf,
  objectPost,
  pendingPosts,
  progressPost,
  queuedPosts,
} from '../../db/posts.ts';
import { openPullRequests } from '../../db/pullRequests.ts';
import { objectsToReport } from '../../db/reports.ts';
import { newestPull, newestRun, newestRuns, openRuns } from '../../db/runs.ts';
import { watchesOf, watchesThatMayConcern } from '../../db/watches.ts';
import { scratchDatabase } from './examples.ts';

const day = ['2026-11-23T00:00:00.000Z', '2026-11-24T00:00:00.000Z'] as const;
const within = { from: day[0], to: day[1] };

/** What is asked at every look, by every pull or by people while they wait. */
const hot: Record<string, (db: Db) => unknown> = {
  'open fits': openFits,
  'fits that wait': queuedFits,
  'jobs that have not ended': openJobs,
  'the open job of a fit': (db) => openJobOf(db, 1),
  'what was not told yet': objectsToReport,
  'messages that are owed': pendingPosts,
  'messages that could not be sent': (db) => deadPosts(db, day[0]),
  'what is owed, in short': (db) => queuedPosts(db, day[0]),
  'a newer edit': (db) => hasNewerEdit(db, 1, 1),
  'the message of an object': (db) => objectPost(db, 1, 'C0NMMA'),
  'the message that moves': (db) => progressPost(db, 1, 1, 'C0NMMA'),
  'the last edit of a message': (db) => newestContentOf(db, 1),
  'what succeeded, in the old layout': succeededFits,
  'whether more succeeded': succeededStamp,
  'a summary': (db) => hasSummary(db, '2026-11-23'),
  'what jobs used that nobody noted': (db) => unaccountedJobs(db, { executor: 'slurm', ...within }, 1000),
  'what the jobs of a run used': (db) => usageOfRun(db, 1),
  'open runs': openRuns,
  'the newest run': newestRun,
  'the newest runs': (db) => newestRuns(db, 10),
  'the newest pull': newestPull,
  'the states of a run': (db) => countFitStates(db, 1),
  'the objects of a run': (db) => objectsOfRun(db, 1, 3),
  'the fits of a run': (db) => fitsOfRun(db, 1),
  'the fits of an object': (db) => fitsOfObject(db, 1),
  'the fits of a day': (db) => fitsAskedBetween(db, ...day),
  'the newest day with fits': newestFitDay,
  'what somebody asked for': (db) => newestFitsRequestedBy(db, 'U0MANSI001', 10),
  'a fit': (db) => findFit(db, 1),
  'the same fit, succeeded': (db) => findSucceededFit(db, 'key'),
  'the same fit, open': (db) => findOpenFit(db, 'key'),
  'models of a light curve': (db) => modelsFittedTo(db, 1),
  'what is wrong with files': (db) => intakeProblemsOf(db, 1),
  'the mute of an object': (db) => muteOf(db, 1, day[0]),
  'what people say of an object': (db) => opinionsOf(db, 1),
  'what people ever said of an object': (db) => allOpinionsOf(db, 1),
  'objects that nobody said anything of': (db) => unansweredObjects(db, day[0]),
  'who said that something is junk': (db) =>
    opinionEvents(db, { object: null, said: 'junk', within: null, most: 40 }),
  'who watches': (db) => watchesThatMayConcern(db, 1),
  'what somebody watches': (db) => watchesOf(db, 'U0MANSI001'),
  'an object by name': (db) => findObject(db, 'ztf22aawacjw'),
  'pulls that a shell asked for': openPullRequests,
  'the log of a fit': (db) => eventsOf(db, 'fit:1'),
  'the log of an object': (db) => eventsOfObject(db, { id: 1, name: 'ZTF22aawacjw' }, null, 40),
  'the log of an object on a day': (db) => eventsOfObject(db, { id: 1, name: 'ZTF22aawacjw' }, within, 40),
  'the log of a day': (db) => newestEvents(db, within, 40),
  'what was not fitted on a day': (db) => eventsBetween(db, ...day, 'not fitted'),
};

/** How SQLite goes about what a function asks, one line per step. */
function plansOf(ask: (db: Db) => unknown): string[] {
  const db = scratchDatabase();
  const asked: string[] = [];
  const prepare = db.prepare;
  db.prepare = new Proxy(prepare, {
    apply(target, self, words: [string]) {
      asked.push(words[0]);
      return Reflect.apply(target, self, words);
    },
  });
  ask(db);
  db.prepare = prepare;
  return asked.flatMap((sql) => {
    const names = [...sql.matchAll(/@(\w+)/g)].map(([, name = '']) => [name, '1']);
    const marks = Array.from(sql.matchAll(/\?/g), () => '1');
    const explain = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
    const rows = names.length > 0 ? explain.all(Object.fromEntries(names)) : explain.all(...marks);
    return rows.map(({ detail }) => detail);
  });
}

/** A step that goes through a whole table which grows for ever; indexes of only what is open stay small. */
const slow =
  /^SCAN (fits|jobs|events|posts|light_curves|objects)\b(?! USING (COVERING )?INDEX (jobs_open|posts_pending|posts_summaries|fits_succeeded)$)/;

describe('no table is gone through for', () => {
  it.each(Object.entries(hot))('%s', (_, ask) => {
    const plan = plansOf(ask);
    expect(plan).not.toEqual([]);
    expect(plan.filter((step) => slow.test(step))).toEqual([]);
  });
});

it('a query that goes through a table is found', () => {
  const plan = plansOf((db) => db.prepare('SELECT id FROM fits WHERE message = ?').all('x'));
  expect(plan.filter((step) => slow.test(step))).toEqual(['SCAN fits']);
});

it('the newest events are found from the end, without sorting', () => {
  const plan = plansOf((db) => newestEvents(db, null, 40));
  expect(plan.filter((step) => /TEMP B-TREE/.test(step))).toHaveLength(1);
});
