import type { OutgoingPost, PostContent, Publisher } from '../../pipeline/api/posts.ts';

/** A message as it stands in the fake channel. */
export interface FakeMessage {
  postId: number;
  ts: string;
  threadTs: string | null;
  /** What it says now, and what it said before edits. */
  content: PostContent;
  earlier: PostContent[];
}

/** A fake of Slack: keeps messages in memory, and fails as it is told. */
export class FakePublisher implements Publisher {
  /** Every attempt, also those that failed. */
  readonly attempts: OutgoingPost[] = [];
  readonly messages: FakeMessage[] = [];
  /** What the next attempts end with; null: success. */
  readonly failures: (Error | null)[] = [];
  /** What Slack answers to one post instead; null: it takes it. */
  refuse: (post: OutgoingPost) => Error | null = () => null;
  /** The next message is delivered, and nobody ever hears of it: the app has crashed in between. */
  crashAfterNext = false;
  #next = 1;

  async publish(post: OutgoingPost): Promise<{ channel: string; ts: string }> {
    this.attempts.push(post);
    const failure = this.failures.shift() ?? this.refuse(post);
    if (failure) throw failure;
    const ts = this.#deliver(post);
    if (this.crashAfterNext) {
      this.crashAfterNext = false;
      await new Promise(() => {});
    }
    return { channel: post.channel, ts };
  }

  #deliver(post: OutgoingPost): string {
    const { postId, content, threadTs, editTs } = post;
    if (editTs !== null) {
      const message = this.messages.find(({ ts }) => ts === editTs);
      if (!message) throw new Error(`There is no message ${editTs} to edit.`);
      message.earlier.push(message.content);
      message.content = content;
      return editTs;
    }
    const known = post.mayHaveBeenSent
      ? this.messages.find((message) => message.postId === postId)
      : undefined;
    if (known) return known.ts;
    const ts = `1763900000.${String(this.#next).padStart(6, '0')}`;
    this.#next += 1;
    this.messages.push({ postId, ts, threadTs, content, earlier: [] });
    return ts;
  }

  /** Somebody deletes a message. */
  remove(ts: string | undefined): void {
    const index = this.messages.findIndex((message) => message.ts === ts);
    if (index >= 0) this.messages.splice(index, 1);
  }

  /** Messages that are no replies. */
  inChannel(): FakeMessage[] {
    return this.messages.filter(({ threadTs }) => threadTs === null);
  }

  /** Replies to a message. */
  inThread(ts: string | undefined): FakeMessage[] {
    return this.messages.filter(({ threadTs }) => threadTs !== null && threadTs === ts);
  }
}
