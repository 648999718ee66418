import { accessSync, constants, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SkyPortalSource } from '../../../pipeline/sources/skyportal.ts';
import type { Config } from '../../config/config.ts';
import type { SourceConfig } from '../../config/intakeConfig.ts';
import { sshRemote } from '../../executors.ts';
import { makeSources } from '../../sources.ts';
import type { Finding } from './finding.ts';
import { findingOf, lastWords } from './finding.ts';

type Of<Kind> = Extract<SourceConfig, { kind: Kind }>;

/** What is found in a folder: how many light curves, and when the newest was written, ms. */
function filesFinding(where: string, count: number, newestMs: number): Finding {
  if (count === 0) return { ok: true, isNote: true, what: `Light curves in ${where}: no .csv yet` };
  const newest = new Date(newestMs).toISOString().slice(0, 16).replace('T', ' ');
  return { ok: true, what: `Light curves in ${where}: ${count} files, the newest of ${newest} UTC` };
}

/** Whether a folder of light curves can be read, and what is in it. */
export async function checkSource(folder: string): Promise<Finding> {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.csv'));
    const times = names.map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0);
    const newest = times.reduce((most, one) => Math.max(most, one), 0);
    return filesFinding(folder, names.length, newest);
  } catch {
    return {
      ok: false,
      what: `Light curves in ${folder}`,
      todo: 'the folder is missing or may not be read: see sources in the configuration',
    };
  }
}

function checkSsh(source: Of<'ssh'>): Promise<Finding> {
  const { name, host, port, user, key, folder } = source;
  const remote = sshRemote({
    host,
    port,
    user,
    key,
    knownHosts: source.knownHosts ?? '~/.ssh/known_hosts',
  });
  const where = `${folder} of ${remote.description}`;
  return findingOf(`Light curves in ${where} (${name})`, async () => {
    const command = ['find', `${folder}/`, '-maxdepth', '12', '-name', '*.csv', '-printf', '%T@\\n'];
    try {
      const result = await remote.run(command, { timeoutMs: 60_000 });
      if (result.exitCode !== 0 && result.stdout === '') {
        return { ok: false, what: `Light curves in ${where} (${name})`, todo: lastWords(result) };
      }
      const times = result.stdout.split('\n').map(Number).filter(Boolean);
      const newest = times.reduce((most, one) => Math.max(most, one), 0);
      return filesFinding(where, times.length, newest * 1000);
    } finally {
      await remote.close();
    }
  });
}

async function checkPortal(source: Of<'skyportal'>, environment: NodeJS.ProcessEnv): Promise<Finding> {
  const { name, url, token, groups, filters } = source;
  const what = `SkyPortal ${url} (${name})`;
  if (!environment[token]?.trim()) {
    return { ok: false, what: `${what}: ${token} is not set`, todo: 'set it in the environment' };
  }
  return findingOf(what, async () => {
    const [made] = makeSources({ sources: [source], lookup: [] }, environment, null).sources;
    const unknown = made instanceof SkyPortalSource ? await made.unknownPlaces() : [];
    const seen = `${groups.length} groups, ${filters.length} filters`;
    if (unknown.length === 0) return { ok: true, what: `${what} answers, and shows ${seen}` };
    const todo = `not there, or not for this token: ${unknown.join(', ')}; see groups and filters of the source`;
    return { ok: false, what, todo };
  });
}

/** Every source, one line each. */
export async function* checkSources(
  { sources }: Pick<Config, 'sources'>,
  environment: NodeJS.ProcessEnv,
): AsyncGenerator<Finding> {
  for (const source of sources) {
    if (source.kind === 'directory') yield await checkSource(source.folder);
    else if (source.kind === 'ssh') yield await checkSsh(source);
    else yield await checkPortal(source, environment);
  }
}
