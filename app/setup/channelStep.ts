import { programmes } from '../../pipeline/api/audience.ts';
import { channelFinding, lookAtChannel } from '../cli/doctor/channels.ts';
import { checkScopes, scopesOfChannels } from '../cli/doctor/scopes.ts';
import type { ConnectedSlack } from '../cli/doctor/slack.ts';
import type { Choice } from './ask.ts';
import { type SetupParts, tellFindings, untilWell } from './parts.ts';

/** So many channels are shown; a workspace may have thousands. */
const mostShown = 20;
const mostPages = 20;
const other = 'other';

interface Listed {
  id: string;
  name: string;
  isMember: boolean;
}

/** Open channels that the bot sees, those it is in first; private ones where it may list them. */
export async function listChannels({ client, scopes }: ConnectedSlack): Promise<Listed[]> {
  const types = scopes?.includes('groups:read') ? 'public_channel,private_channel' : 'public_channel';
  const found: Listed[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const more = cursor === undefined ? {} : { cursor };
    const answer = await client.conversations.list({ types, exclude_archived: true, limit: 200, ...more });
    for (const { id = '', name = '', is_member: isMember = false } of answer.channels ?? []) {
      found.push({ id, name, isMember });
    }
    cursor = answer.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) break;
  }
  return found.toSorted((a, b) => Number(b.isMember) - Number(a.isMember) || a.name.localeCompare(b.name));
}

/** The id of a channel by its id or #name; null: none is called so. */
export function channelIdOf(typed: string, listed: readonly Listed[]): string | null {
  if (/^[CG][A-Z0-9]{6,}$/.test(typed)) return typed;
  const name = typed.replace(/^#/, '').toLowerCase();
  return listed.find((one) => one.name.toLowerCase() === name)?.id ?? null;
}

async function pickChannel({ ask, config }: SetupParts, listed: readonly Listed[]): Promise<string> {
  const choices: Choice<string>[] = [
    ...listed.slice(0, mostShown).map(({ id, name, isMember }) => ({
      value: id,
      label: `#${name}`,
      hint: isMember ? 'the bot is in it' : 'the bot must be invited',
    })),
    { value: other, label: 'Another one, by its name or id' },
  ];
  const now = String(config.get('channel') ?? '');
  const initial = choices.some(({ value }) => value === now) ? now : undefined;
  const picked = await ask.choose('channel', 'Which channel shall it post to?', choices, initial);
  if (picked !== other) return picked;
  const typed = await ask.text('channel-name', 'Its id (at the bottom of its details in Slack), or #name', {
    example: 'C0123ABCDEF',
    check: (one) =>
      channelIdOf(one, listed) === null
        ? 'There is no open channel of that name: a private one needs its id.'
        : null,
  });
  return channelIdOf(typed, listed) ?? typed;
}

/** Checks a channel until the bot can post to it. */
async function untilOpen(parts: SetupParts, slack: ConnectedSlack, id: string): Promise<void> {
  await untilWell(parts.ask, 'channel', async () => {
    const look = await lookAtChannel(slack, id);
    const needed = scopesOfChannels([look], []);
    const scopes = needed.length === 0 ? [] : checkScopes(slack.scopes, needed);
    return tellFindings(parts.ask, [channelFinding(look, slack.bot.name), ...scopes]);
  });
}

/** The channel to post to, and whose data it may see. */
export async function askForChannel(parts: SetupParts, slack: ConnectedSlack): Promise<void> {
  const { ask, config } = parts;
  const listed = await listChannels(slack).catch(() => []);
  const id = await pickChannel(parts, listed);
  await untilOpen(parts, slack, id);
  const sees = await ask.several(
    'sees',
    'Whose data may its members see? What they may not see is fitted, not posted.',
    programmes.map((value) => ({ value, label: value })),
    ['public'],
  );
  config.set('channel', id);
  config.setAudience(id, sees);
}

/** The id of a channel that a file of answers names by id or #name. @throws Error. */
export async function resolveChannel(slack: ConnectedSlack, named: string): Promise<string> {
  const id = channelIdOf(named, /^[CG][A-Z0-9]{6,}$/.test(named) ? [] : await listChannels(slack));
  if (id === null) throw new Error(`there is no open channel ${named}: a private one needs its id`);
  return id;
}
