import { z } from 'zod';
import type { Context } from '../context.ts';
import { refusal, SlackError } from '../errors.ts';
import { newId } from '../ids.ts';
import { apiFile } from '../shapes.ts';
import type { StoredFile } from '../types.ts';
import { type Args, count, required, structure, text } from './arguments.ts';
import { joinedChannel, threadOf } from './places.ts';

const types: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  json: 'application/json',
  csv: 'text/csv',
  txt: 'text/plain',
  log: 'text/plain',
  pdf: 'application/pdf',
};

/** Announces an upload: answers where to send the bytes. */
function getUploadUrl(args: Args, context: Context) {
  const name = required(args, 'filename');
  required(args, 'length');
  const length = count(args, 'length', 0, 1_000_000_000, 'invalid_arguments');
  const altText = text(args, 'alt_txt');
  const file: StoredFile = {
    id: newId('F'),
    name,
    title: name,
    length,
    ...(altText ? { altText } : {}),
    user: context.workspace.bot.id,
    created: Math.floor(Date.now() / 1000),
    mimetype: types[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream',
    shownIn: new Set(),
    shares: new Map(),
  };
  context.workspace.files.set(file.id, file);
  return { upload_url: `${context.workspace.baseUrl}upload/${file.id}`, file_id: file.id };
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Takes the bytes of an announced upload.
 * @returns what went wrong, or null. A picture is known by its first bytes, not by its name.
 */
export function receiveUpload(context: Context, id: string, bytes: Buffer): string | null {
  const file = context.workspace.files.get(id);
  if (!file || file.bytes) return 'unknown upload';
  if (bytes.length !== file.length) return `expected ${file.length} bytes, got ${bytes.length}`;
  file.bytes = bytes;
  if (bytes.subarray(0, 8).equals(pngSignature) && bytes.length >= 24) {
    file.mimetype = 'image/png';
    file.width = bytes.readUInt32BE(16);
    file.height = bytes.readUInt32BE(20);
  } else if (file.mimetype === 'image/png') file.mimetype = 'application/octet-stream';
  return null;
}

const completed = z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1);

/** Shares files once they are processed: like Slack, after the answer. */
function shareLater(
  context: Context,
  files: StoredFile[],
  channelId: string,
  extra: { text: string; threadTs?: string },
) {
  const share = () => {
    const message = context.workspace.addMessage({
      channel: channelId,
      user: context.workspace.bot.id,
      files: files.map((file) => file.id),
      ...extra,
    });
    for (const file of files) {
      file.shownIn.add(channelId);
      const list = file.shares.get(channelId) ?? [];
      file.shares.set(channelId, [...list, message.ts]);
    }
  };
  setTimeout(share, context.fileProcessingMs).unref();
}

/** Ends uploads: the files are processed from now on, and shared if a channel is given. */
function complete(args: Args, context: Context) {
  const parsed = completed.safeParse(structure(args, 'files', 'invalid_arguments'));
  if (!parsed.success) throw refusal('invalid_arguments', ['must provide an array [json-pointer:/files]']);
  const files = parsed.data.map(({ id, title }) => {
    const file = context.workspace.files.get(id);
    if (!file?.bytes) throw new SlackError('file_not_found');
    if (title) file.title = title;
    return file;
  });
  const channelId = text(args, 'channel_id') ?? text(args, 'channels');
  if (channelId !== undefined) {
    const channel = joinedChannel({ channel_id: channelId }, context, 'channel_id');
    const threadTs = threadOf(channel, text(args, 'thread_ts'), context);
    const words = text(args, 'initial_comment') ?? '';
    shareLater(context, files, channel.id, { text: words, ...(threadTs ? { threadTs } : {}) });
  }
  for (const file of files) file.readyAt ??= Date.now() + context.fileProcessingMs;
  return { files: files.map((file) => apiFile(context.workspace, file)) };
}

function info(args: Args, context: Context) {
  const file = context.workspace.files.get(required(args, 'file'));
  if (!file?.bytes) throw new SlackError('file_not_found');
  return { file: apiFile(context.workspace, file), comments: [], response_metadata: { next_cursor: '' } };
}

function remove(args: Args, context: Context) {
  const id = required(args, 'file');
  if (!context.workspace.files.delete(id)) throw new SlackError('file_not_found');
  return {};
}

/** The `files.*` family. */
export const fileMethods = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': complete,
  'files.info': info,
  'files.delete': remove,
};
