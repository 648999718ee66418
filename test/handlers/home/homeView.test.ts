import { describe, expect, test } from 'vitest';
import { fitSummary, homeReport, muteSummary, openFit, statusReport } from '../../../app/examples/posts.ts';
import { mostThumbnails } from '../../../handlers/home/ranking.ts';
import { brokenHome, homeView } from '../../../handlers/home/view.ts';
import { notice } from '../../../handlers/messages/notice.ts';
import type { Picture } from '../../../handlers/messages/parts.ts';
import type { HomeReport } from '../../../pipeline/api/views.ts';
import { checkView } from '../../../sandbox/blockKit/check.ts';
import { long, nasty } from '../sendable.ts';
import { busyNight, rankedObject } from './homeExamples.ts';

const now = new Date('2026-11-24T05:03:00Z');
const picture: Picture = { fileId: 'F1', altText: 'Light curve' };

function view(report: HomeReport, pictures: Picture[] = [], mayChangeSettings = true) {
  return homeView(report, pictures, { mayChangeSettings, now });
}

/** All words of a view, and that Slack takes it. */
function wordsOf(report: HomeReport, pictures: Picture[] = []): string {
  const made = view(report, pictures);
  expect(checkView(made, 'home')).toEqual([]);
  const words = JSON.stringify(made);
  expect(words.length).toBeLessThan(250_000);
  return words;
}

/** Everything at once, more of it than there will be, with the worst names. */
function worst(): HomeReport {
  const many = <T>(count: number, make: (index: number) => T) =>
    Array.from({ length: count }, (_, i) => make(i));
  const object = (index: number) => `ZTF<${index}>&*_🔭|${'x'.repeat(60)}`;
  return homeReport({
    welcome: { channel: 'C0NMMABOT1' },
    watches: many(50, (i) => ({ watched: { object: object(i) }, since: now.toISOString() })),
    status: statusReport({
      open: [
        ...many(50, (i) => openFit({ fitId: i, object: object(i), model: `M_${i}*${nasty}`, detail: long })),
        ...many(50, (i) => openFit({ fitId: 100 + i, object: object(i), state: 'queued', detail: long })),
      ],
      muted: many(50, (i) => muteSummary({ object: object(i), reason: long, mutedBy: nasty })),
      problems: many(50, (i) => ({ file: `${i}${nasty}`, line: i, reason: long, seenAt: now.toISOString() })),
      incidents: many(20, (i) => `${i} ${long}`),
      health: many(20, (i) => ({ part: 'other', isWell: i % 2 === 0, words: `${i} ${long}` })),
      pendingPosts: 50,
    }),
    date: '2026-11-24',
    ranking: many(50, (i) =>
      rankedObject({ object: object(i), bestFitId: i, bestModel: `M_${nasty}`, note: long, lnZ: -1e6 }),
    ),
    mine: many(50, (i) =>
      fitSummary({
        fitId: i,
        object: object(i),
        model: nasty,
        settings: [long, long],
        state: i % 2 === 0 ? 'failed' : 'running',
        message: long,
      }),
    ),
    settings: { modelsInPlay: many(20, (i) => `Model_${i}${nasty}`), postThreshold: -1.5 },
  });
}

describe('what stands in it', () => {
  test('a busy night', () => {
    const words = wordsOf(busyNight([], now), [picture]);
    for (const part of [
      '3 fits running, 2 waiting',
      '▲ *Trouble: executor.*',
      '10 new light curves',
      '`███░░░░░░░ 37 %` · ln Z −25.12 · 13 min left',
      '2 waiting, the oldest since <!date^',
      '*1. <https://fritz.science/source/ZTF26abqklmn|ZTF26abqklmn>*\\n*Kilonova, P = 0.98* (Me2017)\\nΔlnZ 6.3 ± 0.2 (very strong)\\nkilonova score 6.3 ± 0.2',
      'no other kind to compare with',
      '9. *<https://fritz.science/source/ZTF26abtcccc|ZTF26abtcccc>*',
      'ln Z −21.55 ± 0.10 ⚠ with warnings',
      'running `████',
      '▲ failed: The node went down.',
      'AGN, see Fritz',
      '▲ *Executor, trouble:* The cluster does not answer',
      '● Source: candidates can be read.',
      '*Models in play:* Me2017 and Piro2021',
      'Posted on their own:* every object',
    ])
      expect(words).toContain(part);
  });

  test('an empty one says so', () => {
    const words = wordsOf(homeReport());
    for (const part of ['No fits running', '● All is well.', 'No pull yet', 'Nothing has been fitted yet.'])
      expect(words).toContain(part);
    for (const part of ['On their way', 'My requests', 'Muted objects']) expect(words).not.toContain(part);
    expect(wordsOf(homeReport({ date: '2026-11-24' }))).toContain('none has a number yet');
  });

  test('only waiting, one post to be sent, a threshold, trouble without a part', () => {
    const status = statusReport({
      open: [openFit({ state: 'queued', progress: null })],
      incidents: ['1 message of the last day was given up: channel_not_found'],
      pendingPosts: 1,
    });
    const settings = { modelsInPlay: ['Me2017'], postThreshold: -0.5 };
    const words = wordsOf(homeReport({ status, settings }));
    for (const part of [
      '1 fit waiting',
      '▲ *Trouble.*',
      '▲ 1 message of the last day was given up',
      '● 1 post to be sent.',
      'a kilonova score of at least −0.5',
    ])
      expect(words).toContain(part);
  });

  test('every moment is a token that Slack shows in the reader’s own way', () => {
    const words = wordsOf(busyNight([], now)).replace(/<!date\^\d+\^[^|]+\|[^>]+>/g, '');
    expect(words).not.toMatch(/\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d/);
  });

  test('Settings… is for who may', () => {
    expect(JSON.stringify(view(homeReport(), [], true))).toContain('nmma_home_settings');
    expect(JSON.stringify(view(homeReport(), [], false))).not.toContain('nmma_home_settings');
  });
});

describe('pictures', () => {
  test('stand beside the first objects, with words for who cannot see them', () => {
    const ranking = Array.from({ length: 20 }, (_, i) =>
      rankedObject({ object: `ZTF26aaaaa${i}`, bestFitId: i }),
    );
    const { blocks } = view(
      homeReport({ date: '2026-11-24', ranking }),
      ranking.map(() => picture),
    );
    const images = blocks.flatMap((block) =>
      'accessory' in block && block.accessory?.type === 'image' ? [block.accessory] : [],
    );
    expect(images).toHaveLength(mostThumbnails);
    for (const image of images) expect(image.alt_text).toBe('Light curve');
  });

  test('that are missing are told in words', () => {
    const report = homeReport({ date: '2026-11-24', ranking: [rankedObject()] });
    expect(
      wordsOf(report, [{ missing: 'The picture is missing: Slack did not process it in time.' }]),
    ).toContain('_The picture is missing: Slack did not process it in time._');
    expect(wordsOf(report, [null])).not.toContain('"accessory":{"type":"image"');
  });
});

describe('Slack takes it', () => {
  test('with 50 of everything and the worst words, and nobody is called', () => {
    const pictures = Array.from({ length: 50 }, (): Picture => ({ fileId: 'F1', altText: long }));
    const words = wordsOf(worst(), pictures);
    // What Slack would format; plain texts, values and descriptions of pictures it shows as they are.
    const formatted = [...words.matchAll(/"type":"mrkdwn","text":"((?:[^"\\]|\\.)*)"/g)].join('\n');
    const found = ['…and 42 more running', '…and 38 more: `/nmma muted`', '<!channel>', '<https://x.org'];
    expect(found.map((part) => formatted.includes(part))).toEqual([true, true, false, false]);
  });

  test('when there is nothing but trouble', () => {
    expect(checkView(brokenHome(notice('Sorry')), 'home')).toEqual([]);
  });
});
