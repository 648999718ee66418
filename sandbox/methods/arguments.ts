import { refusal, SlackError } from '../errors.ts';

/** Arguments of a call: from a form everything is text, from JSON it is not. */
export type Args = Record<string, unknown>;

function missing(name: string): SlackError {
  return refusal('invalid_arguments', [`missing required field: ${name}`]);
}

/** A text argument, undefined when it is absent or empty. */
export function text(args: Args, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'object')
    throw refusal('invalid_arguments', [`must provide a string [json-pointer:/${name}]`]);
  return String(value);
}

/** A text argument that must be there. @throws SlackError `invalid_arguments`. */
export function required(args: Args, name: string): string {
  const value = text(args, name);
  if (value === undefined) throw missing(name);
  return value;
}

/** A yes or no; forms say `true`, `1`. */
export function flag(args: Args, name: string): boolean {
  return args[name] === true || args[name] === 'true' || args[name] === '1' || args[name] === 1;
}

/** A whole number between bounds. @throws SlackError `invalid_limit` (or another code). */
export function count(
  args: Args,
  name: string,
  fallback: number,
  max: number,
  code = 'invalid_limit',
): number {
  const value = text(args, name);
  if (value === undefined) return fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > max) throw new SlackError(code);
  return number;
}

/** An object or list: already one in JSON, its text in a form. @throws SlackError with this code. */
export function structure(args: Args, name: string, code: string): unknown {
  const value = args[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw refusal(code, [`must provide valid JSON [json-pointer:/${name}]`]);
  }
}

/** One page of a list, and the cursor of the next as Slack gives it (empty at the end). */
export function page<T>(list: T[], args: Args, fallback = 100): { items: T[]; next: string } {
  const limit = count(args, 'limit', fallback, 1000);
  const cursor = text(args, 'cursor');
  const start =
    cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64').toString().slice('next:'.length));
  if (!Number.isInteger(start) || start < 0) throw new SlackError('invalid_cursor');
  const end = start + limit;
  const next = end < list.length ? Buffer.from(`next:${end}`).toString('base64') : '';
  return { items: list.slice(start, end), next };
}
