import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { didYouMean } from '../../handlers/commands/command.ts';
import { counted } from '../../pipeline/shared/words.ts';
import { UsageError } from '../config/usageError.ts';
import { project } from '../paths.ts';
import { forgetRollback, ownFolder } from '../versions.ts';
import { restartService } from './serviceCommand.ts';

/** Runs git in a clone. @returns what it printed. @throws UsageError with git's own last line. */
async function git(clone: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const done = await execa('git', ['-C', clone, ...words], { reject: false, env });
  if (done.exitCode === 0) return done.stdout.trim();
  const said = (done.stderr || done.shortMessage || '').trim().split('\n').at(-1) ?? '';
  throw new UsageError(`git ${words[0]} failed: ${said}`);
}

async function requireCleanClone(clone: string): Promise<void> {
  const top = await git(clone, ['rev-parse', '--show-toplevel']).catch(() => null);
  if (top === null || resolve(top) !== resolve(clone)) {
    throw new UsageError(
      `${clone} is no git clone: put the new version’s files in its place, then run ./nmma install and restart the app.`,
    );
  }
  const changed = await git(clone, ['status', '--porcelain', '--untracked-files=no']);
  if (changed === '') return;
  const files = changed.split('\n').map((line) => line.slice(2).trim());
  throw new UsageError(
    `${counted(files.length, 'file')} of ${clone} changed (${files.slice(0, 3).join(', ')}): commit or discard it first (git stash), so that the upgrade loses nothing.`,
  );
}

/** The commit that is wanted. @param to a tag or commit; undefined: the newest of the branch's upstream. */
async function targetOf(clone: string, to: string | undefined): Promise<string> {
  await git(clone, ['fetch', '--quiet', '--tags']);
  const wanted = to ?? '@{upstream}';
  const found = await git(clone, ['rev-parse', '--verify', '--quiet', `${wanted}^{commit}`]).catch(
    () => null,
  );
  if (found !== null) return found;
  if (to === undefined) {
    throw new UsageError('This clone is on no branch that follows another one: name a version with --to.');
  }
  const tags = (await git(clone, ['tag'])).split('\n').filter(Boolean);
  throw new UsageError(`There is no version “${to}”.${didYouMean(to, tags)} Expected a tag or a commit.`);
}

/** Writes a commit's files to a folder, which shares what the clone has installed. */
async function writeFiles(clone: string, commit: string, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const index = { GIT_INDEX_FILE: join(folder, '.index') };
  await git(clone, ['read-tree', commit], index);
  await git(clone, ['checkout-index', '--all', `--prefix=${folder}/`], index);
  rmSync(index.GIT_INDEX_FILE);
  symlinkSync(ownFolder(clone), join(folder, '.nmma'));
}

/** Installs what a version needs, with its own script, and tries it. @returns whether all is well. */
async function install(folder: string, clone: string): Promise<boolean> {
  const { NMMA_ROOT: _root, NMMA_PROJECT: _project, NMMA_PYTHON: python, ...env } = process.env;
  // Somebody's own Python is kept; the one of the present version is not the next one's.
  const isOurs = python === undefined || python.startsWith(ownFolder(clone));
  const done = await execa('sh', [join(folder, 'nmma'), 'install'], {
    cwd: clone,
    env: isOurs ? env : { ...env, NMMA_PYTHON: python },
    extendEnv: false,
    stdio: ['ignore', 'inherit', 'inherit'],
    reject: false,
  });
  return done.exitCode === 0;
}

/**
 * `nmma upgrade`: fetches the newest version, installs what it needs beside what is there, checks it with a fit whose
 * answer is known, and only then changes the clone. A running app goes on with its copy of the code.
 * @param clone only for tests. @returns the exit status. @throws UsageError.
 */
export async function upgrade(flags: { to?: string }, clone: string = project): Promise<number> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  await requireCleanClone(clone);
  const target = await targetOf(clone, flags.to);
  const [from, to] = [await git(clone, ['rev-parse', '--short', 'HEAD']), target.slice(0, 7)];
  if ((await git(clone, ['rev-parse', 'HEAD'])) === target) {
    const wasBack = forgetRollback(clone);
    say(
      wasBack
        ? `${from} is the newest version: the next start runs it again, instead of the one before.`
        : `${from} is the newest version: nothing to do.`,
    );
    return 0;
  }
  const isLater = await git(clone, ['merge-base', '--is-ancestor', 'HEAD', target]).then(
    () => true,
    () => false,
  );
  if (!isLater) {
    throw new UsageError(
      `${flags.to ?? to} does not come after the present version ${from}: to go back, use ./nmma rollback; to go elsewhere, git checkout and ./nmma install.`,
    );
  }
  const count = Number(await git(clone, ['rev-list', '--count', `HEAD..${target}`]));
  say(`From ${from} to ${to}: ${counted(count, 'change')}.`);
  const next = join(ownFolder(clone), 'next');
  try {
    await writeFiles(clone, target, next);
    if (!(await install(next, clone))) {
      say(`Version ${to} could not be installed here: nothing was changed, ${from} goes on.`);
      return 1;
    }
    await git(clone, ['merge', '--ff-only', '--quiet', target]);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
  forgetRollback(clone);
  say(`Version ${to} is ready; until it is restarted the app goes on as ${from}. ${await restartService()}`);
  return 0;
}
