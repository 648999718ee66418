import { z } from 'zod';
import { messageBlock, type Surface, viewBlock } from './blocks.ts';
import { type Problem, problemsOf } from './problems.ts';
import { plainText } from './text.ts';

/** A block that has passed {@link checkBlocks}; only what the sandbox itself looks at is typed. */
export interface Block {
  type: string;
  block_id?: string;
  [key: string]: unknown;
}

/** Characters of text that all blocks of a message may hold: measured by others between 13,100 and 13,300. */
export const blockTextLimit = 13_000;

const blockList = {
  message: z.array(messageBlock).max(50),
  modal: z.array(viewBlock).min(1).max(100),
  home: z.array(viewBlock).min(1).max(100),
};

/** Every element of a block that has (or gets) an `action_id`. */
export function elementsOf(block: Block): Record<string, unknown>[] {
  const list = block.type === 'actions' && Array.isArray(block.elements) ? block.elements : [];
  return [...list, block.accessory, block.element].filter(
    (one): one is Record<string, unknown> =>
      typeof one === 'object' && one !== null && (one as { type?: unknown }).type !== 'image',
  );
}

/** `{text}` objects and table cells all count. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textLength(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, one]) => sum + (key === 'text' && typeof one === 'string' ? one.length : textLength(one)),
    0,
  );
}

function duplicates(blocks: Block[], prefix: string): Problem[] {
  const problems: Problem[] = [];
  const seenBlocks = new Set<string>();
  blocks.forEach((block, index) => {
    if (block.block_id !== undefined && seenBlocks.has(block.block_id))
      problems.push({
        message: `\`block_id\` "${block.block_id}" already exists for another block`,
        pointer: `${prefix}/${index}/block_id`,
      });
    if (block.block_id !== undefined) seenBlocks.add(block.block_id);
    const seenActions = new Set<unknown>();
    elementsOf(block).forEach((element, position) => {
      const id = element.action_id;
      if (id !== undefined && seenActions.has(id))
        problems.push({
          message: `\`action_id\` "${String(id)}" already exists for another action`,
          pointer: `${prefix}/${index}/elements/${position}/action_id`,
        });
      seenActions.add(id);
    });
  });
  return problems;
}

function surfaceProblems(blocks: Block[], surface: Surface, prefix: string): Problem[] {
  const problems: Problem[] = [];
  const focused = blocks.filter((block) =>
    elementsOf(block).some((element) => element.focus_on_load === true),
  );
  if (focused.length > 1)
    problems.push({ message: 'only one element may have focus_on_load', pointer: prefix });
  const tables = blocks.flatMap((block, index) => (block.type === 'table' ? [index] : []));
  if (surface === 'message' && tables.length > 1)
    problems.push({ message: 'only_one_table_allowed', pointer: `${prefix}/${tables[1]}` });
  return problems;
}

/**
 * Checks blocks as Slack does: shapes, lengths, unknown properties, duplicate ids.
 * @param blocks anything; @param surface where they stand; @param prefix JSON pointer of the list.
 * @returns problems, none when Slack would take them. Files and URLs are not looked at.
 */
export function checkBlocks(blocks: unknown, surface: Surface, prefix = '/blocks'): Problem[] {
  const parsed = blockList[surface].safeParse(blocks);
  if (!parsed.success) return problemsOf(blocks, parsed.error.issues, prefix);
  const list = parsed.data as Block[];
  return [...duplicates(list, prefix), ...surfaceProblems(list, surface, prefix)];
}

const viewCommon = {
  blocks: z.unknown(),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
};
const viewSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('modal'),
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
    ...viewCommon,
  }),
  z.strictObject({ type: z.literal('home'), ...viewCommon }),
]);

/**
 * Checks a whole view.
 * @param view anything; @param wanted the surface the method is for (`views.publish`: home, the others: modal).
 * @returns problems, none when Slack would take it.
 */
export function checkView(view: unknown, wanted: 'modal' | 'home'): Problem[] {
  const parsed = viewSchema.safeParse(view);
  if (!parsed.success) return problemsOf(view, parsed.error.issues, '/view');
  const problems: Problem[] = [];
  if (parsed.data.type !== wanted)
    problems.push({ message: `unsupported type: ${parsed.data.type}`, pointer: '/view' });
  if (parsed.data.blocks === undefined)
    return [...problems, { message: 'missing required field: blocks', pointer: '/view' }];
  problems.push(...checkBlocks(parsed.data.blocks, wanted, '/view/blocks'));
  const hasInput = (parsed.data.blocks as Block[]).some?.((block) => block.type === 'input') ?? false;
  if (parsed.data.type === 'modal' && hasInput && parsed.data.submit === undefined)
    problems.push({
      message: 'missing required field: submit (the view has an input block)',
      pointer: '/view',
    });
  return problems;
}
