import { z } from 'zod';
import type { UploadOptions } from '../core/options.ts';
import { iauDesignation } from '../shared/objectName.ts';
import { askJson } from '../sources/http.ts';
import type { UploadContent } from './content.ts';

/** SkyPortal will never take this, whatever we do: the object is not there, or the request is wrong. */
export class RefusedError extends Error {
  override name = 'RefusedError';
}

/** Somebody has to do something first: the token, its permissions, the service. */
export class NotAllowedError extends Error {
  override name = 'NotAllowedError';
}

/** Annotations of one origin are one row of SkyPortal's per object. */
const origin = 'nmma-bot';
/** How SkyPortal's refusal of one analysis too many reads. */
const isLimit =
  /analys[ei]s[^.]*\b(limit|max|many|reached|exceed)|\b(limit|max|many|reached|exceed)[^.]*analys[ei]s/i;
const uploadTimeoutMs = 60_000;

const wrapped = z.looseObject({
  status: z.string().optional(),
  message: z.string().nullish(),
  data: z.unknown().optional(),
});
const analysesSchema = z.array(
  z.looseObject({
    id: z.number(),
    obj_id: z.string(),
    status_message: z.string().nullish(),
    created_at: z.string().nullish(),
  }),
);
const commentsSchema = z.array(z.looseObject({ id: z.number(), text: z.string() }));
const annotationsSchema = z.array(z.looseObject({ id: z.number(), origin: z.string() }));

/** What an object is called there: one that comes from TNS by its designation. */
function idOf(object: string): string {
  return iauDesignation(object) ?? object;
}

/** A picture as SkyPortal takes it. */
export interface Plot {
  format: 'png';
  /** Base64. */
  data: string;
}

/** What a SkyPortal is asked to keep, by its documented API (doc/analysis.md of skyportal/skyportal). */
export class Portal {
  readonly #options: UploadOptions;

  constructor(options: UploadOptions) {
    this.#options = { ...options, url: options.url.replace(/\/+$/, '') };
  }

  /** @throws RefusedError, NotAllowedError, or Error for trouble that may pass. */
  async #ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const { url, token, http } = this.#options;
    const { status, value } = await askJson(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
      timeoutMs: uploadTimeoutMs,
      retries: 0,
      taken: [401, 403],
      ...http,
      headers: { Authorization: `token ${token}` },
    });
    const { host } = new URL(url);
    const parsed = wrapped.safeParse(value);
    const said = (parsed.data?.message ?? 'no reason').replaceAll(token, '…').slice(0, 150);
    const words = `${host} refuses ${path.split('?')[0]} (${status}): ${said.replace(/\.$/, '')}.`;
    if (status === 401 || status === 403) throw new NotAllowedError(words);
    if (status >= 400 || !parsed.success || parsed.data.status === 'error') throw new RefusedError(words);
    return parsed.data.data;
  }

  /** Our analyses of an object, oldest first. */
  async #analyses(object: string): Promise<z.infer<typeof analysesSchema>> {
    const query = new URLSearchParams({
      objID: idOf(object),
      analysisServiceID: String(this.#options.service),
    });
    const data = await this.#ask('GET', `/api/obj/analysis?${query}`);
    // objID asks for names that contain it.
    return analysesSchema
      .parse(data ?? [])
      .filter((one) => one.obj_id === idOf(object))
      .sort((a, b) => a.id - b.id);
  }

  /** Whether an analysis with that mark in its message is there. */
  async hasAnalysis(object: string, mark: string): Promise<boolean> {
    return (await this.#analyses(object)).some((one) => one.status_message?.includes(mark));
  }

  /** Uploads an analysis; where there are too many of an object, the oldest of ours goes first. */
  async addAnalysis(
    object: string,
    content: UploadContent & { groupIds: readonly number[]; pictures: readonly Plot[]; mark: string },
  ): Promise<void> {
    const path = `/api/obj/${encodeURIComponent(idOf(object))}/analysis_upload/${this.#options.service}`;
    const body = {
      message: `${content.message} ${content.mark}`,
      show_parameters: true,
      show_plots: true,
      show_corner: false,
      group_ids: content.groupIds,
      analysis: { plots: content.pictures, results: { format: 'json', data: content.results } },
    };
    try {
      await this.#ask('POST', path, body);
    } catch (error) {
      if (!(error instanceof NotAllowedError) || !isLimit.test(error.message)) throw error;
      const [oldest] = await this.#analyses(object);
      if (oldest === undefined) throw error;
      await this.#ask('DELETE', `/api/obj/analysis/${oldest.id}`);
      await this.#ask('POST', path, body);
    }
  }

  /** Whether a comment with that mark is there. */
  async hasComment(object: string, mark: string): Promise<boolean> {
    const data = await this.#ask('GET', `/api/sources/${encodeURIComponent(idOf(object))}/comments`);
    return commentsSchema.parse(data ?? []).some(({ text }) => text.includes(mark));
  }

  async addComment(object: string, text: string, groupIds: readonly number[]): Promise<void> {
    const path = `/api/sources/${encodeURIComponent(idOf(object))}/comments`;
    await this.#ask('POST', path, { text, group_ids: groupIds });
  }

  /** Puts our annotation of an object in the place of the one before. */
  async annotate(object: string, data: Record<string, unknown>, groupIds: readonly number[]): Promise<void> {
    const path = `/api/sources/${encodeURIComponent(idOf(object))}/annotations`;
    const all = annotationsSchema.parse((await this.#ask('GET', path)) ?? []);
    const own = all.find((one) => one.origin === origin);
    if (own) await this.#ask('PUT', `${path}/${own.id}`, { origin, data, group_ids: groupIds });
    else await this.#ask('POST', path, { origin, data, group_ids: groupIds });
  }

  /** Answers an analysis that SkyPortal started. @param address the callback that it named. */
  async answer(address: string, body: Record<string, unknown>): Promise<void> {
    const { http } = this.#options;
    const { status } = await askJson(address, {
      body,
      timeoutMs: uploadTimeoutMs,
      retries: 0,
      taken: [401, 403],
      ...http,
    });
    if (status >= 400)
      throw new RefusedError(
        `${new URL(address).host} does not take the answer to its analysis (${status}).`,
      );
  }
}
