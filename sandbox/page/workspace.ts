/** Who and what is in the workspace: filled once from /page/state, read by everything that draws names. */
import type { Channel, Command, Shortcut, State, User } from './types.ts';

interface Workspace {
  team: string;
  app: { name: string; userId: string };
  users: Map<string, User>;
  channels: Map<string, Channel>;
  commands: Command[];
  shortcuts: Shortcut[];
  /** The user whom the page acts for. */
  me: string;
  /** The channel of that user's conversation with the app. */
  direct: string;
}

export const workspace: Workspace = {
  team: '',
  app: { name: '', userId: '' },
  users: new Map(),
  channels: new Map(),
  commands: [],
  shortcuts: [],
  me: '',
  direct: '',
};

/** Takes over the server's answer; `become` says who one is. */
export function fillWorkspace(state: State, become: () => string): void {
  workspace.team = state.team.name;
  workspace.app = state.app;
  workspace.users = new Map(state.users.map((user) => [user.id, user]));
  workspace.channels = new Map(state.channels.map((channel) => [channel.id, channel]));
  workspace.commands = state.commands;
  workspace.shortcuts = state.shortcuts;
  workspace.me = become();
  workspace.direct = state.directs[workspace.me] ?? '';
}

/** The name that Slack shows for a user: display name, else real name, else the id. */
export function userName(id: string): string {
  const user = workspace.users.get(id);
  return user?.realName || user?.name || (id === workspace.app.userId ? workspace.app.name : id);
}

/** A channel's name without the `#`, the app's for the conversation with it; the id when it is unknown. */
export function channelName(id: string): string {
  if (id === workspace.direct) return workspace.app.name;
  return workspace.channels.get(id)?.name ?? id;
}
