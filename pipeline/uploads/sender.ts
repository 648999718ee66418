import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { programsOfObject } from '../../db/lightCurves.ts';
import { durably } from '../../db/open.ts';
import { beginUpload, endUpload, pendingUploads, postponeUpload, type UploadRow } from '../../db/uploads.ts';
import { maySee } from '../api/audience.ts';
import type { Context } from '../core/context.ts';
import { areas } from '../core/incidents.ts';
import type { UploadOptions } from '../core/options.ts';
import { errorMessage } from '../shared/errorMessage.ts';
import { type UploadContent, uploadContentSchema } from './content.ts';
import { type Plot, Portal, RefusedError } from './portal.ts';

/** Pauses after trouble, s: twice as long each time, up to a quarter of an hour. */
const firstPauseSeconds = 15;
const longestPauseSeconds = 900;
const withheld = 'no group of the configuration may see data of its programme';
const numbers = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

/** Brings to a SkyPortal what it is owed, one after the other, the oldest first: nothing is lost, nothing comes twice. */
export class UploadSender {
  readonly #context: Context;
  readonly #options: UploadOptions;
  readonly #portal: Portal;

  constructor(context: Context, options: UploadOptions) {
    this.#context = context;
    this.#options = options;
    this.#portal = new Portal(options);
  }

  /** Sends what is due. @param isEnding whether no other is begun. */
  async turn(isEnding: () => boolean = () => false): Promise<void> {
    const { db } = this.#context;
    for (const upload of pendingUploads(db)) {
      if (isEnding()) return;
      // Those behind it wait too: what an object gets is in order, and a SkyPortal in trouble is left in peace.
      if (upload.nextAttemptAt !== null && upload.nextAttemptAt > this.#context.now()) return;
      if (!(await this.#one(upload))) return;
    }
  }

  /** @returns whether the next may be tried. */
  async #one(upload: UploadRow): Promise<boolean> {
    const { db, incidents, log } = this.#context;
    const groupIds = this.#groupsFor(upload.objectId);
    if (groupIds.length === 0 && upload.kind !== 'callback') {
      endUpload(db, upload.id, 'failed', withheld, this.#context.change('app', withheld));
      log.warn({ object: upload.object }, `not uploaded: ${withheld}`);
      return true;
    }
    if (!durably(db, () => beginUpload(db, upload.id))) return true;
    try {
      await this.#send(upload, groupIds);
      durably(db, () => endUpload(db, upload.id, 'sent', null, this.#context.change()));
      incidents.clear(areas.portal);
      return true;
    } catch (error) {
      const words = errorMessage(error);
      if (error instanceof RefusedError) {
        endUpload(db, upload.id, 'failed', words, this.#context.change('app', words));
        log.error({ err: error, object: upload.object }, 'an upload was given up');
        return true;
      }
      const seconds = Math.min(longestPauseSeconds, firstPauseSeconds * 2 ** Math.min(upload.attempts, 10));
      const until = new Date(Date.parse(this.#context.now()) + seconds * 1000).toISOString();
      postponeUpload(db, upload.id, words, until);
      incidents.note(areas.portal, error);
      return false;
    }
  }

  /** Groups that may see an object: asked now, because more may have been learnt of its data. */
  #groupsFor(objectId: number): number[] {
    const programs = programsOfObject(this.#context.db, objectId);
    return this.#options.groups.flatMap(({ id, sees }) => (maySee(sees, programs) ? [id] : []));
  }

  async #send(upload: UploadRow, groupIds: readonly number[]): Promise<void> {
    const { kind, object, id, attempts, address, installation } = upload;
    const content = uploadContentSchema.parse(JSON.parse(upload.content));
    // Two installations may share a SkyPortal.
    const mark = `[nmma-bot ${installation} ${id}]`;
    const mayBeThere = attempts > 0;
    if (kind === 'callback') {
      if (address !== null) await this.#portal.answer(address, await this.#answer(content));
    } else if (kind === 'annotation') {
      await this.#portal.annotate(object, annotationOf(content), groupIds);
    } else if (kind === 'comment') {
      if (mayBeThere && (await this.#portal.hasComment(object, mark))) return;
      await this.#portal.addComment(object, `${content.message} ${mark}`, groupIds);
    } else {
      if (mayBeThere && (await this.#portal.hasAnalysis(object, mark))) return;
      const pictures = await picturesOf(content.plots);
      await this.#portal.addAnalysis(object, { ...content, groupIds, pictures, mark });
    }
  }

  /** The answer to an analysis that SkyPortal started, in its documented form. */
  async #answer({ message, results, plots }: UploadContent): Promise<Record<string, unknown>> {
    const pictures = await picturesOf(plots);
    const isSuccess = results.status !== 'failure';
    const analysis = isSuccess ? { plots: pictures, results: { format: 'json', data: results } } : {};
    return { status: isSuccess ? 'success' : 'failure', message, analysis };
  }
}

/** What an annotation shows: a flat list of numbers and words. */
function annotationOf({ results }: UploadContent): Record<string, unknown> {
  const verdict = numbers.safeParse(results.verdict);
  return verdict.success ? verdict.data : {};
}

/** The pictures that are still there. */
async function picturesOf(paths: readonly string[]): Promise<Plot[]> {
  const read = await Promise.all(paths.map((path) => readFile(path).catch(() => null)));
  return read.flatMap((bytes) =>
    bytes === null ? [] : [{ format: 'png' as const, data: bytes.toString('base64') }],
  );
}
