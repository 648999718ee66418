import { type Remote, RemoteTrouble } from '../../remote/remote.ts';

/** Prints the number of each folder on its input that a task has written to. */
const script = `number=0
while IFS= read -r folder; do
  if [ -f "$folder/log.txt" ] || [ -f "$folder/result.json" ]; then echo "begun $number"; fi
  number=$((number + 1))
done`;

/**
 * In which of some folders on the cluster a task has begun, whatever Slurm still knows of it: one command for all.
 * @returns those folders. @throws RemoteTrouble.
 */
export async function begunFolders(remote: Remote, folders: readonly string[]): Promise<Set<string>> {
  if (folders.length === 0) return new Set();
  const input = folders.map((folder) => `${folder}\n`).join('');
  const { stdout, stderr, exitCode } = await remote.run(['sh', '-c', script], { input });
  if (exitCode !== 0) {
    throw new RemoteTrouble(`The jobs’ folders on ${remote.description} cannot be read: ${stderr.trim()}`);
  }
  const numbers = new Set(stdout.split('\n').map((line) => /^begun (\d+)$/.exec(line)?.[1]));
  return new Set(folders.filter((_, index) => numbers.has(String(index))));
}
