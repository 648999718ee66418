import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where originals are kept. */
export function originalsFolder(stateDir: string): string {
  return join(stateDir, 'originals');
}

/** Where the original of a file is kept: by the hash of its bytes. */
export function originalPath(stateDir: string, sha256: string): string {
  return join(originalsFolder(stateDir), sha256.slice(0, 2), sha256);
}

/** Keeps the original of a file, byte for byte, once. */
export function keepOriginal(stateDir: string, bytes: Uint8Array, sha256: string): void {
  const path = originalPath(stateDir, sha256);
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.tmp`, bytes);
  renameSync(`${path}.tmp`, path);
}

/** The original of a file. @throws Error when it is not kept. */
export function readOriginal(stateDir: string, sha256: string): Uint8Array {
  return readFileSync(originalPath(stateDir, sha256));
}
