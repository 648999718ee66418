import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { Db } from '../../db/open.ts';
import { doCommand } from '../../handlers/commands/runCommand.ts';
import { everythingAllowed } from '../../handlers/permissions.ts';
import type { PipelineService } from '../../pipeline/api/service.ts';
import { priorOddsOf } from '../../pipeline/fits/priorOdds.ts';
import { UserInputError } from '../../pipeline/shared/userInputError.ts';
import type { AppChoices } from '../appState.ts';
import { readConfig } from '../config/config.ts';
import { portalUrlOf } from '../config/intakeConfig.ts';
import { UsageError } from '../config/usageError.ts';
import { project } from '../paths.ts';
import { stateError } from '../startErrors.ts';
import { databasePath } from '../stateFiles.ts';
import { plainSentence, plainText } from './plainText.ts';

/** Options of every word. */
export interface WordFlags {
  /** The configuration; default config.yml of the project. */
  config?: string;
  /** Looks at the database in this folder instead of the configuration's. */
  state?: string;
  /** The facts as one JSON document. */
  json?: boolean;
  /** As the word `force` of fit. */
  force?: boolean;
  /** As of status. */
  why?: boolean;
  /** Of status: the exit status says how everything is. */
  check?: boolean;
}

/** Who types here, as the log of events knows them. */
export function shellUser(): string {
  try {
    return `shell:${userInfo().username}`;
  } catch {
    // A user id without a name, as in some containers.
    return `shell:${process.env.USER ?? process.getuid?.() ?? 'unknown'}`;
  }
}

/** Where the state is, and what the configuration says of it when one is read. */
function readChoices(flags: WordFlags): { stateDir: string; configured: AppChoices | null } {
  if (flags.state !== undefined && flags.config === undefined) {
    return { stateDir: resolve(flags.state), configured: null };
  }
  const config = readConfig(flags.config ?? join(project, 'config.yml'));
  const { channel, channels: audience, models, fit, postThreshold, state, verdict } = config;
  return {
    stateDir: flags.state === undefined ? state : resolve(flags.state),
    configured: {
      channel,
      audience,
      models,
      fitDefaults: fit,
      postThreshold,
      priorOdds: priorOddsOf(verdict.priorOdds),
      portalUrl: portalUrlOf(config) ?? null,
      workspaceUrl: null,
    },
  };
}

/** What SQLite says when the files belong to somebody else. */
function isForbidden(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && /^SQLITE_(READONLY|CANTOPEN|PERM)/.test(`${error.code}`)
  );
}

/** Does something with a service on the database that the flags name. @throws UsageError where there is none. */
export async function withService<T>(
  flags: WordFlags,
  act: (service: PipelineService) => Promise<T>,
): Promise<T> {
  const { stateDir, configured } = readChoices(flags);
  const path = databasePath(stateDir);
  if (!existsSync(path)) {
    throw new UsageError(`There is no database in ${stateDir}: nothing has run there yet.`);
  }
  const [{ openCurrentDatabase }, { shellService }] = await Promise.all([
    import('../../db/open.ts'),
    import('./service.ts'),
  ]);
  let db: Db | null = null;
  try {
    db = openCurrentDatabase(path);
    return await act(shellService({ db, stateDir, configured }));
  } catch (error) {
    const explained = stateError(error, stateDir);
    if (!isForbidden(error)) throw explained ?? error;
    throw new UsageError(`${path} may not be written by ${shellUser()}: run this as the app's user.`, {
      cause: error,
    });
  } finally {
    db?.close();
  }
}

/**
 * `nmma status --check`, for monitoring: one line per part.
 * @returns 0 when all is well, 1 when a part is not, 3 when the app does not run.
 */
async function checkHealth(flags: WordFlags): Promise<number> {
  const { health, incidents } = await withService(flags, async (service) => service.status());
  const isStopped = health.some(({ part, isWell }) => part === 'other' && !isWell);
  const lines = health.map(({ part, isWell, words }) => `${isWell ? 'ok' : 'not ok'}  ${part}: ${words}`);
  process.stdout.write(flags.json ? `${JSON.stringify({ health, incidents })}\n` : `${lines.join('\n')}\n`);
  if (isStopped) return 3;
  return health.every(({ isWell }) => isWell) && incidents.length === 0 ? 0 : 1;
}

/**
 * `nmma WORD …`: what `/nmma WORD …` does, printed.
 * @param typed what stands after the word.
 * @returns the exit status. @throws UsageError in one sentence for what was typed wrongly.
 */
export async function runWord(word: string, typed: readonly string[], flags: WordFlags): Promise<number> {
  if (word === 'status' && flags.check) return await checkHealth(flags);
  const text = [word, ...typed, ...(flags.force ? ['force'] : []), ...(flags.why ? ['--why'] : [])].join(' ');
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  try {
    const answer = await withService(flags, async (service) => {
      const { answer } = await doCommand({ service, permissions: everythingAllowed, log }, text, shellUser());
      return answer;
    });
    // The form that Slack opens for a bare `fit` cannot be shown here.
    if (answer.form) throw new UsageError(plainSentence(answer.message.text));
    const isBold = process.stdout.isTTY && process.env.NO_COLOR === undefined;
    const told = flags.json ? JSON.stringify(answer.data) : plainText(answer.message, { isBold });
    // Who reads only the beginning (`| head`) closes the pipe.
    process.stdout.on('error', () => {});
    process.stdout.write(`${told}\n`);
    return 0;
  } catch (error) {
    if (error instanceof UserInputError) throw new UsageError(plainSentence(error.message), { cause: error });
    throw error;
  }
}
