import { webApi } from '@slack/bolt';
import { z } from 'zod';
import { homeView } from '../../../handlers/home/view.ts';
import { buildMessage } from '../../../handlers/messages/build.ts';
import { objectStatus } from '../../../handlers/messages/objectStatus.ts';
import { status } from '../../../handlers/messages/status.ts';
import { classifyForm } from '../../../handlers/views/classifyForm.ts';
import { fitForm } from '../../../handlers/views/fitForm.ts';
import { fitWindow } from '../../../handlers/views/fitWindow.ts';
import { muteForm } from '../../../handlers/views/muteForm.ts';
import { settingsForm } from '../../../handlers/views/settingsForm.ts';
import type { PostContent } from '../../../pipeline/api/posts.ts';
import type { ModelChoice } from '../../../pipeline/api/service.ts';
import {
  fitDetails,
  fitSummary,
  homeReport,
  muteSummary,
  objectReportContent,
  objectStatusReport,
  openFit,
  opinion,
  quietSummary,
  rankedObject,
  statusReport,
  threeFits,
  verdictOn,
  watchNoticeContent,
} from '../../examples/posts.ts';
import { redactedWords } from '../../secrets.ts';
import type { Finding } from './finding.ts';
import { slackCode } from './slack.ts';

const picture = { fileId: 'F0123456789', altText: 'Light curve of ZTF22aawacjw' };
const pictures = { lightCurve: picture, corner: picture };
const place = { channel: 'C0123ABCDEF', threadTs: null };
const chart = { path: 'light-curve.png', altText: 'Light curve' };

const choices: ModelChoice[] = threeFits().map(({ model, modelTitle, kind }) => ({
  model,
  title: modelTitle,
  kind,
  isInPlay: true,
  isDefaultOfKind: true,
  typicalSeconds: null,
}));

const formOffers = {
  models: choices,
  defaults: {
    livePoints: [{ model: 'Me2017', livePoints: 400 }],
    tmin: 0,
    tmax: 14,
    useLimits: true,
    fixTrigger: false,
    triggerJd: null,
    priorSet: null,
  },
};
const strong = { state: 'decided' as const, kind: 'KN', probability: 0.984 };

/** What the app sends to Slack, one example of each kind. */
export type Example = { name: string } & webApi.BlocksValidateArguments;

const posts: Record<string, PostContent> = {
  'report of an object': objectReportContent({ muted: muteSummary(), opinions: [opinion()] }),
  'corner plot': { kind: 'corner', object: 'ZTF22aawacjw', fit: fitSummary(), cornerChart: chart },
  'report of a refit': {
    kind: 'refit-report',
    object: 'ZTF22aawacjw',
    runId: 3,
    requestedBy: 'U0123ABCDEF',
    fits: threeFits(),
    verdict: verdictOn(threeFits()),
    before: null,
    isChange: true,
    isBrief: false,
    lightCurveChart: chart,
    cornerChart: chart,
  },
  'daily summary': quietSummary({
    objects: 2,
    lightCurvesNew: 3,
    newObjects: ['ZTF22aawacjw'],
    fitsByState: { succeeded: 5, failed: 1 },
    ranking: [rankedObject(), rankedObject({ object: 'ZTF22aawaaaa', kilonovaScore: null })],
    problems: 1,
  }),
  'progress of a request': {
    kind: 'progress',
    object: 'ZTF22aawacjw',
    runId: 3,
    requestedBy: 'U0123ABCDEF',
    open: [openFit(), openFit({ fitId: 5, state: 'queued', progress: null })],
    ended: [fitSummary()],
  },
  mute: {
    kind: 'mute-notice',
    object: 'ZTF22aawacjw',
    by: 'U0123ABCDEF',
    mute: muteSummary({ reason: 'an AGN' }),
    why: null,
  },
  reminder: {
    kind: 'reminder',
    object: 'ZTF22aawacjw',
    verdict: strong,
    kilonovaScore: 4.1,
    since: '2026-11-23T03:00:00Z',
    portalUrl: null,
  },
  call: {
    kind: 'alert',
    object: 'ZTF22aawacjw',
    verdict: strong,
    kilonovaScore: 7.1,
    users: ['U0123ABCDEF'],
    groups: ['S0123ABCDEF'],
    portalUrl: null,
  },
  'direct message': watchNoticeContent(),
  notice: { kind: 'notice', text: 'A notice.' },
};

/** An example of each message and view that the app sends. */
export function examples(): Example[] {
  const messages = {
    ...Object.fromEntries(
      Object.entries(posts).map(([name, content]) => [name, buildMessage(content, pictures)]),
    ),
    'answer of status': status(statusReport({ open: [openFit()] })),
    'answer of status of an object': objectStatus(objectStatusReport()),
  };
  const home = homeReport({
    date: '2026-11-23',
    ranking: [{ ...rankedObject(), chart: null }],
    status: statusReport({ open: [openFit()], muted: [muteSummary()] }),
    welcome: { channel: 'C0123ABCDEF' },
    watches: [{ watched: { kind: 'KN', above: 3 }, since: '2026-11-23T03:00:00Z' }],
  });
  const windowOfFit = fitWindow({ kind: 'details', fitId: 1 }, fitDetails(), threeFits(), picture);
  const views = {
    'form of a fit': fitForm({ ...place, objectName: 'ZTF22aawacjw' }, formOffers, false),
    'form of a fit, all settings': fitForm({ ...place, objectName: null }, formOffers, true),
    'form of a classification': classifyForm({ object: 'ZTF22aawacjw', ...place }),
    'form of a mute': muteForm({ object: 'ZTF22aawacjw', ...place }),
    'form of the settings': settingsForm(choices, { modelsInPlay: ['Me2017'], postThreshold: null }),
    'details of a fit': windowOfFit,
    'App Home': homeView(home, [picture], { mayChangeSettings: true, now: new Date() }),
  };
  return [
    ...Object.entries(messages).map(([name, { blocks }]) => ({ name, message: { blocks } })),
    ...Object.entries(views).map(([name, view]) => ({ name, view })),
  ];
}

const complaintsSchema = z.object({
  errors: z.array(z.object({ pointer: z.string().optional(), message: z.string().optional() })),
});

/** The first things that Slack says against a payload. */
function complaints(error: unknown): string {
  if (!(error instanceof webApi.WebAPIPlatformError)) return redactedWords(error);
  const list = complaintsSchema.safeParse(error.data).data?.errors ?? [];
  const words = list.slice(0, 3).map(({ pointer, message }) => [pointer, message].filter(Boolean).join(' '));
  return words.length === 0 ? error.data.error : words.join('; ');
}

/** Slack's codes for a payload that it would refuse. */
const refusals = new Set(['invalid_blocks', 'invalid_message', 'invalid_view']);

/**
 * Shows every example to Slack's own check, which sends nothing. Where there is no such check, or it asks for a pause, that
 * is a note.
 */
export async function checkMessages(
  client: webApi.WebClient,
  all: readonly Example[] = examples(),
): Promise<Finding[]> {
  const wrong: Finding[] = [];
  for (const { name, ...payload } of all) {
    try {
      await client.blocks.validate(payload);
    } catch (error) {
      const code = slackCode(error);
      if (code === 'unknown_method') {
        const what = 'The example messages were not shown to Slack: this one has no blocks.validate';
        return [{ ok: true, isNote: true, what }];
      }
      if (code === null || !refusals.has(code)) {
        const what = `The example messages were not all shown to Slack: ${redactedWords(error)}`;
        return [...wrong, { ok: true, isNote: true, what }];
      }
      const todo = 'this is a fault of nmma-bot: report it with this line';
      wrong.push({ ok: false, what: `Slack would refuse the ${name}: ${complaints(error)}`, todo });
    }
  }
  if (wrong.length > 0) return wrong;
  return [{ ok: true, what: `Slack takes all ${all.length} example messages and views` }];
}
