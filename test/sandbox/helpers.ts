import { type Logger, LogLevel } from '@slack/bolt';
import { z } from 'zod';

/** The scopes that the tests' app has. */
export const botScopes = [
  'app_mentions:read',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'im:history',
  'im:write',
  'users:read',
];

/** Says nothing: the tests provoke what the client would complain about. */
export const quietLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** Waits until a condition holds. @throws Error after `timeoutMs`. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`did not happen within ${timeoutMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const uploadAnswer = z.object({ files: z.array(z.object({ files: z.array(z.object({ id: z.string() })) })) });

/** The file id in what `files.uploadV2` answers, which its types do not show. */
export function uploadedId(answer: unknown): string {
  return uploadAnswer.parse(answer).files[0]?.files[0]?.id ?? '';
}

/** true for the message that carries this `event_payload.post_id`. */
export function isPost(message: { metadata?: unknown }, postId: number): boolean {
  const metadata = z.object({ event_payload: z.object({ post_id: z.literal(postId) }) });
  return metadata.safeParse(message.metadata).success;
}
