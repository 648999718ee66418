import { describe, expect, it } from 'vitest';
import { plainText } from '../../../app/cli/plainText.ts';
import {
  fitSummary,
  objectReportContent,
  objectStatusReport,
  opinion,
  quietSummary,
  rankedObject,
  threeFits,
  verdictOn,
  watchNoticeContent,
} from '../../../app/examples/posts.ts';
import type { Message } from '../../../handlers/messages/blocks.ts';
import { buildMessage } from '../../../handlers/messages/build.ts';
import { objectStatus } from '../../../handlers/messages/objectStatus.ts';
import type { PostContent } from '../../../pipeline/api/posts.ts';
import { rateOdds } from '../../../pipeline/fits/priorOdds.ts';

const now = new Date('2026-11-23T03:02:00Z');
const noPictures = { lightCurve: null, corner: null };
const kn = (lnZ: number, more = {}) => fitSummary({ lnZ, ...more });
const sc = (lnZ: number) => fitSummary({ fitId: 2, model: 'Piro2021', kind: 'SC', lnZ });
const sn = (lnZ: number) => fitSummary({ fitId: 3, model: 'salt3', kind: 'SN', lnZ });
const quality = (systematicError: number, residual: number) => ({
  model: 'Me2017',
  isGood: systematicError <= 0.5,
  isAnyGood: systematicError <= 0.5,
  points: 9,
  chi2: 31,
  chi2WithBudget: 4,
  errorBudget: 1,
  systematicError,
  worst: { filter: 'ztfg', jd: 2459834.8, residual },
});

const refit: PostContent = {
  kind: 'refit-report',
  object: 'ZTF22aawacjw',
  runId: 3,
  requestedBy: null,
  fits: [kn(-20), sc(-26)],
  verdict: verdictOn([kn(-20), sc(-26)]),
  before: { state: 'decided', kind: 'SC', strength: 'positive', probability: 0.8 },
  isChange: true,
  isBrief: false,
  lightCurveChart: null,
  cornerChart: null,
};

/** What each message says, word for word: a change of wording changes these files and no other test. */
const messages: Record<string, Message> = {
  report: buildMessage(objectReportContent(), noPictures),
  'report with what people say': buildMessage(
    objectReportContent({
      opinions: [
        opinion(),
        opinion({ person: 'U0IGOR0001', word: 'junk', comment: 'a bad subtraction' }),
        opinion({ person: 'U0PRIYA001', word: 'classified', class: 'SN Ia', comment: 'see TNS' }),
      ],
    }),
    noPictures,
  ),
  'news for who watches an object': buildMessage(watchNoticeContent(), noPictures),
  'news for who watches a score': buildMessage(
    watchNoticeContent({ because: [{ kind: 'KN', above: 3 }], before: null }),
    noPictures,
  ),
  alert: buildMessage(
    {
      kind: 'alert',
      object: 'ZTF22aawacjw',
      verdict: { state: 'decided', kind: 'KN', probability: 0.984 },
      kilonovaScore: 7.1,
      users: ['U0MANSI001'],
      groups: ['S0123ABCDEF'],
      portalUrl: null,
    },
    noPictures,
  ),
  reminder: buildMessage(
    {
      kind: 'reminder',
      object: 'ZTF22aawacjw',
      verdict: { state: 'decided', kind: 'KN', probability: 0.984 },
      kilonovaScore: 4.1,
      since: '2026-11-22T15:00:00Z',
      portalUrl: null,
    },
    noPictures,
  ),
  'report, inconclusive': buildMessage(objectReportContent({ fits: [kn(-20), sc(-20.4)] }), noPictures),
  'report, the rates overrule the data': buildMessage(
    objectReportContent({ fits: [kn(-20), sn(-22.5)], verdict: verdictOn([kn(-20), sn(-22.5)], rateOdds) }),
    noPictures,
  ),
  'report, nothing describes the data': buildMessage(
    objectReportContent({
      fits: [kn(-20), sc(-26)],
      verdict: {
        ...verdictOn([kn(-20), sc(-26)]),
        state: 'inconclusive',
        kilonovaScore: null,
        description: quality(0.8, -1.6),
      },
    }),
    noPictures,
  ),
  'report, described well': buildMessage(
    objectReportContent({
      fits: [kn(-20), sc(-26)],
      verdict: { ...verdictOn([kn(-20), sc(-26)]), description: quality(0.12, 0.3) },
    }),
    noPictures,
  ),
  'report, all failed': buildMessage(
    objectReportContent({ fits: threeFits().slice(2), portalUrl: null }),
    noPictures,
  ),
  'report, unconstrained': buildMessage(
    objectReportContent({ fits: [kn(0, { warnings: [{ code: 'unconstrained', text: 'x' }] }), sc(-9)] }),
    noPictures,
  ),
  'report, one kind': buildMessage(objectReportContent({ fits: [kn(-20)] }), noPictures),
  'change of the verdict': buildMessage(refit, noPictures),
  'refit without a change': buildMessage(
    {
      ...refit,
      requestedBy: 'U0IGOR0001',
      before: verdictOn([kn(-20), sc(-26)]),
      isChange: false,
      isBrief: true,
    },
    noPictures,
  ),
  status: objectStatus(
    objectStatusReport({
      verdicts: [
        {
          at: '2026-11-22T03:00:00Z',
          days: 1.9,
          kind: 'SC',
          probability: 0.62,
          deltaLnZ: 0.5,
          strength: null,
          kilonovaScore: -0.5,
        },
        {
          at: '2026-11-23T03:00:00Z',
          days: 3.9,
          kind: 'KN',
          probability: 0.984,
          deltaLnZ: 4.1,
          strength: 'strong',
          kilonovaScore: 4.1,
        },
      ],
    }),
  ),
  summary: buildMessage(
    quietSummary({
      objects: 3,
      lightCurvesNew: 4,
      fitsByState: { succeeded: 8, failed: 1 },
      newObjects: ['ZTF26aaaaakn'],
      opinions: [
        opinion({ object: 'ZTF26aaaaabc', word: 'junk' }),
        opinion({ object: 'ZTF26aaaaabc', word: 'junk', person: 'U0IGOR0001' }),
      ],
      ranking: [
        rankedObject({ object: 'ZTF26aaaaakn', postUrl: 'https://growth.slack.com/archives/C1/p1' }),
        rankedObject({
          object: 'ZTF26aaaaabc',
          bestKind: 'SN',
          bestModel: 'salt3',
          probability: 0.9996,
          kilonovaScore: -12.3,
        }),
        rankedObject({
          object: 'ZTF26aaaaabd',
          bestKind: 'SC',
          state: 'inconclusive',
          probability: 0.55,
          kilonovaScore: -0.4,
        }),
      ],
      failed: [
        {
          object: 'ZTF26aaaaabd',
          model: 'TrPi2018',
          kind: 'GRB',
          message: 'The job was killed: out of memory.',
        },
      ],
      needsPerson: ['The cluster does not answer (ssh: connect timed out).'],
      problems: 1,
    }),
    noPictures,
  ),
  'summary without a kilonova model': buildMessage(
    quietSummary({
      objects: 1,
      lightCurvesNew: 1,
      fitsByState: { succeeded: 2 },
      ranking: [
        rankedObject({ bestKind: 'SN', bestModel: 'salt3', kilonovaScore: null, kilonovaScoreError: null }),
      ],
    }),
    noPictures,
  ),
};

describe('the wording of', () => {
  it.each(Object.entries(messages))('%s', async (name, message) => {
    const words = `${message.text}\n\n---\n\n${plainText(message, { isBold: false, now })}\n`;
    await expect(words).toMatchFileSnapshot(`wording/${name}.txt`);
  });
});
