import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { FitDetails, FitSummary } from '../../pipeline/api/views.ts';
import { type Block, context, section } from '../messages/blocks.ts';
import { fitDetailsBlocks } from '../messages/fitDetails.ts';
import { ids, type Picture, picture } from '../messages/parts.ts';
import { escapeText } from '../messages/text.ts';
import { modelName, ranked } from '../messages/verdict.ts';
import { option, plain } from './formParts.ts';

/** What a window about one fit shows. */
export type FitWindowKind = 'corner' | 'details';

const metadataSchema = z.object({ kind: z.enum(['corner', 'details']), fitId: z.int() });
/** Which fit a window shows, and what of it; travels in its private metadata. */
export type FitWindowState = z.infer<typeof metadataSchema>;

/** Reads what a window of ours shows. @throws ZodError or SyntaxError when it is another window. */
export function readFitWindow(metadata: string): FitWindowState {
  return metadataSchema.parse(JSON.parse(metadata));
}

const titles: Record<FitWindowKind, string> = { corner: 'Corner plot', details: 'Details' };
/** Slack's windows hold 100 blocks, its selects 100 choices. */
const mostBlocks = 98;
const mostChoices = 100;

/** The select of another fit of the same object; none when there is no other. */
function chooser(fits: readonly FitSummary[], shownId: number): Block[] {
  const options = ranked(fits)
    .slice(0, mostChoices)
    .map((fit) => option(`#${fit.fitId} ${modelName(fit)}`, String(fit.fitId)));
  const shown = options.find((one) => one.value === String(shownId));
  if (options.length < 2) return [];
  return [
    {
      type: 'actions',
      elements: [
        {
          type: 'static_select',
          action_id: ids.chooseFit,
          placeholder: plain('Another fit'),
          options,
          initial_option: shown,
        },
      ],
    },
  ];
}

function windowOf(state: FitWindowState, blocks: Block[]): types.ModalView {
  return {
    type: 'modal',
    private_metadata: JSON.stringify(state),
    title: plain(titles[state.kind]),
    close: plain('Close'),
    blocks: blocks.slice(0, mostBlocks),
  };
}

/** The window while its content is fetched: Slack wants one within three seconds. */
export function waitingWindow(state: FitWindowState): types.ModalView {
  return windowOf(state, [section('One moment…')]);
}

/** The window when its content cannot be had. */
export function failedWindow(state: FitWindowState, why: readonly Block[]): types.ModalView {
  return windowOf(state, [...why]);
}

/**
 * A fit's corner plot, or everything about it, with a choice of the object's other fits.
 * @param fits the object's fits. @param corner only for the corner plot.
 */
export function fitWindow(
  state: FitWindowState,
  details: FitDetails,
  fits: readonly FitSummary[],
  corner: Picture,
): types.ModalView {
  const others = chooser(fits, state.fitId);
  if (state.kind === 'details') return windowOf(state, [...others, ...fitDetailsBlocks(details)]);
  const { fit } = details;
  const shown = picture(corner);
  return windowOf(state, [
    ...others,
    section(`*${escapeText(fit.object)}: ${escapeText(modelName(fit))}*`),
    ...(shown.length > 0 ? shown : [context('This fit has no corner plot.')]),
  ]);
}
