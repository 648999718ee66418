import type { Policy } from '../../pipeline/policy/policy.ts';
import type { Remote } from '../../pipeline/remote/remote.ts';
import { dayMs } from '../../pipeline/shared/time.ts';
import { type Config, readConfig, readTokens, requireStateOutside } from '../config/config.ts';
import { UsageError } from '../config/usageError.ts';
import { Endings } from '../ending.ts';
import { bringModelFiles } from '../modelFiles.ts';
import { requirePython } from '../python.ts';
import type { RunParts } from '../runApp.ts';
import type { Rehearsal } from '../sandbox/rehearsal.ts';
import { loadSecrets } from '../secretsFile.ts';

/** Options of `nmma start`. */
export interface StartFlags {
  config: string;
  /** UTC date (YYYY-MM-DD). */
  since?: string;
  dryRun?: boolean;
  /** On a workspace of this machine, with a state of its own. */
  sandbox?: boolean;
  /** Of that workspace's page. */
  port?: string;
}

const say = (line: string) => process.stderr.write(`${line}\n`);

/** The policy, its oldest age counted from a date. @throws UsageError for what is no date, or in the future. */
export function policySince(policy: Policy, since: string | undefined, now: Date): Policy {
  if (since === undefined) return policy;
  const from = /^\d{4}-\d{2}-\d{2}$/.test(since) ? Date.parse(`${since}T00:00:00Z`) : Number.NaN;
  const maxAgeDays = (now.getTime() - from) / dayMs;
  if (!(maxAgeDays > 0)) {
    throw new UsageError(`--since is “${since}”: expected a date in the past, such as 2026-11-01.`);
  }
  return { ...policy, maxAgeDays };
}

/** `nmma start`: runs until it is told to end. @returns the exit status. @throws UsageError. */
export async function start(flags: StartFlags): Promise<number> {
  loadSecrets();
  const config = readConfig(flags.config);
  requireStateOutside(config.state);
  const policy = policySince(config.policy, flags.since, new Date());
  if (flags.dryRun) return await tryOut(config, policy);
  // What the app writes is nobody else's to read: light curves of the partnership, and the log.
  process.umask(0o077);
  const rehearsal = flags.sandbox ? await openStage(config, flags.port) : null;
  try {
    return await run(flags, {
      config: { ...(rehearsal?.config ?? config), policy },
      tokens: rehearsal?.tokens ?? readTokens(process.env),
      slackApiUrl: rehearsal?.slackApiUrl ?? (process.env.NMMA_SLACK_API_URL || undefined),
      isRehearsal: rehearsal !== null,
    });
  } finally {
    await rehearsal?.close();
  }
}

/** A workspace of this machine for the configuration, and how it is told. */
async function openStage(config: Config, typedPort: string | undefined): Promise<Rehearsal> {
  const [{ openRehearsal }, { readPort }] = await Promise.all([
    import('../sandbox/rehearsal.ts'),
    import('../demo/options.ts'),
  ]);
  const rehearsal = await openRehearsal(config, readPort(typedPort));
  say(`A rehearsal: the workspace’s page is ${rehearsal.url}`);
  say(
    `Database, jobs, messages and log: ${rehearsal.config.state}. Slack is not asked; nothing is copied elsewhere.`,
  );
  say('Ctrl-C ends it.');
  return rehearsal;
}

/** Runs the app until it is told to end. */
async function run(flags: StartFlags, parts: Omit<RunParts, 'python' | 'endings'>): Promise<number> {
  const python = requirePython();
  if (parts.config.models === null) await bringModelFiles({ python, say });
  const endings = new Endings().listen();
  // Only now: loading Bolt, Vega and SQLite takes seconds, and a mistake in the configuration is told before.
  const [{ runApp }, { UserInputError }] = await Promise.all([
    import('../runApp.ts'),
    import('../../pipeline/shared/userInputError.ts'),
  ]);
  try {
    return await runApp({ ...parts, python, endings });
  } catch (error) {
    if (error instanceof UserInputError) throw new UsageError(`${flags.config}: models: ${error.message}`);
    throw error;
  }
}

/** `nmma start --dry-run`, without Slack and without the fitter. */
async function tryOut(config: Config, policy: Policy): Promise<number> {
  const [{ openLog }, { sshRemote }, { makeSources }, { dryRun }] = await Promise.all([
    import('../log.ts'),
    import('../executors.ts'),
    import('../sources.ts'),
    import('./dryRun.ts'),
  ]);
  const { log, close } = openLog({ level: 'silent', file: null });
  const remotes: Remote[] = [];
  try {
    const { sources } = makeSources(config, process.env, (login) => {
      const opened = sshRemote(login);
      remotes.push(opened);
      return opened;
    });
    return await dryRun(config, sources, policy, log);
  } finally {
    for (const one of remotes) await one.close();
    await close();
  }
}
