import { expect, test } from 'vitest';
import { bar } from '../../../handlers/messages/bar.ts';
import { buildMessage } from '../../../handlers/messages/build.ts';
import { objectStatus } from '../../../handlers/messages/objectStatus.ts';
import { cut, duration, escapeText, moment } from '../../../handlers/messages/text.ts';
import { strength, verdict } from '../../../handlers/messages/verdict.ts';
import type { PostContent } from '../../../pipeline/api/posts.ts';
import {
  fitSummary,
  muteSummary,
  objectReportContent,
  objectStatusReport,
  openFit,
  quietSummary,
  threeFits,
} from '../examples.ts';
import { expectSendable, long, manyFits, nasty } from '../sendable.ts';

const noPictures = { lightCurve: null, corner: null };
const pictures = {
  lightCurve: { fileId: 'F123', altText: long },
  corner: { missing: 'The picture is missing.' },
};

const posts: Record<string, PostContent> = {
  report: objectReportContent(),
  'report without fits': objectReportContent({ fits: [] }),
  'report of 20 models with long words': objectReportContent({
    object: nasty,
    fits: manyFits,
    muted: muteSummary({ object: nasty, reason: long }),
  }),
  corner: {
    kind: 'corner',
    object: nasty,
    fit: fitSummary(),
    cornerChart: { path: '/nowhere.png', altText: 'Corner' },
  },
  refit: {
    kind: 'refit-report',
    object: nasty,
    runId: 3,
    requestedBy: 'U0IGOR0001',
    fits: manyFits,
    lightCurveChart: null,
    cornerChart: null,
  },
  quiet: quietSummary(),
  'no look': quietSummary({ pulls: 0 }),
  'no candidate': quietSummary({ lightCurvesNew: 12, newObjects: ['ZTF22aawacjw'], problems: 1 }),
  'long summary': quietSummary({
    objects: 300,
    lightCurvesNew: 400,
    newObjects: Array.from({ length: 300 }, (_, index) => `ZTF22aaaaa${index}`),
    mutedObjects: Array.from({ length: 300 }, () => nasty),
    fitsByState: { succeeded: 900, 'timed-out': 3, failed: 1, queued: 0 },
    ranking: Array.from({ length: 300 }, (_, index) => ({
      object: `ZTF22aaaaa${index}`,
      bestKind: 'KN',
      bestModel: 'Me2017',
      bestFitId: index,
      lnZ: -20 - index,
      deltaLnZ: index === 0 ? null : 10 - index,
    })),
    problems: 12,
  }),
  progress: {
    kind: 'progress',
    object: nasty,
    runId: 3,
    requestedBy: 'U0IGOR0001',
    open: Array.from({ length: 20 }, (_, index) =>
      openFit({
        fitId: index,
        model: `Model_${index}*`,
        state: index % 2 === 0 ? 'running' : 'submitted',
        detail: long,
      }),
    ),
    ended: manyFits,
  },
  muted: {
    kind: 'mute-notice',
    object: nasty,
    by: 'U0MANSI001',
    mute: muteSummary({ object: nasty, reason: long, until: '2026-12-01T00:00:00.000Z' }),
    why: null,
  },
  unmuted: { kind: 'mute-notice', object: nasty, by: 'app', mute: null, why: 'it was detected again' },
  notice: { kind: 'notice', text: long },
};

for (const [name, content] of Object.entries(posts)) {
  test(`Slack takes the post: ${name}`, () => {
    expectSendable(buildMessage(content, noPictures));
    expectSendable(buildMessage(content, pictures));
  });
}

test('a report says what an astronomer asks first', () => {
  const message = buildMessage(objectReportContent(), {
    lightCurve: { fileId: 'F1', altText: 'Light curve' },
    corner: null,
  });
  expect(message.text).toBe(
    'ZTF22aawacjw: Kilonova favoured over shock cooling by ΔlnZ = 4.1: strong. Last point 2022-09-12 07:12 UTC.',
  );
  expect(message.blocks.map((block) => block.type)).toEqual([
    'header',
    'section',
    'image',
    'table',
    'section',
    'context',
    'context',
    'actions',
  ]);
  const words = JSON.stringify(message.blocks);
  expect(words).toContain('−21.55 ± 0.10');
  expect(words).toContain('−4.1');
  expect(words).toContain('*GRB (TrPi2018)* failed: The afterglow code raised');
  expect(words).toContain('⚠ Me2017: Fewer than four nights');
  expect(words).toContain(
    '9 detections and 3 limits in g and r over 3.9 d · last point <!date^1662966720^{ago}|',
  );
  expect(words).toContain('https://fritz.science/source/ZTF22aawacjw');
});

test('the verdict follows Kass & Raftery, and never claims too much', () => {
  expect([0.99, 1, 3, 5].map(strength)).toEqual([null, 'positive', 'strong', 'very strong']);
  const sc = (lnZ: number) => fitSummary({ model: 'Piro2021', kind: 'SC', lnZ });
  const kn = (lnZ: number, more = {}) => fitSummary({ lnZ, ...more });
  expect(verdict([kn(-20), sc(-20.4)])).toBe(
    'Inconclusive: kilonova and shock cooling fit about equally well (ΔlnZ = 0.4).',
  );
  expect(verdict([sc(-20), kn(-31)])).toBe(
    'Shock cooling favoured over kilonova by ΔlnZ = 11.0: very strong.',
  );
  expect(verdict([kn(-20), kn(-21, { model: 'Bu2019lm' }), sc(-22)])).toContain(
    'over shock cooling by ΔlnZ = 2.0: positive',
  );
  expect(verdict([kn(-20)])).toBe('Only KN (Me2017) has a result: nothing to compare it with.');
  expect(verdict([kn(-20), kn(-21, { model: 'Bu2019lm' })])).toContain('no other kind to compare with');
  expect(verdict([kn(0, { warnings: [{ code: 'unconstrained', text: 'x' }] }), sc(-9)])).toBe(
    'Inconclusive: the data do not constrain the models.',
  );
  const failed = threeFits().filter((fit) => fit.state === 'failed');
  expect(verdict(failed)).toBe('No model could be fitted.');
  expect(verdict([fitSummary({ state: 'running', lnZ: null })])).toBe('No fit has ended yet.');
  expect(verdict([kn(Number.NaN)])).toBe('No model could be fitted.');
});

test('what sets a fit apart stands wherever its number does', () => {
  const stopped = fitSummary({
    note: 'old priors, not converged',
    warnings: [{ code: 'not-converged', text: 'Stopped by its time limit.' }],
  });
  const fits = [stopped, ...threeFits().slice(1)];
  const chart = { path: '/nowhere.png', altText: 'Corner' };
  const name = 'KN (Me2017, old priors, not converged)';
  expect(verdict(fits)).toBe(
    `Kilonova favoured over shock cooling by ΔlnZ = 4.1: strong. Compared: ${name}.`,
  );
  expect(verdict(threeFits())).not.toContain('Compared');
  const summary = quietSummary({
    objects: 1,
    fitsByState: { succeeded: 2 },
    ranking: [
      {
        object: 'ZTF22aawacjw',
        bestKind: 'KN',
        bestModel: 'Me2017',
        bestFitId: 1,
        note: 'old priors, not converged',
        lnZ: -21,
        deltaLnZ: 4,
      },
    ],
  });
  const messages = [
    buildMessage(objectReportContent({ fits }), noPictures),
    objectStatus(objectStatusReport({ fits })),
    buildMessage({ kind: 'corner', object: 'ZTF22aawacjw', fit: stopped, cornerChart: chart }, noPictures),
    buildMessage(summary, noPictures),
  ];
  for (const message of messages) {
    expectSendable(message);
    expect(JSON.stringify(message.blocks)).toContain(name);
  }
  for (const message of messages.slice(0, 2)) {
    expect(JSON.stringify(message.blocks)).toContain('⚠ Me2017: Stopped by its time limit.');
  }
});

test('fits that move say where they are, in words', () => {
  const content = posts.progress;
  if (content?.kind !== 'progress') throw new Error('no progress');
  const moving = buildMessage(
    {
      ...content,
      object: 'ZTF22aawacjw',
      open: [
        openFit({ model: 'Me2017', kind: 'KN', detail: 'node n2' }),
        openFit({ fitId: 5, state: 'submitted', detail: 'Priority' }),
        openFit({ fitId: 6, model: 'TrPi2018', kind: 'GRB', state: 'queued' }),
      ],
      ended: [fitSummary({ fitId: 9, model: 'v19-1998bw', kind: 'SN', lnZ: -9.5 })],
    },
    noPictures,
  );
  expect(moving.text).toBe('ZTF22aawacjw: 4 fits for <@U0IGOR0001>, 1 of 4 done.');
  const words = JSON.stringify(moving.blocks);
  expect(words).toContain('● *KN (Me2017)* `████░░░░░░ 48 %`, ln Z −30.25 so far, about 64 s left (node n2)');
  expect(words).toContain('○ *SC (Piro2021)*: waiting (Priority)');
  expect(words).toContain('○ *GRB (TrPi2018)*: queued');
  expect(words).toContain('✓ *SN (v19-1998bw)*: ln Z −9.50 ± 0.10, 54 s');
  expect(words).toContain('"value":"run 3"');
  const cancelled = fitSummary({ state: 'cancelled', lnZ: null, message: 'Cancelled by U0MANSI001.' });
  const over = buildMessage({ ...content, open: [], ended: [cancelled] }, noPictures);
  expect(over.text).toContain('1 fit for <@U0IGOR0001>, cancelled.');
  expect(JSON.stringify(over.blocks)).toContain('Cancelled by <@U0MANSI001>.');
  expect(JSON.stringify(over.blocks)).not.toContain('nmma_cancel');
});

test('the day’s summary tells apart why there is nothing', () => {
  const words = (given: Parameters<typeof quietSummary>[0]) =>
    buildMessage(quietSummary(given), noPictures).text;
  expect(words({ pulls: 0 })).toContain('the app was not running');
  expect(words({})).toContain('No data arrived: 48 looks at the sources');
  expect(words({ lightCurvesNew: 12 })).toContain('No candidate passed: 12 new light curves came');
});

test('words from outside stay words', () => {
  expect(escapeText('<!channel> & log10_mej')).toBe('&lt;!channel&gt; &amp; log10_mej');
  expect(escapeText('*a* _b_ ~c~ `')).not.toMatch(/[*_~`]/);
  expect(escapeText('no `<KNN*>` here')).toBe('no `&lt;KNN*&gt;` here');
  expect(cut('a &amp; b', 6)).toBe('a …');
  expect(cut('short', 6)).toBe('short');
  expect(moment('2026-11-23T03:04:05Z', '{ago}')).toBe('<!date^1795403045^{ago}|2026-11-23 03:04 UTC>');
  expect(moment('never', '{ago}')).toBe('never');
});

test('bars and durations', () => {
  expect(bar(0.485)).toBe('████░░░░░░ 48 %');
  expect([bar(-1), bar(2), bar(Number.NaN)]).toEqual([
    '░░░░░░░░░░ 0 %',
    '██████████ 100 %',
    '░░░░░░░░░░ 0 %',
  ]);
  expect([0, 89, 90, 3600, 7500, 200_000].map(duration)).toEqual([
    '0 s',
    '89 s',
    '2 min',
    '60 min',
    '2 h 5 min',
    '2 d 7 h',
  ]);
});
