import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { webApi } from '@slack/bolt';
import { type Block, context, header, image, section } from '../../../handlers/messages/blocks.ts';
import { toPublishError } from '../../../handlers/slackErrors.ts';
import { Uploads } from '../../../handlers/uploads.ts';
import { redact } from '../../secrets.ts';
import type { Finding } from './finding.ts';
import { drawExamples } from './machine.ts';

/** How the test message is made. */
export interface PostCheck {
  /** Made with the bot token; it may wait, unlike the other checks. */
  client: webApi.WebClient;
  channel: string;
  /** Called when the message is there in its last form; it is deleted afterwards. */
  look(): Promise<void>;
}

type Picture = { fileId: string; altText: string };

function blocksOf(pictures: readonly Picture[], stage: string): Block[] {
  return [
    header('A test of nmma-bot'),
    section(`${stage} Nothing was fitted: the object and its numbers are made up.`),
    ...pictures.map(({ fileId, altText }) => image(fileId, altText)),
    context('`./nmma doctor --post` wrote this, and deletes it.'),
  ];
}

/** What a step that Slack refused means, with its cure. */
function refused(what: string, error: unknown, channel: string): Finding {
  const told = toPublishError(error, 'the test message', channel);
  return { ok: false, what, todo: redact(told.message) };
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Uploads both charts. @throws Error in one sentence when Slack does not show one of them. */
async function upload(client: webApi.WebClient, folder: string): Promise<Picture[]> {
  const paths = await drawExamples(folder);
  const uploads = new Uploads(client, silent, 30_000);
  const pictures: Picture[] = [];
  for (const [path, altText] of [
    [paths.lightCurve, 'A made-up light curve with its best fit'],
    [paths.corner, 'A made-up corner plot'],
  ] as const) {
    const picture = await uploads.picture({ path, altText });
    if (picture === null || !('fileId' in picture)) throw new Error(picture?.missing ?? 'no picture');
    pictures.push(picture);
  }
  return pictures;
}

/**
 * Uploads both charts, posts them in one message, edits it and deletes it again, files too.
 * One finding for each step; after the first that fails only what was made is removed.
 */
export async function* checkPosting({ client, channel, look }: PostCheck): AsyncGenerator<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'nmma-doctor-'));
  let pictures: Picture[] = [];
  let ts: string | undefined;
  let step = 'Upload of two charts';
  try {
    pictures = await upload(client, folder);
    yield { ok: true, what: step };
    step = `Message in ${channel}`;
    const text = 'A test of nmma-bot, which is deleted again.';
    const posted = await client.chat.postMessage({
      channel,
      text,
      blocks: blocksOf(pictures, 'Written once.'),
    });
    ts = posted.ts;
    yield { ok: true, what: step };
    step = 'Edit of the message';
    await client.chat.update({
      channel,
      ts: ts ?? '',
      text,
      blocks: blocksOf(pictures, 'Written once, and edited.'),
    });
    yield { ok: true, what: step };
    const what =
      'Look at the channel: “A test of nmma-bot” says “Written once, and edited.”, and shows a light curve above a corner plot; a grey box or “file not found” in their place is a fault';
    yield { ok: true, isNote: true, what };
    await look();
  } catch (error) {
    yield refused(step, error, channel);
  } finally {
    rmSync(folder, { recursive: true });
  }
  yield* remove(client, channel, ts, pictures);
}

async function* remove(
  client: webApi.WebClient,
  channel: string,
  ts: string | undefined,
  pictures: readonly Picture[],
): AsyncGenerator<Finding> {
  const what = 'Removal of the message and its files';
  try {
    if (ts !== undefined) await client.chat.delete({ channel, ts });
    for (const { fileId } of pictures) await client.files.delete({ file: fileId });
    if (ts !== undefined || pictures.length > 0) yield { ok: true, what };
  } catch (error) {
    yield refused(what, error, channel);
  }
}
