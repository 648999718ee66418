import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { ChartFile } from '../pipeline/api/views.ts';
import { faultPoint } from '../pipeline/shared/faultPoint.ts';
import type { Log } from '../pipeline/shared/log.ts';
import { altTextShown, image } from './messages/blocks.ts';
import type { Picture } from './messages/parts.ts';
import { toPublishError } from './slackErrors.ts';
import { ProcessMemory, type UploadMemory } from './uploadMemory.ts';

const uploadAnswer = z.object({
  files: z.array(z.object({ files: z.array(z.object({ id: z.string().min(1) })).min(1) })).min(1),
});

/** Brings charts into Slack, each file once, and waits until messages may show them. */
export class Uploads {
  readonly #client: webApi.WebClient;
  readonly #log: Log;
  readonly #waitMs: number;
  readonly #memory: UploadMemory;
  /** What Slack has processed need not be asked for again. */
  readonly #processed = new Set<string>();

  /** @param waitMs how long to wait for Slack to process a picture. */
  constructor(
    client: webApi.WebClient,
    log: Log,
    waitMs: number,
    memory: UploadMemory = new ProcessMemory(),
  ) {
    this.#memory = memory;
    this.#client = client;
    this.#log = log;
    this.#waitMs = waitMs;
  }

  /**
   * The picture of a chart. A picture that cannot be had is told in words: it never keeps the message back.
   * @throws PublishError when Slack was not reached or asked for a pause: then everything waits.
   */
  async picture(chart: ChartFile | null): Promise<Picture> {
    if (chart === null) return null;
    const key = await this.#keyOf(chart);
    if (key === null) return { missing: 'The picture is missing: its file cannot be read.' };
    try {
      const id = this.#memory.fileOf(key) ?? (await this.#upload(chart, key));
      if (await this.#isProcessed(id)) return { fileId: id, altText: chart.altText };
      this.#log.warn({ path: chart.path, file: id }, 'Slack did not process a picture in time');
      return { missing: 'The picture is missing: Slack did not process it in time.' };
    } catch (error) {
      const refused = toPublishError(error, 'uploading a picture');
      // What passes, or waits for a person, is waited for; a picture that Slack does not want is told in words.
      if (refused.trouble === 'pause' || refused.trouble === 'cure') throw refused;
      const known = this.#memory.fileOf(key);
      if (known !== undefined) this.#memory.forget(known);
      this.#log.warn({ err: error, path: chart.path }, 'Slack refused a picture');
      return { missing: `The picture is missing: Slack refused it (${refused.code}).` };
    }
  }

  /**
   * Takes up a picture of a chart that a message in a channel shows already, by its description.
   * @param shown what the messages show.
   */
  async know(
    chart: ChartFile | null,
    shown: readonly { fileId: string; altText: string }[],
    channel: string,
  ): Promise<void> {
    const key = chart && (await this.#keyOf(chart));
    if (chart === null || key === null) return;
    const described = altTextShown(chart.altText);
    const found = shown.find(({ altText }) => altText === described);
    if (!found) return;
    this.#memory.remember(key, found.fileId);
    this.#memory.noteShown(found.fileId, channel);
  }

  /**
   * A picture for a window or App Home, which do not share it: it must have been shown in a message before.
   * @returns null when it was not.
   */
  async shownPicture(chart: ChartFile | null): Promise<Picture> {
    if (chart === null) return null;
    const key = await this.#keyOf(chart);
    const fileId = key === null ? undefined : this.#memory.fileOf(key);
    if (fileId === undefined || !this.#memory.isShown(fileId, null)) return null;
    return { fileId, altText: chart.altText };
  }

  /**
   * The same for one person who asks for it: a picture that no message has shown is sent to their conversation with the
   * app first.
   * @throws PublishError when Slack was not reached.
   */
  async pictureFor(user: string, chart: ChartFile | null): Promise<Picture> {
    const shown = await this.shownPicture(chart);
    if (shown !== null || chart === null) return shown;
    const picture = await this.picture(chart);
    if (picture === null || !('fileId' in picture)) return picture;
    const { fileId, altText } = picture;
    const { channel } = await this.#client.chat.postMessage({
      channel: user,
      text: altText,
      blocks: [image(fileId, altText)],
    });
    if (channel) this.noteShown([picture], channel);
    return picture;
  }

  /** Those that no message has shown in a channel yet. */
  notShown(pictures: readonly Picture[], channel: string): { fileId: string; altText: string }[] {
    return pictures.flatMap((one) =>
      one !== null && 'fileId' in one && !this.#memory.isShown(one.fileId, channel) ? [one] : [],
    );
  }

  /** Notes that a new message in a channel shows them. */
  noteShown(pictures: readonly Picture[], channel: string): void {
    for (const one of pictures)
      if (one !== null && 'fileId' in one) this.#memory.noteShown(one.fileId, channel);
  }

  /** Slack does not take them any more: they are uploaded anew when they are needed. */
  forget(pictures: readonly Picture[]): void {
    for (const one of pictures) if (one !== null && 'fileId' in one) this.#memory.forget(one.fileId);
  }

  async #keyOf(chart: ChartFile): Promise<string | null> {
    try {
      const { mtimeMs, size } = await stat(chart.path);
      return `${chart.path}\0${mtimeMs}\0${size}`;
    } catch (error) {
      this.#log.error({ err: error, path: chart.path }, 'a chart cannot be read');
      return null;
    }
  }

  async #upload(chart: ChartFile, key: string): Promise<string> {
    const answer = await this.#client.filesUploadV2({
      file: chart.path,
      filename: basename(chart.path),
      alt_text: chart.altText.slice(0, 1000),
    });
    const id = uploadAnswer.parse(answer).files[0]?.files[0]?.id;
    if (id === undefined) throw new Error('Slack answered an upload without a file id');
    faultPoint('picture uploaded');
    this.#memory.remember(key, id);
    return id;
  }

  /** A block that shows a file too early is refused; its type is empty until it is processed. */
  async #isProcessed(id: string): Promise<boolean> {
    if (this.#processed.has(id) || this.#memory.isShown(id, null)) return true;
    const deadline = performance.now() + this.#waitMs;
    for (let pause = 100; ; pause = Math.min(pause * 1.6, 3000)) {
      const { file } = await this.#client.files.info({ file: id });
      if (file?.mimetype) {
        this.#processed.add(id);
        return true;
      }
      if (performance.now() + pause > deadline) return false;
      await sleep(pause);
    }
  }
}
