import type { Context } from '../context.ts';
import { SlackError } from '../errors.ts';
import { apiUser } from '../shapes.ts';
import { type Args, page, required, text } from './arguments.ts';

function usersInfo(args: Args, context: Context) {
  const user = context.workspace.users.get(required(args, 'user'));
  if (!user) throw new SlackError('user_not_found');
  return { user: apiUser(context.workspace, user) };
}

function usersList(args: Args, context: Context) {
  const { items, next } = page([...context.workspace.users.values()], args);
  return {
    members: items.map((user) => apiUser(context.workspace, user)),
    cache_ts: Math.floor(Date.now() / 1000),
    response_metadata: { next_cursor: next },
  };
}

function groupsList(_args: Args, context: Context) {
  return {
    usergroups: [...context.workspace.groups].map((id) => ({
      id,
      team_id: context.workspace.teamId,
      is_usergroup: true,
      name: 'Fitters',
      handle: 'fitters',
      description: 'Those who may fit',
      user_count: context.workspace.people.length,
    })),
  };
}

function groupMembers(args: Args, context: Context) {
  const id = required(args, 'usergroup');
  if (!context.workspace.groups.has(id)) throw new SlackError('no_such_subteam');
  return { users: context.workspace.people.map((user) => user.id) };
}

function botsInfo(args: Args, context: Context) {
  const { workspace } = context;
  const wanted = text(args, 'bot') ?? workspace.botId;
  if (wanted !== workspace.botId) throw new SlackError('bot_not_found');
  const { botId: id, appId: app_id, appName: name } = workspace;
  return { bot: { id, app_id, name, user_id: workspace.bot.id, deleted: false } };
}

function authTest(_args: Args, context: Context) {
  const { workspace } = context;
  return {
    url: workspace.baseUrl,
    team: workspace.teamName,
    user: workspace.bot.name,
    team_id: workspace.teamId,
    user_id: workspace.bot.id,
    bot_id: workspace.botId,
    is_enterprise_install: false,
  };
}

/** Says back what it was told; with `error` it fails, as Slack's does. */
function apiTest(args: Args) {
  const error = text(args, 'error');
  if (error) throw new SlackError(error, { args });
  return { args };
}

function openConnection(_args: Args, context: Context) {
  return { url: context.sockets.ticket(context.workspace.baseUrl) };
}

/** Who is who, and the methods about the connection itself. */
export const peopleMethods = {
  'api.test': apiTest,
  'auth.test': authTest,
  'apps.connections.open': openConnection,
  'bots.info': botsInfo,
  'users.info': usersInfo,
  'users.list': usersList,
  'usergroups.list': groupsList,
  'usergroups.users.list': groupMembers,
};
