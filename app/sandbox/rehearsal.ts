import { join } from 'node:path';
import type { Sandbox } from '../../sandbox/index.ts';
import { permissionChannels, postedChannels } from '../cli/doctor/channels.ts';
import { peopleAndGroups } from '../cli/doctor/people.ts';
import type { Config, Tokens } from '../config/config.ts';
import { openSandbox } from './open.ts';

/** A configuration, and the workspace of this machine that it is tried on. */
export interface Rehearsal {
  config: Config;
  tokens: Tokens;
  slackApiUrl: string;
  /** Of the workspace's page. */
  url: string;
  close(): Promise<void>;
}

/**
 * The same configuration with a state of its own. Nothing of it leaves this machine but the questions to sources and the
 * jobs of a cluster: no copies in the old layout, no results into a SkyPortal, no backups.
 */
function rehearsed(config: Config): Config {
  const state = `${config.state}-rehearsal`;
  const { oldLayout: _, upload: __, ...rest } = config;
  return {
    ...rest,
    state,
    backup: { ...config.backup, everyHours: null },
    // The port is the real app's.
    monitoring: { ...config.monitoring, port: null },
    log: { ...config.log, file: join(state, 'nmma.log') },
  };
}

/** Makes the channels, people and user groups that the configuration names, each with everybody in it. */
function furnish({ workspace }: Sandbox, config: Config): void {
  const { users, groups } = peopleAndGroups(config);
  for (const id of users) {
    if (workspace.users.has(id)) continue;
    workspace.users.set(id, { id, name: id.toLowerCase(), realName: id, isBot: false });
  }
  const everybody = [...workspace.users.keys()];
  const [main = '', ...others] = postedChannels(config);
  for (const id of new Set([main, ...others, ...permissionChannels(config)])) {
    const name = id === main ? 'rehearsal' : `rehearsal-${id.toLowerCase()}`;
    const channel = workspace.channels.get(id) ?? workspace.addChannel(id, name, []);
    for (const one of everybody) channel.members.add(one);
  }
  for (const id of groups) workspace.groups.add(id);
}

/**
 * Opens a workspace on this machine for a configuration.
 * @param port of its page; 0: any free one. @throws UsageError when the port cannot be had.
 */
export async function openRehearsal(real: Config, port: number): Promise<Rehearsal> {
  const config = rehearsed(real);
  const folder = join(config.state, 'workspace');
  const sandbox = await openSandbox({ port, folder, postRatePerSecond: 1 });
  furnish(sandbox, config);
  const { botToken, appToken, slackApiUrl, url } = sandbox;
  return {
    config,
    tokens: { botToken, appToken },
    slackApiUrl,
    url,
    close: () => sandbox.close(),
  };
}
