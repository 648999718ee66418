import { SlackError } from './errors.ts';
import { newTs, secret } from './ids.ts';
import type { Args } from './methods/arguments.ts';
import { flag, text } from './methods/arguments.ts';
import { readContent } from './methods/content.ts';
import type { Message } from './types.ts';
import type { Workspace } from './workspace.ts';

/** Slack's limits: five answers within half an hour. */
const maxUses = 5;
const lifetimeMs = 30 * 60_000;

interface Entry {
  channel: string;
  user: string;
  /** The message whose button was pressed. */
  original?: { ts: string };
  uses: number;
  expires: number;
}

/** The `response_url`s that payloads carry, and what POSTs to them do. */
export class ResponseUrls {
  readonly #entries = new Map<string, Entry>();

  /** A new address for an answer to what this person did here. */
  make(workspace: Workspace, entry: { channel: string; user: string; original?: { ts: string } }): string {
    const key = secret(16);
    this.#entries.set(key, { ...entry, uses: 0, expires: Date.now() + lifetimeMs });
    return `${workspace.baseUrl}response/${workspace.teamId}/${key}`;
  }

  /** Lets every address given so far expire (for tests: nobody waits half an hour). */
  expireAll(): void {
    for (const entry of this.#entries.values()) entry.expires = 0;
  }

  /**
   * Carries out one POST.
   * @throws SlackError `expired_url`, `used_url`, `message_not_found` and those of any message's content.
   */
  use(workspace: Workspace, key: string, args: Args): void {
    const entry = this.#entries.get(key);
    if (!entry || entry.expires <= Date.now()) throw new SlackError('expired_url');
    if (entry.uses >= maxUses) throw new SlackError('used_url');
    entry.uses += 1;
    respond(workspace, entry, args);
  }
}

/** What an answer does: deletes or replaces the original, or adds a message (for one person unless `in_channel`). */
export function respond(
  workspace: Workspace,
  to: { channel: string; user: string; original?: { ts: string } },
  args: Args,
): Message | undefined {
  const original = to.original && workspace.findAnyMessage(to.channel, to.original.ts);
  if (flag(args, 'delete_original')) {
    if (!original) throw new SlackError('message_not_found');
    workspace.removeMessage(original);
    return undefined;
  }
  const content = readContent(args, workspace, 'post');
  if (flag(args, 'replace_original')) {
    if (!original) throw new SlackError('message_not_found');
    delete original.blocks;
    Object.assign(original, content);
    if (original.ephemeralFor === undefined) original.edited = { user: workspace.bot.id, ts: newTs() };
    workspace.messageChanged(original);
    return original;
  }
  const threadTs = text(args, 'thread_ts');
  return workspace.addMessage({
    channel: to.channel,
    user: workspace.bot.id,
    ...content,
    ...(threadTs ? { threadTs } : {}),
    ...(args.response_type === 'in_channel' ? {} : { ephemeralFor: to.user }),
  });
}
