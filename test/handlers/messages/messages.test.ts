import { expect, test } from 'vitest';
import {
  fitSummary,
  muteSummary,
  objectReportContent,
  objectStatusReport,
  openFit,
  opinion,
  quietSummary,
  rankedObject,
  threeFits,
  verdictOn,
  watchNoticeContent,
} from '../../../app/examples/posts.ts';
import { bar } from '../../../handlers/messages/bar.ts';
import { buildMessage } from '../../../handlers/messages/build.ts';
import { objectStatus } from '../../../handlers/messages/objectStatus.ts';
import { cut, duration, escapeText, moment } from '../../../handlers/messages/text.ts';
import { verdictLine } from '../../../handlers/messages/verdict.ts';
import type { PostContent } from '../../../pipeline/api/posts.ts';
import { kinds, type NotCompared } from '../../../pipeline/api/verdict.ts';
import { expectSendable, long, manyFits, nasty } from '../sendable.ts';

const noPictures = { lightCurve: null, corner: null };
const pictures = {
  lightCurve: { fileId: 'F123', altText: long },
  corner: { missing: 'The picture is missing.' },
};

const manyOpinions = Array.from({ length: 50 }, (_, index) =>
  opinion({
    object: `ZTF22aaaaa${index}`,
    person: `U0PERSON${index}`,
    word: 'classified',
    class: `${nasty}${index}`,
    comment: long,
  }),
);

function withoutOpinions({ opinions: _, ...content }: ReturnType<typeof objectReportContent>): PostContent {
  return content;
}

const posts: Record<string, PostContent> = {
  report: objectReportContent(),
  'report without fits': objectReportContent({ fits: [] }),
  'report of 20 models with long words': objectReportContent({
    object: nasty,
    fits: manyFits,
    muted: muteSummary({ object: nasty, reason: long }),
    opinions: manyOpinions,
  }),
  'report of an earlier version': withoutOpinions(objectReportContent()),
  reminder: {
    kind: 'reminder',
    object: nasty,
    verdict: { state: 'decided', kind: 'KN', probability: 0.97 },
    kilonovaScore: 4.1,
    since: '2026-11-23T03:00:00Z',
    portalUrl: null,
  },
  alert: {
    kind: 'alert',
    object: nasty,
    verdict: { state: 'decided', kind: 'KN', probability: 0.97 },
    kilonovaScore: 7.1,
    users: Array.from({ length: 30 }, (_, index) => `U0PERSON${index}`),
    groups: ['S0123ABCDEF'],
    portalUrl: null,
  },
  'news for who watches': watchNoticeContent(),
  'news for who watches a lot': watchNoticeContent({
    object: nasty,
    because: [{ object: nasty }, ...kinds.map((kind) => ({ kind, above: -3.5 }))],
    verdict: verdictOn(manyFits),
    before: null,
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
    verdict: verdictOn(manyFits),
    before: null,
    isChange: false,
    isBrief: false,
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
    ranking: Array.from({ length: 300 }, (_, index) =>
      rankedObject({
        object: `ZTF22aaaaa${index}`,
        kilonovaScore: index === 0 ? null : 10 - index,
        postUrl: index % 2 === 0 ? `https://growth.slack.com/archives/C1/p${index}` : null,
      }),
    ),
    opinions: manyOpinions,
    problems: 12,
    failed: Array.from({ length: 40 }, () => ({ object: nasty, model: nasty, kind: 'KN', message: long })),
    needsPerson: [long, nasty],
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

test('a report opens with the verdict, and asks for at most one look at a warning', () => {
  const message = buildMessage(objectReportContent(), {
    lightCurve: { fileId: 'F1', altText: 'Light curve' },
    corner: null,
  });
  expect(message.blocks.map((block) => block.type)).toEqual([
    'header',
    'section',
    'context',
    'image',
    'table',
    'section',
    'context',
    'context',
    'section',
    'actions',
  ]);
  const words = JSON.stringify(message.blocks);
  expect(words.match(/⚠ /g)).toHaveLength(1);
  expect(words).toContain('https://fritz.science/source/ZTF22aawacjw');
});

test('the buttons are one row: Details, Refit, the portal where there is one, and the rest behind ⋯', () => {
  const elementsOf = (given: Parameters<typeof objectReportContent>[0]) => {
    const block = buildMessage(objectReportContent(given), noPictures).blocks.at(-1);
    return block?.type === 'actions' ? block.elements : [];
  };
  const labels = (given: Parameters<typeof objectReportContent>[0]) =>
    elementsOf(given).map((one) => (one.type === 'button' ? one.text.text : one.type));
  expect(labels({})).toEqual(['Details', 'Refit…', 'Fritz', 'overflow']);
  expect(labels({ portalUrl: 'https://skyportal.example.edu/source/X' })[2]).toBe('SkyPortal');
  expect(labels({ portalUrl: null })).toEqual(['Details', 'Refit…', 'overflow']);
  expect(labels({ fits: [] })).toEqual(['Refit…', 'Fritz', 'overflow']);
  const menuOf = (given: Parameters<typeof objectReportContent>[0]) => {
    const last = elementsOf(given).at(-1);
    return last?.type === 'overflow' ? last.options.map(({ value }) => value) : [];
  };
  const object = 'ZTF22aawacjw';
  expect(menuOf({})).toEqual([
    'corner:1',
    `status:${object}`,
    `history:${object}`,
    'retry:3',
    `mute:${object}`,
  ]);
  const muted = menuOf({ muted: muteSummary(), fits: threeFits().slice(0, 2) });
  expect(muted.slice(-2)).toEqual([`again:${object}`, `unmute:${object}`]);
});

test('a hypothesis that nobody compared is named, with its reason', () => {
  const line = verdictLine(verdictOn(threeFits()));
  expect(line).toContain('Not compared: GRB afterglow (TrPi2018 failed), supernova, none of these.');
  const noSupernova = [
    ...threeFits().slice(0, 2),
    fitSummary({ fitId: 3, model: 'TrPi2018', kind: 'GRB' }),
    fitSummary({ fitId: 4, model: 'constant', kind: 'NONE' }),
  ];
  const verdict = verdictOn(noSupernova);
  const files: NotCompared = { kind: 'SN', model: 'nugent-hyper', reason: 'no-files' };
  expect(verdictLine({ ...verdict, notCompared: [files] })).toContain(
    'No supernova model compared (nugent-hyper files missing).',
  );
});

test('what sets a fit apart stands wherever its number does', () => {
  const stopped = fitSummary({
    note: 'old priors, not converged',
    warnings: [{ code: 'not-converged', text: 'Stopped by its time limit.' }],
  });
  const fits = [stopped, ...threeFits().slice(1)];
  const chart = { path: '/nowhere.png', altText: 'Corner' };
  const name = 'KN (Me2017, old priors, not converged)';
  const summary = quietSummary({
    objects: 1,
    fitsByState: { succeeded: 2 },
    ranking: [rankedObject({ note: 'old priors, not converged' })],
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
  expect(words({})).toContain('No new data');
  expect(words({ lightCurvesNew: 12 })).toContain('none of which passed the policy');
});

test('a post that an earlier version wrote down is told as such', () => {
  const { verdict: _, ...report } = objectReportContent();
  const { failed: __, ...summary } = quietSummary();
  for (const old of [report, summary]) {
    const message = buildMessage(JSON.parse(JSON.stringify(old)), noPictures);
    expectSendable(message);
    expect(message.text).toContain('an earlier version');
  }
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
