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
  actionsBlock: 'nmma_actions',
  muteBlock: 'nmma_muted',
} as const;

/** What the menu behind ⋯ does, as the first word of an option's value. */
export const menu = { status: 'status', history: 'history', again: 'again' } as const;

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
  /** The fit whose corner plot and details are offered first; null: none has a number. */
  bestFitId: number | null;
  /** Fits that can be tried again. */
  failedFitIds: readonly number[];
}

const mostRetried = 20;

/** An object's buttons. */
export function objectButtons(of: ObjectButtons): Block {
  const { object, bestFitId } = of;
  const link: Button = button('Open in Fritz', ids.fritz, object, {
    url: `https://fritz.science/source/${encodeURIComponent(object)}`,
  });
  return actions(ids.actionsBlock, [
    button('Refit…', ids.refit, object),
    ...(bestFitId === null
      ? []
      : [
          button('Corner plot', ids.corner, String(bestFitId)),
          button('Details', ids.details, String(bestFitId)),
        ]),
    ...retryButtons(of.failedFitIds),
    of.isMuted ? button('Unmute', ids.unmute, object) : button('Mute…', ids.mute, object),
    link,
    overflow(ids.more, [
      ['All fits, ranked', `${menu.status}:${object}`],
      ['History', `${menu.history}:${object}`],
      ['Fit again with every model', `${menu.again}:${object}`],
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
