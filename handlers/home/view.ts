import type { types } from '@slack/bolt';
import type { HealthLine, HomeReport, MuteSummary, StatusReport } from '../../pipeline/api/views.ts';
import { listed } from '../../pipeline/shared/words.ts';
import { actions, type Block, button, context, header, type Message, section } from '../messages/blocks.ts';
import { bullets } from '../messages/fitLists.ts';
import { muteLine } from '../messages/muting.ts';
import { notPostedBlocks } from '../messages/notPosted.ts';
import { ids, type Picture } from '../messages/parts.ts';
import { capital, counted, cut, escapeText, moment } from '../messages/text.ts';
import { watchedWords, watchLine, watchValue } from '../messages/watches.ts';
import { homeIds } from './ids.ts';
import { mineBlocks } from './mine.ts';
import { rankingBlocks } from './ranking.ts';
import { runningBlocks } from './running.ts';
import { titled, withButton } from './sections.ts';
import { welcomeBlocks } from './welcome.ts';

const mostMuted = 12;
const mostWatches = 12;
const mostHealthLines = 10;

/** What App Home shows besides the report. */
export interface HomeOptions {
  mayChangeSettings: boolean;
  now: Date;
}

function headline({ open }: StatusReport): string {
  const running = open.filter((fit) => fit.state === 'running').length;
  const waiting = open.length - running;
  if (open.length === 0) return 'No fits running';
  if (running === 0) return `${capital(counted(waiting, 'fit'))} waiting`;
  return `${capital(counted(running, 'fit'))} running${waiting > 0 ? `, ${waiting} waiting` : ''}`;
}

function pullWords({ lastPull, nextPullAt }: StatusReport): string {
  const next = nextPullAt === null ? '' : ` · next pull ${moment(nextPullAt, '{date_short_pretty} {time}')}`;
  if (lastPull === null) return `No pull yet${next}`;
  const found =
    lastPull.lightCurvesNew === 0 ? 'nothing new' : counted(lastPull.lightCurvesNew, 'new light curve');
  return `Last pull ${moment(lastPull.at, '{date_short_pretty} {time}')}: ${found}${next}`;
}

/** Marks differ in shape, and the words say it too. */
function healthLine({ part, isWell, words }: HealthLine): string {
  const told = escapeText(cut(words, 300));
  return isWell ? `● ${capital(part)}: ${told}` : `▲ *${capital(part)}, trouble:* ${told}`;
}

function healthBlocks({ health, incidents, pendingPosts, problems }: StatusReport): Block[] {
  const wrong = health.filter((line) => !line.isWell);
  const told = new Set(wrong.map((line) => line.words));
  const lines = [
    ...wrong.map(healthLine),
    ...incidents.filter((words) => !told.has(words)).map((words) => `▲ ${escapeText(cut(words, 300))}`),
    ...(problems.length > 0
      ? [`▲ ${capital(counted(problems.length, 'file'))} could not be used: see \`/nmma status\`.`]
      : []),
    ...health.filter((line) => line.isWell).map(healthLine),
    ...(pendingPosts > 0 ? [`● ${capital(counted(pendingPosts, 'post'))} to be sent.`] : []),
  ];
  return lines.length === 0 ? [] : [section(bullets(lines, '', mostHealthLines))];
}

function alarm({ health, incidents, notPosted }: StatusReport): string {
  const parts = new Set(health.filter((line) => !line.isWell).map((line) => line.part));
  if (parts.size > 0) return `▲ *Trouble: ${listed([...parts])}.* More under Health.`;
  return incidents.length + notPosted.length > 0 ? '▲ *Trouble.* More under Health.' : '● All is well.';
}

function mutedBlocks(muted: readonly MuteSummary[]): Block[] {
  const shown = muted.slice(0, mostMuted).map((mute) =>
    withButton(
      muteLine(mute),
      button('Unmute', ids.unmute, mute.object, {
        accessibility_label: cut(`Unmute ${mute.object}`, 75),
      }),
    ),
  );
  const rest = muted.length - shown.length;
  return rest > 0 ? [...shown, context(`…and ${rest} more: \`/nmma muted\``)] : shown;
}

function watchBlocks({ watches }: HomeReport): Block[] {
  const shown = watches.slice(0, mostWatches).map((one, index) =>
    withButton(
      watchLine(one),
      button('Stop', `${ids.unwatch}_${index}`, watchValue(one.watched), {
        accessibility_label: cut(`Stop watching ${watchedWords(one.watched)}`, 75),
      }),
    ),
  );
  const rest = watches.length - shown.length;
  return rest > 0 ? [...shown, context(`…and ${rest} more: \`/nmma watch\``)] : shown;
}

function settingsBlocks({ settings }: HomeReport, mayChange: boolean): Block[] {
  const { modelsInPlay, postThreshold } = settings;
  const posts =
    postThreshold === null
      ? 'every object'
      : `objects with a kilonova score of at least ${String(postThreshold).replace('-', '−')}`;
  const text = [
    `*Models in play:* ${escapeText(cut(listed(modelsInPlay), 1000)) || 'none'}`,
    `*Posted on their own:* ${posts}`,
  ].join('\n');
  return [mayChange ? withButton(text, button('Settings…', homeIds.settings, 'settings')) : section(text)];
}

/**
 * A person's App Home.
 * Slack's limits for a view are 100 blocks and 250 kB; every list here is cut well before.
 * @param pictures of the ranking's first objects, in its order. @param options `now` is shown as the view's age.
 */
export function homeView(
  report: HomeReport,
  pictures: readonly Picture[],
  options: HomeOptions,
): types.HomeView {
  const { status } = report;
  const asOf = moment(options.now.toISOString(), '{date_short_pretty} {time_secs}');
  return {
    type: 'home',
    blocks: [
      ...(report.welcome === null ? [] : welcomeBlocks(report.welcome.channel)),
      header(headline(status)),
      section(`${alarm(status)}\n${pullWords(status)}`),
      context(`As of ${asOf}; updates for 15 minutes after it is opened.`),
      actions('nmma_home', [
        button('New fit…', ids.fitForm, 'form', { style: 'primary' }),
        button('Refresh', homeIds.refresh, 'refresh'),
      ]),
      ...titled('Running and waiting', runningBlocks(status)),
      ...titled('Ranking of the night', rankingBlocks(report, pictures)),
      ...titled('My requests', mineBlocks(report)),
      ...titled('You watch', watchBlocks(report)),
      ...titled('Muted objects', mutedBlocks(status.muted)),
      ...titled('Health', [...healthBlocks(status), ...notPostedBlocks(status.notPosted)]),
      ...titled('Settings', settingsBlocks(report, options.mayChangeSettings)),
    ],
  };
}

/** App Home when there is nothing to show but that something went wrong. */
export function brokenHome(answer: Message): types.HomeView {
  const again = actions('nmma_home', [button('Refresh', homeIds.refresh, 'refresh')]);
  return { type: 'home', blocks: [header('App Home cannot be shown'), ...answer.blocks, again] };
}
