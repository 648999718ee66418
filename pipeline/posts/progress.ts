import { fitsOfRun } from '../../db/fits.ts';
import type { ObjectRow } from '../../db/objects.ts';
import { addPost, objectPost, type PostRow, progressPost } from '../../db/posts.ts';
import { openRuns, type RunRow } from '../../db/runs.ts';
import { type PostContent, PublishError } from '../api/posts.ts';
import type { Context } from '../core/context.ts';
import { openFitSummaries, summariseFits } from '../fits/summarise.ts';
import { channelsFor } from '../objects/visibility.ts';
import { objectIdentity } from './identity.ts';
import { postAnew } from './replace.ts';
import { sendingTuning } from './sendingTuning.ts';

type Progress = Extract<PostContent, { kind: 'progress' }>;

/** How the fits of an object stand that somebody asked for. */
export function progressContent(context: Context, run: { id: number; requestedBy: string }): Progress {
  const fits = fitsOfRun(context.db, run.id);
  const open = fits.filter((fit) => fit.finishedAt === null);
  const ended = fits.filter((fit) => fit.finishedAt !== null);
  return {
    kind: 'progress',
    object: fits[0]?.object ?? '',
    runId: run.id,
    requestedBy: run.requestedBy,
    open: openFitSummaries(context, open),
    ended: summariseFits(context, ended),
  };
}

/**
 * Owes a message that moves while the fits run: a reply to the object's message, or, where the object has none, the
 * message that will become it. Call it in the transaction that asks for the fits.
 */
export function oweProgress(
  context: Context,
  of: { runId: number; object: ObjectRow; requestedBy: string },
): void {
  const { db } = context;
  const { runId, object, requestedBy } = of;
  const content = JSON.stringify(progressContent(context, { id: runId, requestedBy }));
  for (const channel of channelsFor(context, object.id)) {
    const first = objectPost(db, object.id, channel);
    addPost(
      db,
      {
        kind: first ? 'thread' : 'object',
        runId,
        objectId: object.id,
        parentPostId: first?.id ?? null,
        editsPostId: null,
        channel,
        content,
        // Where there is none, it becomes the object's message.
        identity: first ? null : objectIdentity(object.name),
      },
      context.change(requestedBy),
    );
  }
}

/** What a person sees of it: moves that nobody could see need no edit. */
function asShown(content: Progress): string {
  const open = content.open.map(({ fitId, state, detail, progress }) => [
    fitId,
    state,
    detail,
    progress && [Math.floor(progress.fraction * 50), progress.lnZ?.toFixed(1)],
  ]);
  return JSON.stringify([open, content.ended.map(({ fitId, state }) => [fitId, state])]);
}

/**
 * Moves the messages of fits under way. What an edit that fails would have shown the next one shows; the result itself
 * goes through the outbox.
 */
export class ProgressUpdater {
  readonly #context: Context;
  /** By run. */
  readonly #shown = new Map<number, { words: string; atMs: number }>();
  #pausedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Edits every message that has something new to show, and whose turn it is. */
  async move(): Promise<void> {
    const runs = openRuns(this.#context.db).filter((run) => run.trigger === 'refit');
    for (const runId of this.#shown.keys()) {
      if (!runs.some((run) => run.id === runId)) this.#shown.delete(runId);
    }
    for (const run of runs) {
      if (this.#context.monotonicMs() < this.#pausedUntilMs) return;
      if (run.requestedBy !== null) await this.#moveOne({ ...run, requestedBy: run.requestedBy });
    }
  }

  async #moveOne(run: RunRow & { requestedBy: string }): Promise<void> {
    const before = this.#shown.get(run.id);
    const nowMs = this.#context.monotonicMs();
    if (before && nowMs - before.atMs < sendingTuning.leastEditPauseMs) return;
    const content = progressContent(this.#context, run);
    const words = asShown(content);
    // A run whose fits have all ended is told by its report.
    if (content.open.length === 0 || words === before?.words) return;
    const { db } = this.#context;
    const objectId = fitsOfRun(db, run.id)[0]?.objectId;
    if (objectId === undefined) return;
    const posts = channelsFor(this.#context, objectId).flatMap(
      (channel) => progressPost(db, run.id, objectId, channel) ?? [],
    );
    let moved = 0;
    for (const post of posts) {
      if (post.state === 'sent' && post.slackTs !== null && (await this.#edit(post, post.slackTs, content)))
        moved += 1;
    }
    if (moved > 0) this.#shown.set(run.id, { words, atMs: this.#context.monotonicMs() });
  }

  /** @returns whether the message moved. */
  async #edit(post: PostRow, editTs: string, content: Progress): Promise<boolean> {
    const { options, log } = this.#context;
    const channel = post.slackChannel ?? post.channel;
    try {
      const { id: postId, installation, identity } = post;
      const place = {
        postId,
        installation,
        identity,
        channel,
        threadTs: null,
        editTs,
        mayHaveBeenSent: false,
      };
      await options.publisher.publish({ ...place, content });
      return true;
    } catch (error) {
      if (error instanceof PublishError && error.trouble === 'gone') {
        postAnew(this.#context, post, JSON.stringify(content));
        return false;
      }
      const asked = error instanceof PublishError ? error.retryAfterSeconds : null;
      this.#pausedUntilMs =
        this.#context.monotonicMs() + (asked ?? sendingTuning.editPauseAfterFailureSeconds) * 1000;
      log.debug({ err: error, post: post.id }, 'a message about progress could not be moved');
      return false;
    }
  }
}
