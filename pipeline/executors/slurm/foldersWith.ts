import { type Remote, RemoteError } from '../../remote/remote.ts';

/** Prints the number of each folder on its input that has one of the files in its words. */
const script = `number=0
while IFS= read -r folder; do
  for name; do
    if [ -f "$folder/$name" ]; then echo "has $number"; break; fi
  done
  number=$((number + 1))
done`;

/**
 * Which of some folders on the cluster have at least one of the files named: one command for all, and none of Slurm's.
 * @returns those folders. @throws RemoteError.
 */
export async function foldersWith(
  remote: Remote,
  names: readonly string[],
  folders: readonly string[],
): Promise<Set<string>> {
  if (folders.length === 0) return new Set();
  const input = folders.map((folder) => `${folder}\n`).join('');
  const { stdout, stderr, exitCode } = await remote.run(['sh', '-c', script, 'look', ...names], { input });
  if (exitCode !== 0) {
    throw new RemoteError(`The jobs’ folders on ${remote.description} cannot be read: ${stderr.trim()}`);
  }
  const numbers = new Set(stdout.split('\n').map((line) => /^has (\d+)$/.exec(line)?.[1]));
  return new Set(folders.filter((_, index) => numbers.has(String(index))));
}
