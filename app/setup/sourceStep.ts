import { dirname, resolve } from 'node:path';
import type { Finding } from '../cli/doctor/finding.ts';
import { checkSources } from '../cli/doctor/sources.ts';
import { resolveSources, sourcesSchema } from '../config/intakeConfig.ts';
import { type SetupParts, tellFindings, untilWell } from './parts.ts';

type Answers = Record<string, unknown>;

async function askFolder({ ask }: SetupParts): Promise<Answers> {
  const folder = await ask.text('folder', 'Folder of the light curves (every .csv in it or below)', {
    example: '/data/candidates',
  });
  return { kind: 'directory', folder };
}

async function askSsh({ ask }: SetupParts): Promise<Answers> {
  const host = await ask.text('host', 'Host', { example: 'schoty.example.edu' });
  const user = await ask.text('user', 'User there');
  const folder = await ask.text('folder', 'Folder there', { example: '/data/candidates' });
  const key = await ask.text('key', 'File of the private key here; empty: the ssh agent', {
    example: '~/.ssh/id_ed25519',
    check: () => null,
  });
  return { kind: 'ssh', host, user, folder, ...(key === '' ? {} : { key }) };
}

function numbersIn(typed: string): number[] {
  return typed
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number);
}

function wrongNumbers(typed: string): string | null {
  const isRight =
    numbersIn(typed).length > 0 && numbersIn(typed).every((one) => Number.isInteger(one) && one > 0);
  return isRight ? null : 'Expected numbers with commas between, such as 48, 61.';
}

async function askPortal({ ask, secrets }: SetupParts): Promise<Answers> {
  const url = await ask.text('url', 'Address of the SkyPortal', { initial: 'https://fritz.science' });
  const token = 'FRITZ_TOKEN';
  secrets[token] = await ask.secret('portal-token', 'Your token there (profile; it is not shown)', (typed) =>
    typed === '' ? 'Expected a token.' : null,
  );
  const groups = await ask.text('groups', 'Numbers of the groups whose saved sources are read', {
    example: '48, 61',
    check: wrongNumbers,
  });
  return { kind: 'skyportal', url, token, groups: numbersIn(groups) };
}

const kinds = {
  directory: { label: 'A folder of this machine', ask: askFolder },
  ssh: { label: 'A folder of another machine, over ssh', ask: askSsh },
  skyportal: { label: 'A SkyPortal, such as Fritz', ask: askPortal },
};

/** What is wrong with sources as they would stand in the file, and what a look at them finds. */
export async function lookAtSources(
  sources: unknown,
  { config, secrets, environment }: Pick<SetupParts, 'config' | 'secrets' | 'environment'>,
): Promise<Finding[]> {
  const parsed = sourcesSchema.safeParse(sources);
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => ({
      ok: false,
      what: `sources.${path.join('.')}`,
      todo: `expected ${message}`,
    }));
  }
  const resolved = resolveSources(parsed.data, dirname(resolve(config.path)));
  return Array.fromAsync(checkSources({ sources: resolved }, { ...environment, ...secrets }));
}

/** Where light curves come from: one more source, or one in the place of those that are there. */
export async function askForSource(parts: SetupParts): Promise<void> {
  const { ask, config } = parts;
  const listed = config.get('sources');
  const before: unknown[] = Array.isArray(listed) ? listed : [];
  const single = config.get('source');
  if (typeof single === 'object' && single !== null) before.push({ kind: 'directory', ...single });
  const isMore =
    before.length > 0 &&
    (await ask.choose(
      'sources',
      `There ${before.length === 1 ? 'is a source' : `are ${before.length} sources`}.`,
      [
        { value: 'more', label: 'Add another one' },
        { value: 'instead', label: 'Put a new one in their place' },
      ],
    )) === 'more';
  await untilWell(ask, 'source', async () => {
    const kind = await ask.choose(
      'source-kind',
      'Where do light curves come from?',
      Object.entries(kinds).map(([value, { label }]) => ({ value, label })),
    );
    const chosen = Object.entries(kinds).find(([value]) => value === kind)?.[1] ?? kinds.directory;
    const source = await chosen.ask(parts);
    config.set('sources', isMore ? [...before, source] : [source]);
    config.remove('source');
    return tellFindings(ask, await lookAtSources([source], parts));
  });
}
