import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const placeSchema = z.object({
  url: z.string(),
  slackApiUrl: z.string(),
  botToken: z.string(),
  appToken: z.string(),
  channel: z.string(),
  pid: z.int(),
});

/** A workspace as `nmma sandbox --json` tells where it is. */
export type SandboxPlace = z.infer<typeof placeSchema>;

/**
 * Starts `nmma sandbox` as a process of its own.
 * @param words further options. @throws Error when it ends without a word.
 */
export async function startSandboxProcess(
  words: readonly string[],
): Promise<{ child: ChildProcess; place: SandboxPlace }> {
  const child = spawn(process.execPath, ['app/main.ts', 'sandbox', '--json', ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = once(createInterface(child.stdout), 'line').then(([text]) => String(text));
  const ended = once(child, 'exit').then(([status]) => {
    throw new Error(`The workspace ended with ${status}.`);
  });
  // Whoever ends it later is not told here.
  ended.catch(() => {});
  return { child, place: placeSchema.parse(JSON.parse(await Promise.race([line, ended]))) };
}

/** Ends it, and waits for its end. @returns its exit status. */
export async function endProcess(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  return child.exitCode;
}
