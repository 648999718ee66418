import { describe, expect, it } from 'vitest';
import { plainText } from '../../../app/cli/plainText.ts';
import {
  fitDetails,
  fitSummary,
  muteSummary,
  openFit,
  runSummary,
  statusReport,
} from '../../../app/examples/posts.ts';
import { type Message, message } from '../../../handlers/messages/blocks.ts';
import { buildMessage } from '../../../handlers/messages/build.ts';
import { cancelAnswer } from '../../../handlers/messages/cancelled.ts';
import { fitDetailsBlocks } from '../../../handlers/messages/fitDetails.ts';
import { fitRequest } from '../../../handlers/messages/fitRequest.ts';
import { historyList } from '../../../handlers/messages/history.ts';
import { modelList } from '../../../handlers/messages/models.ts';
import { muteAnswer, mutedList, unmuteAnswer } from '../../../handlers/messages/muting.ts';
import { pulled } from '../../../handlers/messages/pulled.ts';
import { runList } from '../../../handlers/messages/runs.ts';
import { status } from '../../../handlers/messages/status.ts';
import type { PostContent } from '../../../pipeline/api/posts.ts';
import type { HistoryEntry } from '../../../pipeline/api/views.ts';

const now = new Date('2026-11-23T03:02:00Z');
const object = 'ZTF22aawacjw';
const noPictures = { lightCurve: null, corner: null };
const post = (content: PostContent) => buildMessage(content, noPictures);
const mute = muteSummary({ reason: 'an AGN, see Fritz', until: '2026-11-25T03:00:00Z' });
const request = { object, runId: 7, queued: [], reused: [], alreadyOpen: [] };
const fit = { fitId: 4, model: 'Piro2021', object, kind: 'SC' };
const pull = { runId: 8, lightCurvesNew: 2, fitsAsked: 6, problems: 1, unreached: [], late: [] };

function entry(event: HistoryEntry['event'], more: Partial<HistoryEntry> = {}): HistoryEntry {
  const byPerson = { at: '2026-11-23T03:00:00Z', actor: 'U0MANSI001', object, event };
  return { ...byPerson, fit: null, why: null, ...more };
}
const ofFit = { fit: { fitId: 4, model: 'Piro2021', kind: 'SC', lnZ: -26.1 } };

/** What each post about fits on their way and each answer says; posts with a verdict are in wording.test.ts. */
const messages: Record<string, Message> = {
  'progress of fits': post({
    ...{ kind: 'progress', object, runId: 7, requestedBy: 'U0MANSI001' },
    open: [
      openFit(),
      openFit({ fitId: 5, model: 'Me2017', kind: 'KN', progress: null, detail: 'node n3' }),
      openFit({ fitId: 6, model: 'TrPi2018', kind: 'GRB', state: 'queued', progress: null }),
      openFit({ fitId: 7, model: 'salt3', kind: 'SN', state: 'lost', progress: null }),
    ],
    ended: [
      fitSummary({ fitId: 1, reused: true }),
      fitSummary({ fitId: 2, model: 'constant', kind: 'NONE', seconds: 12 }),
      fitSummary({ fitId: 3, model: 'Bu2025', state: 'failed', lnZ: null, message: 'out of memory' }),
      fitSummary({ fitId: 8, model: 'Bu2019lm', state: 'timed-out', lnZ: null, message: null }),
    ],
  }),
  'progress of cancelled fits': post({
    ...{ kind: 'progress', object, runId: 7, requestedBy: 'U0MANSI001', open: [] },
    ended: [fitSummary({ state: 'cancelled', lnZ: null, message: 'cancelled by U0IGOR0001' })],
  }),
  'an object was muted': post({ kind: 'mute-notice', object, by: 'U0MANSI001', mute, why: null }),
  'an object was unmuted': post({
    ...{ kind: 'mute-notice', object, by: 'app', mute: null },
    why: 'its next detection came',
  }),
  'answer to mute': muteAnswer([
    { object, changed: true, mute },
    { object: 'ZTF22bbbbbbb', changed: false, mute: muteSummary({ untilNextDetection: true }) },
  ]),
  'answer to unmute': unmuteAnswer([
    { object, changed: true },
    { object: 'ZTF22bbbbbbb', changed: false },
  ]),
  'muted objects': mutedList([mute, muteSummary({ object: 'ZTF22bbbbbbb' })]),
  'no muted objects': mutedList([]),
  'answer to fit': fitRequest([
    { ...request, queued: [fit] },
    { ...request, object: 'ZTF22bbbbbbb', reused: [fit], alreadyOpen: [{ fitId: 5, model: 'Me2017' }] },
    { ...request, object: 'ZTF22ccccccc' },
  ]),
  'answer to cancel': cancelAnswer([
    { what: object, cancelled: [fit] },
    { what: 'run 9', cancelled: [] },
  ]),
  'answer to pull': pulled(pull),
  'answer to a pull that found nothing': pulled({ ...pull, lightCurvesNew: 0, fitsAsked: 0, problems: 0 }),
  'answer to a pull with sources that did not answer': pulled({
    ...{ ...pull, problems: 0 },
    unreached: ['fritz.science is in trouble (502).'],
    late: ['schoty'],
  }),
  'history of an object': historyList(
    [
      entry('first-seen', { actor: 'app' }),
      entry('new-data', { actor: 'app', why: '4 detections' }),
      entry('asked', ofFit),
      entry('reused', { actor: 'app', ...ofFit }),
      entry('succeeded', { actor: 'app', ...ofFit }),
      entry('failed', { actor: 'app', ...ofFit, why: 'out of memory' }),
      entry('timed-out', { actor: 'app', ...ofFit }),
      entry('lost', { actor: 'app', ...ofFit }),
      entry('cancelled', ofFit),
      entry('muted', { why: 'an AGN, see Fritz' }),
      entry('unmuted'),
      entry('interesting'),
      entry('junk', { why: 'a bad subtraction' }),
      entry('withdrawn'),
    ],
    { object, date: null },
  ),
  'history of a day without events': historyList([], { object: null, date: '2026-11-23' }),
  runs: runList([
    runSummary(),
    runSummary({
      ...{
        runId: 6,
        trigger: 'schedule',
        requestedBy: null,
        objects: [object, 'ZTF22bbbbbbb'],
        objectCount: 9,
      },
      ...{ finishedAt: '2026-11-23T03:09:00Z', filesRead: 14, lightCurvesNew: 9, fraction: 1 },
      fitsByState: { succeeded: 50, failed: 3, 'timed-out': 1 },
    }),
  ]),
  'no runs': runList([]),
  models: modelList([
    { model: 'Bu2019lm', kind: 'KN', title: 'Kilonova', isInPlay: true, isDefaultOfKind: true },
    { model: 'Me2017', kind: 'KN', title: 'Kilonova, analytic', isInPlay: false, isDefaultOfKind: false },
  ]),
  'status when all is quiet': status(statusReport()),
  'status of a busy night': status(
    statusReport({
      open: [openFit(), openFit({ fitId: 5, state: 'queued', progress: null })],
      openRuns: [runSummary()],
      problems: [{ file: 'a.csv', line: 4, reason: 'mag is nan', seenAt: '2026-11-23T00:00:00Z' }],
      muted: [mute],
      incidents: ['The cluster does not answer. (Since 02:10 UTC.)'],
      pendingPosts: 1,
      nextPullAt: '2026-11-23T05:30:00Z',
      lastRun: runSummary({ runId: 6, finishedAt: '2026-11-23T03:00:00Z' }),
      lastPull: { runId: 6, at: '2026-11-23T03:00:00Z', filesRead: 14, lightCurvesNew: 3 },
    }),
  ),
  'details of a fit': message('Fit 1', fitDetailsBlocks(fitDetails())),
};

describe('the wording of', () => {
  it.each(Object.entries(messages))('%s', async (name, { text, blocks }) => {
    const words = `${text}\n\n---\n\n${plainText({ text, blocks }, { isBold: false, now })}\n`;
    await expect(words).toMatchFileSnapshot(`wording/${name}.txt`);
  });
});
