import { expect, test } from 'vitest';
import {
  fitDetails,
  muteSummary,
  objectStatusReport,
  openFit,
  opinion,
  runSummary,
  statusReport,
} from '../../../app/examples/posts.ts';
import { commands } from '../../../handlers/commands/nmma.ts';
import type { Message } from '../../../handlers/messages/blocks.ts';
import { cancelAnswer } from '../../../handlers/messages/cancelled.ts';
import { fitDetailsBlocks } from '../../../handlers/messages/fitDetails.ts';
import { fitRequest } from '../../../handlers/messages/fitRequest.ts';
import { help } from '../../../handlers/messages/help.ts';
import { historyList } from '../../../handlers/messages/history.ts';
import { modelList } from '../../../handlers/messages/models.ts';
import { muteAnswer, mutedList, unmuteAnswer } from '../../../handlers/messages/muting.ts';
import { objectStatus } from '../../../handlers/messages/objectStatus.ts';
import { markAnswer, withdrawAnswer } from '../../../handlers/messages/opinions.ts';
import { runList } from '../../../handlers/messages/runs.ts';
import { status } from '../../../handlers/messages/status.ts';
import { unwatchAnswer, watchAnswer, watchList } from '../../../handlers/messages/watches.ts';
import { classifyForm } from '../../../handlers/views/classifyForm.ts';
import { fitForm } from '../../../handlers/views/fitForm.ts';
import { fitWindow } from '../../../handlers/views/fitWindow.ts';
import { muteForm } from '../../../handlers/views/muteForm.ts';
import type { HistoryEntry } from '../../../pipeline/api/views.ts';
import { checkBlocks } from '../../../sandbox/blockKit/check.ts';
import { FakePipelineService } from '../fakePipelineService.ts';
import { expectSendable, long, manyFits, nasty } from '../sendable.ts';

const many = <T>(make: (index: number) => T, count = 50) => Array.from({ length: count }, (_, i) => make(i));
const mute = muteSummary({ object: nasty, reason: long });
const outcome = { object: nasty, runId: 1, reused: [], alreadyOpen: [], queued: [] };
const fits20 = many((fitId) => ({ fitId, model: `Model_${fitId}*` }), 20);
const everyEvent: HistoryEntry['event'][] = ['asked', 'succeeded', 'failed', 'muted', 'setting', 'new-data'];

const answers: Record<string, Message> = {
  status: status(statusReport()),
  'status, full': status(
    statusReport({
      open: many((index) =>
        openFit({
          object: `${nasty}${index}`,
          state: index % 2 === 0 ? 'running' : 'queued',
          detail: long,
        }),
      ),
      openRuns: many((runId) => runSummary({ runId, objects: [nasty, nasty, nasty], objectCount: 50 })),
      problems: many(() => ({
        file: `${nasty}.csv`,
        line: 3,
        reason: long,
        seenAt: '2026-11-23T00:00:00Z',
      })),
      muted: many(() => mute),
      incidents: [long, long],
      health: many(() => ({ part: 'source' as const, isWell: false, words: long }), 20),
      pendingPosts: 3,
      nextPullAt: '2026-11-23T05:30:00Z',
      lastRun: runSummary({ objects: [nasty], objectCount: 50 }),
      lastPull: { runId: 3, at: '2026-11-23T05:00:00Z', filesRead: 14, lightCurvesNew: 3 },
    }),
  ),
  'status of an object': objectStatus(objectStatusReport()),
  'status of an object, full': objectStatus(
    objectStatusReport({ object: nasty, fits: manyFits, muted: mute }),
  ),
  'status of an object without fits': objectStatus(
    objectStatusReport({ fits: [], detections: 0, limits: 0, lastJd: 0 }),
  ),
  muted: mutedList([]),
  'muted, full': mutedList(many(() => mute)),
  'muting fifty': muteAnswer(many((index) => ({ object: nasty, changed: index % 2 === 0, mute }))),
  'unmuting fifty': unmuteAnswer(many((index) => ({ object: nasty, changed: index % 2 === 0 }))),
  'marking fifty': markAnswer(
    many((index) => ({ object: nasty, changed: index % 2 === 0, opinion: opinion({ comment: long }) })),
  ),
  'withdrawing fifty': withdrawAnswer(many((index) => ({ object: nasty, changed: index % 2 === 0 }))),
  watching: watchList([]),
  'watching fifty': watchList(many(() => ({ watched: { object: nasty }, since: '2026-11-23T03:00:00Z' }))),
  'beginning to watch fifty': watchAnswer(
    many((index) => ({ watched: { object: nasty }, changed: index % 2 === 0 })),
  ),
  'ending to watch fifty': unwatchAnswer(many(() => ({ object: nasty }))),
  'fits of fifty objects': fitRequest(many(() => ({ ...outcome, queued: fits20, reused: fits20 }))),
  'nothing to fit': fitRequest([outcome]),
  'cancelling fifty': cancelAnswer(
    many(() => ({
      what: nasty,
      cancelled: fits20.map((fit) => ({ ...fit, object: nasty, kind: 'KN' })),
    })),
  ),
  runs: runList([]),
  'runs, full': runList(
    many((runId) => runSummary({ runId, objects: [nasty, nasty, nasty], objectCount: 50 })),
  ),
  models: modelList([]),
  'models, twenty': modelList(
    many(
      (index) => ({
        model: `Model_${index}*`,
        kind: 'KN',
        title: long,
        isInPlay: index === 1,
        isDefaultOfKind: index === 1,
      }),
      20,
    ),
  ),
  history: historyList([], { object: null, date: '2026-11-23' }),
  'history, full': historyList(
    many((index) => ({
      at: '2026-11-23T05:30:00Z',
      actor: 'U0MANSI001',
      object: nasty,
      event: everyEvent[index % everyEvent.length] ?? 'asked',
      fit: { fitId: index, model: `Model_${index}*`, kind: 'KN', lnZ: -20 },
      why: long,
    })),
    { object: null, date: null },
  ),
  help: help(commands),
};

for (const [name, message] of Object.entries(answers)) {
  test(`Slack takes the answer: ${name}`, () => expectSendable(message));
}

test('Slack takes the help of every word', () => {
  for (const command of commands) expectSendable(help([command]));
});

test('Slack takes the windows, with a hundred models and twenty parameters', () => {
  const models = many(
    (index) => ({
      model: `Model_${index}`,
      kind: 'KN',
      title: long,
      isInPlay: true,
      isDefaultOfKind: index === 1,
    }),
    100,
  );
  const place = { channel: 'C0NMMABOT1', threadTs: '1.2' };
  const livePoints = models.map(({ model }, index) => ({ model, livePoints: index }));
  const choices = { models, defaults: { ...new FakePipelineService().defaults, livePoints } };
  const details = fitDetails({
    fit: manyFits[0] ?? fitDetails().fit,
    settings: many((index) => ({ name: `setting ${index}`, value: nasty }), 12),
  });
  if (details.result) {
    details.result.parameters = many(
      (index) => ({
        label: `${nasty}${index}`,
        unit: 'd',
        median: index,
        p05: Number.NaN,
        p95: 1e30,
        best: null,
      }),
      20,
    );
  }
  const state = { kind: 'details' as const, fitId: 1 };
  const picture = { fileId: 'F123', altText: long };
  const windows = [
    fitForm({ ...place, objectName: null }, choices, false),
    fitForm({ ...place, objectName: 'ZTF22aawacjw' }, choices, true),
    muteForm({ object: nasty, ...place }),
    classifyForm({ object: nasty, ...place }),
    fitWindow(state, details, manyFits, null),
    fitWindow({ ...state, kind: 'corner' }, details, manyFits, picture),
    fitWindow({ ...state, kind: 'corner' }, details, [], { missing: long }),
  ];
  for (const window of windows) {
    expect(checkBlocks(window.blocks, 'modal')).toEqual([]);
    expect(window.blocks.length).toBeLessThanOrEqual(100);
    expect(JSON.stringify(window).length).toBeLessThan(250_000);
    expect(window.private_metadata?.length ?? 0).toBeLessThan(3000);
  }
});

test('status says what waits longest, what pulls and how everything is', () => {
  const words = JSON.stringify(
    status(
      statusReport({
        open: [
          openFit({ requestedBy: 'U0MANSI001' }),
          openFit({ fitId: 5, state: 'queued', waitingSince: '2026-11-23T02:00:00Z', object: 'ZTF22old' }),
          openFit({ fitId: 6, state: 'submitted', detail: 'Priority' }),
        ],
        openRuns: [runSummary()],
        lastPull: { runId: 6, at: '2026-11-23T02:30:00Z', filesRead: 14, lightCurvesNew: 3 },
        nextPullAt: '2026-11-23T03:30:00Z',
        health: [{ part: 'source', isWell: false, words: 'candidates cannot be read.' }],
      }),
    ).blocks,
  );
  expect(words).toContain('1 running, 2 waiting.');
  expect(words).toContain('`███████░░░ 74 %` *run 7* ZTF22aawacjw, asked for by <@U0MANSI001>');
  expect(words).toContain('The oldest has waited since <!date^1795399200^{time}|');
  expect(words).toContain('ZTF22old SC (Piro2021)');
  expect(words).toContain('⚠ *source*: candidates cannot be read.');
  expect(words).toMatch(/Last pull <!date\^\d+\^\{ago\}\|[^>]+>: 14 files, 3 new light curves\. Next pull/);
});

test('details give as many digits as the numbers are worth, and the 90 % interval', () => {
  const words = JSON.stringify(fitDetailsBlocks(fitDetails()));
  expect(words).toContain('log₁₀ M_ej = *−1.51* (−1.90 to −1.10) M☉, best fit −1.40');
  expect(words).toContain('timeshift = *−0.012* (−0.050 to 0.010) d');
  expect(words).toContain('χ² of the best fit: g 4.5 for 4 points; r 3.2 for 5 points');
  expect(words).toContain('12,345 likelihoods, 2,100 effective samples, sampler nautilus, 54 s');
});
