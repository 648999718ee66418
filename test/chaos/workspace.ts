import { z } from 'zod';
import type { FaultOrder } from '../../sandbox/index.ts';
import type { SandboxPlace } from '../sandboxProcess.ts';

const messageSchema = z.looseObject({
  ts: z.string(),
  thread_ts: z.string().optional(),
  bot: z.boolean(),
  text: z.string(),
  reply_count: z.number().default(0),
  ephemeral: z.boolean().optional(),
  metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).optional(),
});

/** A message of the channel as the workspace's page shows it. */
export type ShownMessage = z.infer<typeof messageSchema>;

const shown = z.object({ messages: z.array(messageSchema) });

/** The workspace, from outside. */
export class WorkspaceClient {
  readonly #place: SandboxPlace;
  /** Somebody who asks for things. */
  readonly user = 'U0MANSI001';

  constructor(place: SandboxPlace) {
    this.#place = place;
  }

  async #get(path: string): Promise<ShownMessage[]> {
    const answer = await fetch(`${this.#place.url}page/channels/${this.#place.channel}/${path}`);
    return shown.parse(await answer.json()).messages;
  }

  async #post(path: string, body: unknown): Promise<void> {
    const answer = await fetch(`${this.#place.url}page/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    await answer.arrayBuffer();
  }

  /** Messages of the channel, oldest first, with the replies of their threads. */
  async messages(): Promise<ShownMessage[]> {
    const top = await this.#get('messages');
    const threads = await Promise.all(
      top.filter((one) => one.reply_count > 0).map((one) => this.#get(`threads/${one.ts}`)),
    );
    const all = [...top, ...threads.flat()].filter((one) => one.ephemeral !== true);
    return [...new Map(all.map((one) => [one.ts, one])).values()];
  }

  /** What only the person who asks can see in the channel, newest last. */
  async answers(): Promise<string[]> {
    const messages = await this.#get(`messages?user=${this.user}`);
    return messages.filter((one) => one.ephemeral === true).map((one) => JSON.stringify(one));
  }

  /** Types a slash command, or a message. */
  async type(text: string): Promise<void> {
    await this.#post('messages', { user: this.user, channel: this.#place.channel, text });
  }

  /** Orders trouble. */
  async order(fault: FaultOrder): Promise<void> {
    await this.#post('control', fault);
  }
}
