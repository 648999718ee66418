import { execa } from 'execa';

/** Files and folders below a folder as one archive. @throws Error when one cannot be read. */
export async function packed(folder: string, names: readonly string[]): Promise<Buffer> {
  const { stdout } = await execa('tar', ['-C', folder, '--format=ustar', '-cf', '-', '--', ...names], {
    encoding: 'buffer',
    stdin: 'ignore',
  });
  return Buffer.from(stdout);
}

/** The command that unpacks an archive from its input into a folder, which it makes. */
export function unpackCommand(folder: string): string[] {
  return ['sh', '-c', 'mkdir -p "$1" && exec tar -C "$1" -xf -', 'unpack', folder];
}
