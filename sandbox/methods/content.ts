import { z } from 'zod';
import type { Surface } from '../blockKit/blocks.ts';
import { type Block, blockTextLimit, checkBlocks, elementsOf, textLength } from '../blockKit/check.ts';
import type { Problem } from '../blockKit/problems.ts';
import { refusal, SlackError } from '../errors.ts';
import { shortId } from '../ids.ts';
import { isReady } from '../shapes.ts';
import type { Metadata } from '../types.ts';
import type { Workspace } from '../workspace.ts';
import { type Args, structure, text } from './arguments.ts';

/** What a message says. */
export interface Content {
  text: string;
  blocks?: Block[];
  attachments?: unknown[];
  metadata?: Metadata;
}

/** Characters of `text`: Slack cuts a post after 40,000 (the sandbox refuses), an update is refused after 4,000. */
const textLimits = { post: 40_000, update: 4_000 };

const showable = new Set(['image/png', 'image/jpeg', 'image/gif']);
const privateHost = /^(localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|0\.|\[)/;

function pictureProblem(value: Record<string, unknown>, workspace: Workspace, pointer: string): Problem[] {
  if (value.slack_file !== undefined) {
    const file = workspace.fileOf(value.slack_file as { id?: string; url?: string });
    if (file && isReady(file) && showable.has(file.mimetype)) return [];
    return [{ message: 'invalid slack file', pointer: `${pointer}/slack_file` }];
  }
  const url = URL.parse(String(value.image_url));
  // Slack fetches the picture itself, so it must be reachable from the internet.
  if (url && /^https?:$/.test(url.protocol) && !privateHost.test(url.hostname)) return [];
  return [{ message: 'downloading image failed', pointer: `${pointer}/image_url` }];
}

function pictureProblems(value: unknown, workspace: Workspace, pointer: string): Problem[] {
  if (Array.isArray(value))
    return value.flatMap((one, index) => pictureProblems(one, workspace, `${pointer}/${index}`));
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Record<string, unknown>;
  if (object.type === 'image') return pictureProblem(object, workspace, pointer);
  return Object.entries(object).flatMap(([key, one]) => pictureProblems(one, workspace, `${pointer}/${key}`));
}

/** Gives every block and element the id it lacks, as Slack does. */
function withIds(blocks: Block[]): Block[] {
  const copy = structuredClone(blocks);
  for (const block of copy) {
    block.block_id ??= shortId();
    for (const element of elementsOf(block)) element.action_id ??= shortId();
  }
  return copy;
}

/**
 * Checks blocks wholly, pictures included, and gives them their ids.
 * @param code what a refusal is called: `invalid_blocks`, or `invalid_arguments` for views.
 * @throws SlackError with that code and Slack's messages.
 */
export function acceptBlocks(
  blocks: unknown,
  workspace: Workspace,
  surface: Surface,
  options: { code: string; prefix: string },
): Block[] {
  const problems = checkBlocks(blocks, surface, options.prefix);
  if (problems.length === 0) problems.push(...pictureProblems(blocks, workspace, options.prefix));
  if (problems.length > 0) throw refusal(options.code, problems);
  return withIds(blocks as Block[]);
}

const metadataSchema = z.strictObject({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
});

/** Reads `metadata`; null means "take it away" (an empty object). */
export function readMetadata(args: Args): Metadata | null | undefined {
  const given = structure(args, 'metadata', 'invalid_metadata_format');
  if (given === undefined) return undefined;
  if (typeof given === 'object' && given !== null && Object.keys(given).length === 0) return null;
  const parsed = metadataSchema.safeParse(given);
  if (!parsed.success) throw new SlackError('invalid_metadata_format');
  if (JSON.stringify(parsed.data).length > 16_000) throw new SlackError('metadata_too_large');
  return parsed.data;
}

/**
 * Reads what a message shall say.
 * @throws SlackError `no_text`, `msg_too_long`, `invalid_blocks_format`, `invalid_blocks`, `msg_blocks_too_long`,
 *   `invalid_metadata_format`.
 */
export function readContent(args: Args, workspace: Workspace, kind: 'post' | 'update'): Content {
  const blocksGiven = structure(args, 'blocks', 'invalid_blocks_format');
  const attachments = structure(args, 'attachments', 'invalid_attachments') as unknown[] | undefined;
  const words = text(args, 'text') ?? '';
  const hasBlocks = Array.isArray(blocksGiven) ? blocksGiven.length > 0 : blocksGiven !== undefined;
  if (words === '' && !hasBlocks && (attachments?.length ?? 0) === 0) throw new SlackError('no_text');
  if (words.length > textLimits[kind]) throw new SlackError('msg_too_long');
  const content: Content = { text: words };
  if (blocksGiven !== undefined) {
    const options = { code: 'invalid_blocks', prefix: '/blocks' };
    content.blocks = acceptBlocks(blocksGiven, workspace, 'message', options);
    if (textLength(content.blocks) > blockTextLimit) throw new SlackError('msg_blocks_too_long');
  }
  if (attachments !== undefined) content.attachments = attachments;
  const metadata = readMetadata(args);
  if (metadata) content.metadata = metadata;
  return content;
}
