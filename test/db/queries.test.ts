import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../db/events.ts';
import { cancelFit, queuedFits } from '../../db/fits.ts';
import { intakeProblemsOf, noteIntakeProblem } from '../../db/intakeProblems.ts';
import { addJob, moveJob, openJobOf, openJobs, setJobProgress } from '../../db/jobs.ts';
import { addLightCurve, countLightCurves, findLightCurve, getLightCurve } from '../../db/lightCurves.ts';
import { addMute, endMute, muteOf, mutesAt } from '../../db/mutes.ts';
import { ensureObject, getObject, objectNames, setCurrentLightCurve } from '../../db/objects.ts';
import type { Db } from '../../db/open.ts';
import {
  addPost,
  beginPostAttempt,
  deadPosts,
  failPost,
  findPost,
  hasSummary,
  markPostSent,
  objectPost,
  pendingPosts,
  postponePost,
  retryPost,
  sentPosts,
} from '../../db/posts.ts';
import { addReport, objectsToReport } from '../../db/reports.ts';
import { addRun, countRun, finishRun, getRun, newestPull, newestRun, openRuns } from '../../db/runs.ts';
import { addExampleCurve, addExampleFit, at, point, scratchDatabase } from './examples.ts';

function nextJob(db: Db, fitId: number) {
  const name = (attempt: number) => `nmma-f${fitId}-a${attempt}`;
  const folder = (attempt: number) => `/state/jobs/${fitId}/${attempt}`;
  return addJob(db, { fitId, executor: 'local', name, folder }, at(2));
}

describe('jobs', () => {
  it('are begun one at a time, each attempt with a name and a folder of its own', () => {
    const db = scratchDatabase();
    const { fitId } = addExampleFit(db);
    const job = nextJob(db, fitId);
    expect(job).toMatchObject({ attempt: 1, name: `nmma-f${fitId}-a1`, state: 'created' });
    expect(nextJob(db, fitId)).toBeUndefined();
    expect(queuedFits(db)).toEqual([]);
    const id = job?.id ?? 0;
    expect(moveJob(db, id, 'submitted', { ...at(3), handle: '{"id":7}' })).toBe(true);
    expect(moveJob(db, id, 'running', at(4))).toBe(true);
    expect(moveJob(db, id, 'submitted', at(4))).toBe(false);
    expect(setJobProgress(db, id, '{"fraction":0.5}')).toBe(true);
    expect(setJobProgress(db, id, '{"fraction":0.5}')).toBe(false);
    expect(openJobOf(db, fitId)).toMatchObject({ handle: '{"id":7}', progress: '{"fraction":0.5}' });
    expect(moveJob(db, id, 'ended', at(5))).toBe(true);
    expect(moveJob(db, id, 'running', at(6))).toBe(false);
    expect(setJobProgress(db, id, '{}')).toBe(false);
    expect(openJobs(db)).toEqual([]);
    expect(queuedFits(db).map((fit) => fit.id)).toEqual([fitId]);
    expect(nextJob(db, fitId)).toMatchObject({ attempt: 2, folder: `/state/jobs/${fitId}/2` });
    cancelFit(db, fitId, 'No.', at(7));
    moveJob(db, openJobOf(db, fitId)?.id ?? 0, 'ended', at(7));
    expect(nextJob(db, fitId)).toBeUndefined();
    expect(eventsOf(db, `job:nmma-f${fitId}-a1`).map(({ to }) => to)).toEqual([
      'created',
      'submitted',
      'running',
      'ended',
    ]);
  });
});

describe('posts', () => {
  const post = {
    kind: 'object' as const,
    runId: null,
    objectId: null,
    parentPostId: null,
    editsPostId: null,
    channel: 'C1',
    content: '{}',
  };
  const refusal = (code: string) => ({ words: code, code, mayHaveBeenSent: false });

  it('are owed until they are sent or given up', () => {
    const db = scratchDatabase();
    const { object } = addExampleCurve(db);
    const id = addPost(db, { ...post, objectId: object.id }, at(0));
    const other = addPost(db, { ...post, objectId: object.id, editsPostId: id }, at(0));
    expect(pendingPosts(db).map((row) => row.id)).toEqual([id, other]);
    expect(beginPostAttempt(db, id)).toBe(true);
    expect(postponePost(db, id, refusal('ratelimited'), at(9).at)).toBe(true);
    const waiting = { attempts: 1, mayHaveBeenSent: 0, lastError: 'ratelimited', nextAttemptAt: at(9).at };
    expect(findPost(db, id)).toMatchObject(waiting);
    expect(markPostSent(db, id, { channel: 'C9', ts: '1.2' }, at(9))).toBe(true);
    const sent = { state: 'sent', slackChannel: 'C9', slackTs: '1.2', lastError: null, nextAttemptAt: null };
    expect(findPost(db, id)).toMatchObject(sent);
    for (const act of [
      () => beginPostAttempt(db, id),
      () => markPostSent(db, id, { channel: 'C9', ts: '3.4' }, at(9)),
      () => postponePost(db, id, refusal('no'), at(9).at),
      () => failPost(db, id, refusal('no'), at(9)),
    ]) {
      expect(act()).toBe(false);
    }
    expect(failPost(db, other, refusal('invalid_blocks'), at(9))).toBe(true);
    expect(eventsOf(db, `post:${other}`).at(-1)).toMatchObject({ to: 'failed', why: 'invalid_blocks' });
    expect(pendingPosts(db)).toEqual([]);
    expect(sentPosts(db).map((row) => row.slackTs)).toEqual(['1.2']);
    expect(deadPosts(db, at(0).at).map((row) => row.id)).toEqual([other]);
    expect(deadPosts(db, at(1).at)).toEqual([]);
  });

  it('that could not be sent are tried again with what belongs to them, and with nothing else', () => {
    const db = scratchDatabase();
    const { object } = addExampleCurve(db);
    const first = addPost(db, { ...post, objectId: object.id }, at(0));
    const reply = addPost(db, { ...post, kind: 'thread', objectId: object.id, parentPostId: first }, at(0));
    const edit = addPost(db, { ...post, objectId: object.id, editsPostId: first }, at(0));
    const bad = addPost(db, { ...post, kind: 'thread', objectId: object.id, parentPostId: first }, at(0));
    failPost(db, first, refusal('invalid_blocks'), at(1));
    failPost(db, reply, refusal('parent'), at(1));
    failPost(db, edit, refusal('parent'), at(1));
    failPost(db, bad, refusal('msg_too_long'), at(1));
    expect(deadPosts(db, at(0).at).map((row) => row.id)).toEqual([bad, first]);
    expect(retryPost(db, first, at(2, 'U1'))).toBe(true);
    expect(retryPost(db, first, at(2, 'U1'))).toBe(false);
    expect(pendingPosts(db).map((row) => row.id)).toEqual([first, reply, edit]);
    expect(deadPosts(db, at(0).at).map((row) => row.id)).toEqual([bad]);
  });

  it('know the first message of an object, unless it was given up', () => {
    const db = scratchDatabase();
    const { object } = addExampleCurve(db);
    expect(objectPost(db, object.id, 'C1')).toBeUndefined();
    const id = addPost(db, { ...post, objectId: object.id }, at(0));
    addPost(db, { ...post, objectId: object.id, editsPostId: id }, at(1));
    expect(objectPost(db, object.id, 'C1')?.id).toBe(id);
    expect(objectPost(db, object.id, 'C2')).toBeUndefined();
    failPost(db, id, refusal('no'), at(2));
    expect(objectPost(db, object.id, 'C1')).toBeUndefined();
  });

  it('know whether a day was summed up', () => {
    const db = scratchDatabase();
    const content = JSON.stringify({ kind: 'daily-summary', date: '2026-11-22' });
    const id = addPost(db, { ...post, kind: 'summary', content }, at(0));
    expect([hasSummary(db, '2026-11-22'), hasSummary(db, '2026-11-23')]).toEqual([true, false]);
    failPost(db, id, refusal('no'), at(1));
    expect(hasSummary(db, '2026-11-22')).toBe(false);
  });
});

describe('mutes', () => {
  it('hold until their time, or until somebody ends them', () => {
    const db = scratchDatabase();
    const { object } = addExampleCurve(db);
    const mute = { objectId: object.id, object: object.name, reason: 'a star', untilDetectionAfter: null };
    expect(addMute(db, { ...mute, until: at(10).at }, at(1, 'U1'))).toBe(true);
    expect(addMute(db, { ...mute, until: null }, at(2, 'U2'))).toBe(false);
    expect(muteOf(db, object.id, at(9).at)).toMatchObject({ mutedBy: 'U1', reason: 'a star' });
    expect(muteOf(db, object.id, at(10).at)).toBeUndefined();
    expect(endMute(db, object.id, object.name, at(11))).toBe(false);
    expect(addMute(db, { ...mute, until: null }, at(12, 'U2'))).toBe(true);
    expect(mutesAt(db, at(59).at).map((row) => row.mutedBy)).toEqual(['U2']);
    expect(endMute(db, object.id, object.name, at(13, 'U3'))).toBe(true);
    expect(mutesAt(db, at(59).at)).toEqual([]);
    const told = eventsOf(db, `object:${object.name}`).map(({ event, actor }) => `${event} ${actor}`);
    expect(told.slice(-3)).toEqual(['muted U1', 'muted U2', 'unmuted U3']);
  });
});

describe('runs', () => {
  it('end when every object of theirs was told about', () => {
    const db = scratchDatabase();
    const { fitId, fit } = addExampleFit(db);
    const { runId, objectId } = fit;
    expect(objectsToReport(db)).toEqual([]);
    expect(finishRun(db, runId, at(2))).toBe(false);
    cancelFit(db, fitId, 'No.', at(3));
    expect(objectsToReport(db)).toEqual([{ runId, objectId }]);
    expect(finishRun(db, runId, at(3))).toBe(false);
    expect(addReport(db, runId, objectId, at(4).at)).toBe(true);
    expect(addReport(db, runId, objectId, at(5).at)).toBe(false);
    expect(objectsToReport(db)).toEqual([]);
    expect(finishRun(db, runId, at(5))).toBe(true);
    expect(finishRun(db, runId, at(6))).toBe(false);
    expect(openRuns(db)).toEqual([]);
  });

  it('tell which was the newest with fits, and which the newest pull', () => {
    const db = scratchDatabase();
    expect([newestRun(db), newestPull(db)]).toEqual([undefined, undefined]);
    const { runId } = addExampleFit(db).fit;
    const pull = addRun(db, { trigger: 'schedule', requestedBy: null }, at(1));
    const refit = addRun(db, { trigger: 'refit', requestedBy: 'U1' }, at(2));
    expect(newestRun(db)?.id).toBe(runId);
    expect(newestPull(db)?.id).toBe(pull);
    countRun(db, refit, { filesRead: 0, lightCurvesNew: 0, fitsAsked: 3 });
    expect(getRun(db, refit)).toMatchObject({ requestedBy: 'U1', fitsAsked: 3, state: 'open' });
    expect(() => getRun(db, 99)).toThrow('There is no run 99 in the database.');
  });
});

describe('what was read', () => {
  it('keeps the same photometry of an object once, and the latest as current', () => {
    const db = scratchDatabase();
    const { object, curveId } = addExampleCurve(db);
    expect(addExampleCurve(db).curveId).toBe(curveId);
    const later = addExampleCurve(db, object.name, 'b'.repeat(64), 2459795).curveId;
    expect(countLightCurves(db, object.id)).toBe(2);
    expect(findLightCurve(db, object.id, 'c'.repeat(64))).toBeUndefined();
    expect(setCurrentLightCurve(db, object.id, later, at(1))).toBe(true);
    expect(setCurrentLightCurve(db, object.id, curveId, at(2))).toBe(false);
    expect(getObject(db, object.id).currentLightCurveId).toBe(later);
    const stranger = addExampleCurve(db, 'ZTF22aaaaaaa', 'd'.repeat(64), 2459799);
    expect(setCurrentLightCurve(db, object.id, stranger.curveId, at(3))).toBe(false);
    expect(objectNames(db)).toEqual(['ZTF22aaaaaaa', 'ZTF22aawacjw']);
    expect(ensureObject(db, 'ztf22AAWACJW', at(4)).id).toBe(object.id);
  });

  it('counts detections, limits and filters; refuses nothing at all', () => {
    const db = scratchDatabase();
    const { id: objectId, name: objectName } = ensureObject(db, 'ZTF22aawacjw', at(0));
    const limit = point(2459783, { isLimit: true, magnitudeError: null, filter: 'ztfr', programId: null });
    const curve = { objectId, objectName, sha256: 'e', source: 'directory', origin: '/x.csv' };
    const { id } = addLightCurve(
      db,
      { ...curve, leftOut: [{ filter: 'z', rows: 2 }], points: [limit, point(2459784)] },
      at(0),
    );
    expect(getLightCurve(db, id)).toMatchObject({
      detections: 1,
      limits: 1,
      filters: ['ztfg', 'ztfr'],
      leftOut: [{ filter: 'z', rows: 2 }],
      firstJd: 2459783,
      lastJd: 2459784,
      points: [limit, point(2459784)],
    });
    expect(() => addLightCurve(db, { ...curve, leftOut: [], points: [] }, at(0))).toThrow(/has no points/);
    expect(() => getLightCurve(db, 99)).toThrow('There is no light curve 99 in the database.');
  });

  it('tells the same problem once, under the newest run that met it', () => {
    const db = scratchDatabase();
    const first = addRun(db, { trigger: 'start', requestedBy: null }, at(0));
    const second = addRun(db, { trigger: 'schedule', requestedBy: null }, at(1));
    const row = { level: 'problem' as const, source: 's', file: 'a.csv', line: null, sha256: null };
    const problem = { ...row, reason: 'is empty' };
    expect(noteIntakeProblem(db, first, problem, at(0).at)).toBe(true);
    expect(noteIntakeProblem(db, first, { ...problem, line: 3 }, at(0).at)).toBe(true);
    expect(noteIntakeProblem(db, second, problem, at(1).at)).toBe(false);
    expect(intakeProblemsOf(db, second)).toEqual([{ ...problem, objectId: null, seenAt: at(0).at }]);
    expect(intakeProblemsOf(db, first).map(({ line }) => line)).toEqual([3]);
  });
});
