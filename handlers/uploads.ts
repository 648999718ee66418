import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { ChartFile } from '../pipeline/api/views.ts';
import type { Log } from '../pipeline/shared/log.ts';
import type { Picture } from './messages/parts.ts';
import { toPublishError } from './slackErrors.ts';

const uploadAnswer = z.object({
  files: z.array(z.object({ files: z.array(z.object({ id: z.string().min(1) })).min(1) })).min(1),
});

const rememberedUploads = 200;

/** Brings charts into Slack, each file once, and waits until messages may show them. */
export class Uploads {
  readonly #client: webApi.WebClient;
  readonly #log: Log;
  readonly #waitMs: number;
  readonly #known = new Map<string, string>();

  /** @param waitMs how long to wait for Slack to process a picture. */
  constructor(client: webApi.WebClient, log: Log, waitMs: number) {
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
    let key: string;
    try {
      const { mtimeMs, size } = await stat(chart.path);
      key = `${chart.path}\0${mtimeMs}\0${size}`;
    } catch (error) {
      this.#log.error({ err: error, path: chart.path }, 'a chart cannot be read');
      return { missing: 'The picture is missing: its file cannot be read.' };
    }
    try {
      const id = this.#known.get(key) ?? (await this.#upload(chart, key));
      if (await this.#isProcessed(id)) return { fileId: id, altText: chart.altText };
      this.#log.warn({ path: chart.path, file: id }, 'Slack did not process a picture in time');
      return { missing: 'The picture is missing: Slack did not process it in time.' };
    } catch (error) {
      const refused = toPublishError(error, 'uploading a picture');
      // What passes, or waits for a person, is waited for; a picture that Slack does not want is told in words.
      if (refused.trouble === 'pause' || refused.trouble === 'cure') throw refused;
      this.#known.delete(key);
      this.#log.warn({ err: error, path: chart.path }, 'Slack refused a picture');
      return { missing: `The picture is missing: Slack refused it (${refused.code}).` };
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
    this.#known.set(key, id);
    const oldest = this.#known.keys().next();
    if (this.#known.size > rememberedUploads && !oldest.done) this.#known.delete(oldest.value);
    return id;
  }

  /** A block that shows a file too early is refused; its type is empty until it is processed. */
  async #isProcessed(id: string): Promise<boolean> {
    const deadline = Date.now() + this.#waitMs;
    for (let pause = 100; ; pause = Math.min(pause * 1.6, 3000)) {
      const { file } = await this.#client.files.info({ file: id });
      if (file?.mimetype) return true;
      if (Date.now() + pause > deadline) return false;
      await sleep(pause);
    }
  }
}
