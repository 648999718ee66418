import { execa } from 'execa';
import { UsageError } from '../config/usageError.ts';
import { project } from '../paths.ts';

const folder = '.githooks';

async function git(clone: string, ...words: string[]): Promise<string | null> {
  const done = await execa('git', ['-C', clone, ...words], { reject: false });
  return done.exitCode === 0 ? done.stdout.trim() : null;
}

/**
 * `nmma hook install|remove`: lets git look at what is committed in this clone, or no longer.
 * @param clone only for tests. @returns the exit status. @throws UsageError.
 */
export async function hook(word: string, clone: string = project): Promise<number> {
  if (word !== 'install' && word !== 'remove') {
    throw new UsageError(`hook ${word}: expected hook install or hook remove.`);
  }
  if ((await git(clone, 'rev-parse', '--git-dir')) === null) {
    throw new UsageError(`${clone} is no git clone: there is nothing to commit to.`);
  }
  const before = await git(clone, 'config', '--local', 'core.hooksPath');
  if (before !== null && before !== folder) {
    throw new UsageError(
      `This clone has hooks of its own (core.hooksPath is ${before}): nothing was changed.`,
    );
  }
  if (word === 'install') await git(clone, 'config', '--local', 'core.hooksPath', folder);
  else await git(clone, 'config', '--local', '--unset', 'core.hooksPath');
  process.stdout.write(
    word === 'install'
      ? 'Each commit of this clone is now checked: style and types of what changed. git commit --no-verify leaves it out.\n'
      : 'Commits of this clone are no longer checked.\n',
  );
  return 0;
}
