import type { FitSummary, MuteSummary } from '../../pipeline/api/views.ts';
import { actions, type Block, type Button, button, context, image, overflow } from './blocks.ts';
import { cut, escapeText, mention, moment } from './text.ts';

/** A picture for a message: in Slack already, or words why it is not there. */
export type Picture = { fileId: string; altText: string } | { missing: string } | null;

/** The ids by which handlers know their buttons and blocks. */
export const ids = {
  /** Opens the fit form for an object, or for none. */
  refit: 'nmma_refit',
  fitForm: 'nmma_fit_form',
  mute: 'nmma_mute',
  unmute: 'nmma_unmute',
  corner: 'nmma_corner',
  details: 'nmma_details',
  /** In the window behind the last two: which fit is shown. */
  chooseFit: 'nmma_choose_fit',
  retry: 'nmma_retry',
  cancel: 'nmma_cancel',
  more: 'nmma_more',
  /** With the number of the post behind it. */
  retryPost: 'nmma_retry_post',
  fritz: 'nmma_fritz',
  /** The choice of one's own verdict. */
  opinion: 'nmma_opinion',
  opinionsBlock: 'nmma_opinions',
  /** With a number behind it, because a message may have several. */
  unwatch: 'nmma_unwatch',
  /** Leads to a message. */
  openPost: 'nmma_open_post',
  actionsBlock: 'nmma_actions',
  muteBlock: 'nmma_muted',
} as const;

/** What the menu behind ⋯ does, as the first word of an option's value. */
export const menu = {
  status: 'status',
  history: 'history',
  again: 'again',
  retry: 'retry',
  mute: 'mute',
  unmute: 'unmute',
  corner: 'corner',
} as const;

/** The picture's block, a line that it is missing, or nothing. */
export function picture(of: Picture): Block[] {
  if (of === null) return [];
  if ('fileId' in of) return [image(of.fileId, of.altText)];
  return [context(escapeText(of.missing))];
}

/** What the buttons under an object's message need to know. */
export interface ObjectButtons {
  object: string;
  isMuted: boolean;
  /** The fit whose details and corner plot are offered first; null: none has a number. */
  bestFitId: number | null;
  /** Fits that can be tried again. */
  failedFitIds: readonly number[];
  /** Its page in the portal; null: there is none. */
  portalUrl: string | null;
}

/** As many ids as fit into an option's value of 150 characters. */
const mostRetried = 15;

/** "Fritz" for that one, "SkyPortal" for any other. */
function portalName(url: string): string {
  return /(^|\.)fritz\./i.test(new URL(url).hostname) ? 'Fritz' : 'SkyPortal';
}

/** An object's buttons, in one row on a phone: the rest is behind ⋯. */
export function objectButtons(of: ObjectButtons): Block {
  const { object, bestFitId, portalUrl } = of;
  const failed = of.failedFitIds.slice(0, mostRetried);
  return actions(ids.actionsBlock, [
    ...(bestFitId === null ? [] : [button('Details', ids.details, String(bestFitId))]),
    button('Refit…', ids.refit, object),
    ...(portalUrl === null ? [] : [button(portalName(portalUrl), ids.fritz, object, { url: portalUrl })]),
    overflow(ids.more, [
      ...(bestFitId === null ? [] : [['Corner plot', `${menu.corner}:${bestFitId}`] as const]),
      ['All fits', `${menu.status}:${object}`],
      ['History', `${menu.history}:${object}`],
      failed.length === 0
        ? ['Fit again with every model', `${menu.again}:${object}`]
        : [
            failed.length === 1 ? 'Retry the failed fit' : `Retry ${failed.length} failed fits`,
            `${menu.retry}:${failed.join(',')}`,
          ],
      of.isMuted ? ['Unmute', `${menu.unmute}:${object}`] : ['Mute…', `${menu.mute}:${object}`],
    ]),
  ]);
}

function retryButtons(fitIds: readonly number[]): Button[] {
  const failed = fitIds.slice(0, mostRetried);
  if (failed.length === 0) return [];
  return [button(failed.length === 1 ? 'Retry' : `Retry ${failed.length}`, ids.retry, failed.join(','))];
}

/** The buttons under a report in a thread: what the object's own message does not offer. */
export function threadButtons(bestFitId: number | null, failed: readonly number[]): Block[] {
  const details = bestFitId === null ? [] : [button('Details', ids.details, String(bestFitId))];
  const elements = [...details, ...retryButtons(failed)];
  return elements.length === 0 ? [] : [actions(ids.actionsBlock, elements)];
}

/** Fits that a person may ask for again. */
export function failedFitIds(fits: readonly FitSummary[]): number[] {
  return fits.filter((fit) => fit.state === 'failed' || fit.state === 'timed-out').map((fit) => fit.fitId);
}

/** How long a mute lasts, in words. */
export function muteEnd(mute: Pick<MuteSummary, 'until' | 'untilNextDetection'>): string {
  if (mute.until !== null) return `until ${moment(mute.until, '{date_short_pretty} {time}')}`;
  return mute.untilNextDetection ? 'until its next detection' : 'until somebody unmutes it';
}

/** Who muted, until when and why, for everybody to see. */
export function muteNotice(mute: MuteSummary): Block {
  const why = mute.reason ? ` (${escapeText(cut(mute.reason, 200))})` : '';
  return context(
    `🔇 Muted by ${mention(mute.mutedBy)} ${muteEnd(mute)}${why}: new data is not fitted.`,
    ids.muteBlock,
  );
}
