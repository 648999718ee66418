import { setTimeout as sleep } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import { isPerson } from '../pipeline/api/audience.ts';
import type { OutgoingPost, OwnMessage, PostContent, Publisher } from '../pipeline/api/posts.ts';
import { PublishError } from '../pipeline/api/posts.ts';
import type { ChartFile } from '../pipeline/api/views.ts';
import { faultPoint } from '../pipeline/shared/faultPoint.ts';
import type { Log } from '../pipeline/shared/log.ts';
import { image, type Message } from './messages/blocks.ts';
import { buildMessage, type Pictures } from './messages/build.ts';
import type { Picture } from './messages/parts.ts';
import { findSentPost, ownMessages, type PostIdentity, picturesInThread, postMetadata } from './sentPosts.ts';
import { slackErrorCode, slackErrorDetails, toPublishError } from './slackErrors.ts';
import type { UploadMemory } from './uploadMemory.ts';
import { Uploads } from './uploads.ts';

/**
 * How the publisher's own WebClient must be made: the client's own retries would send a post twice when only
 * the answer was lost, so every failure goes back to the outbox, which looks before it sends again.
 */
export const publisherClientOptions = {
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  timeout: 30_000,
} satisfies webApi.WebClientOptions;

/** How long to wait, in ms, when Slack says of a processed picture that it is no good yet. */
const pictureRetriesMs = [500, 2000];

function chartsOf(content: PostContent): { lightCurve: ChartFile | null; corner: ChartFile | null } {
  const lightCurve = 'lightCurveChart' in content ? content.lightCurveChart : null;
  const corner = 'cornerChart' in content ? content.cornerChart : null;
  return { lightCurve, corner };
}

/** true when Slack refused a message for its picture. */
function isPictureRefused(error: unknown): boolean {
  const code = slackErrorCode(error);
  return (
    (code === 'invalid_blocks' || code === 'invalid_attachments') &&
    /file|image/i.test(slackErrorDetails(error) || 'image')
  );
}

function withoutPicture(of: Picture): Picture {
  return of !== null && 'fileId' in of ? { missing: 'The picture is missing: Slack refused it.' } : of;
}

/** The same error, with what is known of whether the message was sent; null: the error knows best. */
function refused(error: PublishError, mayHaveBeenSent: boolean | null): PublishError {
  if (mayHaveBeenSent === null || mayHaveBeenSent === error.mayHaveBeenSent) return error;
  const { trouble, code, retryAfterSeconds, cause } = error;
  return new PublishError(error.message, { trouble, code, retryAfterSeconds, mayHaveBeenSent, cause });
}

/** The thread; a verdict that changed, and a candidate that waits, are told to the channel too. */
function threadOf(threadTs: string, content: PostContent) {
  const isChange = content.kind === 'refit-report' && content.isChange && !content.isBrief;
  const isBroadcast = isChange || content.kind === 'reminder';
  return isBroadcast ? { thread_ts: threadTs, reply_broadcast: true as const } : { thread_ts: threadTs };
}

/** Posts, edits and threads messages over the Web API. */
export class SlackPublisher implements Publisher {
  readonly #client: webApi.WebClient;
  readonly #log: Log;
  readonly #uploads: Uploads;
  readonly #retriesMs: readonly number[];
  /** Person → their direct conversation with the app. */
  readonly #directChannels = new Map<string, string>();

  /**
   * @param options.client made with {@link publisherClientOptions}.
   * @param options.pictureWaitMs how long Slack may process a picture.
   */
  constructor(options: {
    client: webApi.WebClient;
    log: Log;
    /** What is known of pictures in Slack; left out: this process remembers. */
    memory?: UploadMemory;
    pictureWaitMs?: number;
    pictureRetriesMs?: readonly number[];
  }) {
    this.#retriesMs = options.pictureRetriesMs ?? pictureRetriesMs;
    this.#client = options.client;
    this.#log = options.log;
    this.#uploads = new Uploads(options.client, options.log, options.pictureWaitMs ?? 30_000, options.memory);
  }

  /** Brings charts into Slack; what it has brought is known to whoever shows it again. */
  get uploads(): Uploads {
    return this.#uploads;
  }

  /** @see Publisher.publish */
  async publish(post: OutgoingPost): Promise<{ channel: string; ts: string }> {
    if (!isPerson(post.channel)) return await this.#publishIn(post);
    const doing = `post ${post.postId} (${post.content.kind})`;
    const channel = await this.#directChannel(post.channel).catch((error: unknown) => {
      throw refused(toPublishError(error, doing, post.channel), post.mayHaveBeenSent);
    });
    return await this.#publishIn({ ...post, channel });
  }

  /** The direct conversation with a person: only by its own id Slack lets one look for an earlier message there. */
  async #directChannel(person: string): Promise<string> {
    const known = this.#directChannels.get(person);
    if (known !== undefined) return known;
    const { channel } = await this.#client.conversations.open({ users: person });
    if (!channel?.id) throw new PublishError('Slack opened a direct conversation and did not say which');
    this.#directChannels.set(person, channel.id);
    return channel.id;
  }

  async #publishIn(post: OutgoingPost): Promise<{ channel: string; ts: string }> {
    const doing = `post ${post.postId} (${post.content.kind})`;
    // null: what became of it the answer of Slack says.
    let mayHaveBeenSent: boolean | null = post.mayHaveBeenSent;
    try {
      const found = await this.#earlier(post);
      if (found !== null) {
        this.#log.info({ post: post.postId, ts: found }, 'a post had reached Slack before');
        return { channel: post.channel, ts: found };
      }
      mayHaveBeenSent = false;
      await this.#requireThread(post);
      const charts = chartsOf(post.content);
      await this.#knowPictures(post, charts);
      const pictures = {
        lightCurve: await this.#uploads.picture(charts.lightCurve),
        corner: await this.#uploads.picture(charts.corner),
      };
      mayHaveBeenSent = null;
      if (post.editTs !== null)
        await this.#showFirst(post, post.editTs, [pictures.lightCurve, pictures.corner]);
      return await this.#sendPatiently(post, pictures);
    } catch (error) {
      throw refused(toPublishError(error, doing, post.channel), mayHaveBeenSent);
    }
  }

  /**
   * An edit does not share a picture: Slack would show “file not found”. What no message has shown in the channel is shown
   * in a reply first.
   */
  async #showFirst(post: OutgoingPost, editTs: string, pictures: readonly Picture[]): Promise<void> {
    const { channel, installation, postId, identity = null, formerNames = [] } = post;
    const unseen = this.#uploads.notShown(pictures, channel);
    if (unseen.length === 0) return;
    const named: PostIdentity = { installation, postId, identity, formerNames, part: 'pictures' };
    await this.#client.chat.postMessage({
      channel,
      thread_ts: editTs,
      text: unseen.map(({ altText }) => altText).join(' '),
      blocks: unseen.map(({ fileId, altText }) => image(fileId, altText)),
      metadata: postMetadata(named),
    });
    faultPoint('picture shown');
    this.#uploads.noteShown(unseen, channel);
  }

  /** Pictures that an earlier attempt, or a database that was lost, has shown already: they are not brought anew. */
  async #knowPictures(
    post: OutgoingPost,
    { lightCurve, corner }: ReturnType<typeof chartsOf>,
  ): Promise<void> {
    const { editTs, channel, mayHaveBeenSent } = post;
    if (editTs === null || !mayHaveBeenSent || (lightCurve === null && corner === null)) return;
    try {
      const shown = await picturesInThread(this.#client, channel, editTs);
      for (const chart of [lightCurve, corner]) await this.#uploads.know(chart, shown, channel);
    } catch (error) {
      const code = slackErrorCode(error);
      if (code !== 'missing_scope' && code !== 'thread_not_found') throw error;
    }
  }

  /** @see Publisher.ownMessages */
  async ownMessages(channel: string, since: string | null): Promise<OwnMessage[]> {
    try {
      return await ownMessages(this.#client, channel, since);
    } catch (error) {
      if (slackErrorCode(error) !== 'missing_scope') throw toPublishError(error, 'looking', channel);
      this.#log.warn(
        { channel },
        'the channel may not be looked at: a message of before a restore is posted again',
      );
      return [];
    }
  }

  /** A reply to a message that somebody deleted would be taken by Slack, and seen by nobody. */
  async #requireThread(post: OutgoingPost): Promise<void> {
    if (post.threadTs === null) return;
    await this.#client.chat.getPermalink({ channel: post.channel, message_ts: post.threadTs });
  }

  /** Where an earlier attempt put the post; an edit can simply be made again. */
  async #earlier(post: OutgoingPost): Promise<string | null> {
    if (!post.mayHaveBeenSent || post.editTs !== null) return null;
    try {
      return await findSentPost(this.#client, post);
    } catch (error) {
      const code = slackErrorCode(error);
      // Without the right to look, a message twice is better than a message never; without its thread it is not there.
      if (code !== 'missing_scope' && code !== 'thread_not_found') throw error;
      this.#log.warn({ post: post.postId, code }, 'an earlier post cannot be looked for: sending it again');
      return null;
    }
  }

  /** Sends; when Slack refuses the pictures, waits a little, then goes without them. */
  async #sendPatiently(post: OutgoingPost, pictures: Pictures): Promise<{ channel: string; ts: string }> {
    const hasPicture = [pictures.lightCurve, pictures.corner].some((one) => one !== null && 'fileId' in one);
    for (const pause of hasPicture ? this.#retriesMs : []) {
      try {
        return await this.#send(post, pictures);
      } catch (error) {
        if (!isPictureRefused(error)) throw error;
        await sleep(pause);
      }
    }
    try {
      return await this.#send(post, pictures);
    } catch (error) {
      if (!hasPicture || !isPictureRefused(error)) throw error;
      this.#log.warn({ err: error, post: post.postId }, 'Slack refused a picture: posting without');
      const { lightCurve, corner } = pictures;
      this.#uploads.forget([lightCurve, corner]);
      const bare = { lightCurve: withoutPicture(lightCurve), corner: withoutPicture(corner) };
      return this.#send(post, bare);
    }
  }

  async #send(post: OutgoingPost, pictures: Pictures): Promise<{ channel: string; ts: string }> {
    const message: Message = buildMessage(post.content, pictures);
    const shown = [pictures.lightCurve, pictures.corner];
    const common = { channel: post.channel, text: message.text, blocks: message.blocks };
    const answer =
      post.editTs !== null
        ? // Metadata that is not given stays as it is.
          await this.#client.chat.update({ ...common, ts: post.editTs })
        : await this.#client.chat.postMessage({
            ...common,
            ...(post.threadTs === null ? {} : threadOf(post.threadTs, post.content)),
            metadata: postMetadata(post),
            unfurl_links: false,
            unfurl_media: false,
          });
    if (post.editTs === null && answer.channel) this.#uploads.noteShown(shown, answer.channel);
    if (!answer.channel || !answer.ts) {
      throw new PublishError('Slack took the message but did not say where it stands');
    }
    return { channel: answer.channel, ts: answer.ts };
  }
}
