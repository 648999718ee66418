import { expect, test } from 'vitest';
import { objectStatusText } from '../../app/cli/statusText.ts';
import { commands } from '../../handlers/commands/nmma.ts';
import type { Message } from '../../handlers/messages/blocks.ts';
import { buildMessage } from '../../handlers/messages/build.ts';
import { help } from '../../handlers/messages/help.ts';
import { objectStatus } from '../../handlers/messages/objectStatus.ts';
import { ids, withMute } from '../../handlers/messages/parts.ts';
import { bar, status } from '../../handlers/messages/status.ts';
import { cut, duration, escapeText, moment } from '../../handlers/messages/text.ts';
import { strength, verdict } from '../../handlers/messages/verdict.ts';
import type { PostContent } from '../../pipeline/publisher.ts';
import { blockTextLimit, checkBlocks, textLength } from '../../sandbox/blockKit/check.ts';
import {
  fitSummary,
  objectReportContent,
  objectStatusReport,
  openFit,
  statusReport,
  threeFits,
} from './examples.ts';

const nasty = 'a <!channel> & *bold* _it_ ~no~ `code` <https://x.org|y>\nline';
const long = `${nasty} `.repeat(60);
const noPictures = { lightCurve: null, corner: null };
const pictures = {
  lightCurve: { fileId: 'F123', altText: long },
  corner: { missing: 'The picture is missing.' },
};

/** Slack would take it, text and all. */
function expectSendable(message: Message): void {
  expect(checkBlocks(message.blocks, 'message')).toEqual([]);
  expect(textLength(message.blocks)).toBeLessThan(blockTextLimit);
  expect(message.text.trim()).not.toBe('');
  expect(message.text.length).toBeLessThanOrEqual(4000);
  expect(message.text).not.toContain('<!channel>');
  const markdown = JSON.stringify(message.blocks.filter((block) => block.type !== 'table'));
  expect(markdown).not.toMatch(/"type":"mrkdwn","text":"[^"]*<!channel>/);
}

const manyFits = Array.from({ length: 20 }, (_, index) =>
  fitSummary({
    fitId: index + 1,
    model: `Model_${index}*`,
    kind: index % 2 === 0 ? 'KN' : 'SN',
    lnZ: -1e5 - index,
    warnings: [{ code: 'odd', text: `${index} ${long}` }],
    ...(index > 14 ? { state: 'failed' as const, lnZ: null, message: long } : {}),
  }),
);

const posts: Record<string, PostContent> = {
  report: objectReportContent(),
  'report without fits': objectReportContent({ fits: [] }),
  'report of 20 models with long words': objectReportContent({
    object: nasty,
    fits: manyFits,
    mutedBy: 'U0MANSI001',
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
  quiet: {
    kind: 'daily-summary',
    date: '2026-11-23',
    objects: 0,
    fitsByState: {},
    ranking: [],
    problems: 0,
  },
  'long summary': {
    kind: 'daily-summary',
    date: '2026-11-23',
    objects: 300,
    fitsByState: { succeeded: 900, 'timed-out': 3, failed: 1, queued: 0 },
    ranking: Array.from({ length: 300 }, (_, index) => ({
      object: `ZTF22aaaaa${index}`,
      bestKind: 'KN',
      bestModel: 'Me2017',
      lnZ: -20 - index,
      deltaLnZ: index === 0 ? null : 10 - index,
    })),
    problems: 12,
  },
  notice: { kind: 'notice', text: long },
};

for (const [name, content] of Object.entries(posts)) {
  test(`Slack takes the post: ${name}`, () => {
    expectSendable(buildMessage(content, noPictures));
    expectSendable(buildMessage(content, pictures));
  });
}

test('Slack takes the answers, full and empty', () => {
  expectSendable(status(statusReport()));
  expectSendable(
    status(
      statusReport({
        open: Array.from({ length: 60 }, (_, index) =>
          openFit({ object: `${nasty}${index}`, state: index % 2 === 0 ? 'running' : 'queued' }),
        ),
        problems: Array.from({ length: 60 }, () => ({
          file: `${nasty}.csv`,
          line: 3,
          reason: long,
          seenAt: '2026-11-23T00:00:00Z',
        })),
        muted: Array.from({ length: 60 }, () => ({
          object: nasty,
          mutedBy: 'U0MANSI001',
          reason: long,
          until: '2026-12-01T00:00:00Z',
        })),
        trouble: [long, long],
        pendingPosts: 3,
        nextPullAt: '2026-11-23T05:30:00Z',
        lastRun: {
          runId: 7,
          startedAt: '2026-11-23T05:00:00Z',
          finishedAt: null,
          filesRead: 14,
          lightCurvesNew: 3,
          fitsByState: { succeeded: 8, failed: 1 },
        },
      }),
    ),
  );
  expectSendable(objectStatus(objectStatusReport()));
  expectSendable(
    objectStatus(
      objectStatusReport({
        fits: manyFits,
        muted: { by: 'U0MANSI001', reason: long, until: null },
      }),
    ),
  );
  expectSendable(objectStatus(objectStatusReport({ fits: [] })));
  expectSendable(help(commands));
  for (const command of commands) expectSendable(help([command]));
});

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
  const summary: PostContent = {
    kind: 'daily-summary',
    date: '2026-11-23',
    objects: 1,
    fitsByState: { succeeded: 2 },
    ranking: [
      {
        object: 'ZTF22aawacjw',
        bestKind: 'KN',
        bestModel: 'Me2017',
        note: 'old priors, not converged',
        lnZ: -21,
        deltaLnZ: 4,
      },
    ],
    problems: 0,
  };
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
  const text = objectStatusText(objectStatusReport({ fits }));
  expect(text).toContain(`${name}  ln Z −21.55`);
  expect(text).toContain('⚠ Stopped by its time limit.');
});

test('a mute is shown once, however often it is drawn, and can be taken away', () => {
  const { blocks } = buildMessage(objectReportContent(), {
    lightCurve: { fileId: 'F1', altText: 'Light curve' },
    corner: null,
  });
  // What Slack gives back has more in it than it takes.
  const returned = blocks.map((block) =>
    block.type === 'image' ? { ...block, image_width: 3, slack_file: { id: 'F1', url: 'https://x' } } : block,
  );
  const once = withMute(returned, 'ZTF22aawacjw', 'U0MANSI001');
  const twice = withMute(once, 'ZTF22aawacjw', 'U0MANSI001');
  expect(twice).toEqual(once);
  expect(checkBlocks(once, 'message')).toEqual([]);
  expect(JSON.stringify(once)).toContain('Muted by <@U0MANSI001>');
  expect(JSON.stringify(once)).toContain(ids.unmute);
  expect(withMute(once, 'ZTF22aawacjw', null)).toEqual(blocks);
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
