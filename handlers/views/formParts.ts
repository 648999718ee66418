import type { types } from '@slack/bolt';
import { z } from 'zod';
import { cut } from '../messages/text.ts';

/** Every field of our forms has an element with this action id. */
export const fieldAction = 'value';

/** Plain words of a form. */
export function plain(text: string): types.PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}

/** A choice; Slack cuts nothing itself, it refuses. */
export function option(text: string, value: string): types.PlainTextOption {
  return { text: plain(cut(text, 75)), value };
}

/** A field of a form. */
export function input(
  blockId: string,
  label: string,
  element: types.InputBlock['element'],
  more: { hint?: string; isOptional?: boolean } = {},
): types.InputBlock {
  return {
    type: 'input',
    block_id: blockId,
    label: plain(label),
    optional: more.isOptional,
    hint: more.hint === undefined ? undefined : plain(more.hint),
    element,
  };
}

/** One input's value, whichever kind it is; everything else that Slack adds is let through unseen. */
const inputSchema = z.object({
  value: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
});
const submissionSchema = z.object({
  private_metadata: z.string(),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), inputSchema)) }),
});

/** What was filled in. */
export interface Submission {
  metadata: string;
  /** Whether the form shows a field at all. */
  has(blockId: string): boolean;
  /** What was typed into a field; '' when nothing. */
  typed(blockId: string): string;
  /** The choice made in a field; null when none. */
  chosen(blockId: string): string | null;
  /** The choices made in a field. */
  allChosen(blockId: string): string[];
}

/**
 * Reads a submitted form.
 * @param view as Slack sends it. @param actionIds of the fields whose element has one of its own, by block id.
 * @throws ZodError when it is no submission at all.
 */
export function readSubmission(view: unknown, actionIds: Readonly<Record<string, string>> = {}): Submission {
  const { private_metadata: metadata, state } = submissionSchema.parse(view);
  const field = (blockId: string) => state.values[blockId]?.[actionIds[blockId] ?? fieldAction];
  return {
    metadata,
    has: (blockId) => field(blockId) !== undefined,
    typed: (blockId) => field(blockId)?.value?.trim() ?? '',
    chosen: (blockId) => field(blockId)?.selected_option?.value ?? field(blockId)?.selected_date ?? null,
    allChosen: (blockId) => (field(blockId)?.selected_options ?? []).map((one) => one.value),
  };
}
