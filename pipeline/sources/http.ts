import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { maxBytes } from './readLightCurveFile.ts';

/** How a service is asked. */
export interface HttpOptions {
  headers?: Record<string, string>;
  /** Left out: POST with a body, else GET. */
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  /** Statuses that mean trouble with a token elsewhere, and are answers here. */
  taken?: readonly number[];
  /** After so long it is given up, ms; default 30,000. */
  timeoutMs?: number;
  /** How often it is asked again after a failure; default 2. */
  retries?: number;
  /** The first pause before it is asked again, ms; default 1,000, then twice as long each time. */
  pauseMs?: number;
  /** Longer than this is not waited for a service that asks for patience, s; default 120. */
  patienceSeconds?: number;
}

/** While a person waits for the answer. */
export const whileSomebodyWaits: HttpOptions = { timeoutMs: 15_000, retries: 1, patienceSeconds: 10 };

/** What a service answered. */
export interface HttpAnswer {
  status: number;
  bytes: Uint8Array;
  value: unknown;
}

const usualPatienceSeconds = 120;

const refusal = z.looseObject({ message: z.string() });

/** The answer is larger than any light curve. */
class TooLargeError extends Error {}

/** Trouble that may pass: ask again. */
class PassingError extends Error {
  readonly afterSeconds: number | null;
  constructor(message: string, afterSeconds: number | null, cause?: unknown) {
    super(message, { cause });
    this.afterSeconds = afterSeconds;
  }
}

function hostOf(url: string): string {
  return new URL(url).host;
}

/** Reads an answer, but no more of it than can be a light curve. */
async function readBody(response: Response, host: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > maxBytes) throw new TooLargeError(`${host} answers with more than 50 MB.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** What a service says of a refusal, as SkyPortal does; empty when it says nothing, or what it must not. */
function saidOf(bytes: Uint8Array, headers: Record<string, string>): string {
  let said: unknown;
  try {
    said = refusal.parse(JSON.parse(new TextDecoder('utf-8').decode(bytes))).message;
  } catch {
    return '';
  }
  const words = String(said).replace(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, 150);
  const secrets = Object.values(headers).flatMap((value) => value.split(' ').slice(-1));
  return words === '' || secrets.some((secret) => words.includes(secret)) ? '' : `: ${words}`;
}

/** @throws PassingError when the network fails. */
async function fetched(
  url: string,
  options: HttpOptions,
): Promise<{ response: Response; bytes: Uint8Array }> {
  const host = hostOf(url);
  const { body, headers, timeoutMs = 30_000 } = options;
  const hasBody = body !== undefined;
  try {
    const response = await fetch(url, {
      method: options.method ?? (hasBody ? 'POST' : 'GET'),
      headers: {
        accept: 'application/json',
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      body: hasBody ? JSON.stringify(body) : null,
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    return { response, bytes: await readBody(response, host) };
  } catch (error) {
    if (error instanceof TooLargeError || !(error instanceof Error)) throw error;
    const cause = error.cause instanceof Error ? error.cause.message : '';
    const isSlow = error.name === 'TimeoutError';
    const words = isSlow
      ? `does not answer within ${timeoutMs / 1000} s`
      : `is out of reach (${cause || error})`;
    throw new PassingError(`${host} ${words}.`, null, error);
  }
}

/**
 * Seconds that a service asks to wait: `Retry-After` is a number of them or an HTTP date (RFC 9110, 10.2.3).
 * @returns null when it does not say.
 */
export function retryAfterSeconds(header: string | null, now: Date): number | null {
  if (header === null) return null;
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, (date - now.getTime()) / 1000);
}

/** @throws PassingError, or Error, for a status that is no answer. */
function checkStatus({ status, headers }: Response, bytes: Uint8Array, url: string, options: HttpOptions) {
  const host = hostOf(url);
  if (status === 429 || status >= 500) {
    const words = status === 429 ? 'asks for fewer requests (429)' : `is in trouble (${status})`;
    throw new PassingError(`${host} ${words}.`, retryAfterSeconds(headers.get('retry-after'), new Date()));
  }
  if ((status === 401 || status === 403) && !options.taken?.includes(status)) {
    const said = saidOf(bytes, options.headers ?? {});
    throw new Error(`${host} does not take the token, or it may not see this (${status})${said}.`);
  }
}

async function once(url: string, options: HttpOptions): Promise<HttpAnswer> {
  const { response, bytes } = await fetched(url, options);
  checkStatus(response, bytes, url, options);
  const { status } = response;
  const text = new TextDecoder('utf-8').decode(bytes);
  try {
    return { status, bytes, value: JSON.parse(text) };
  } catch (error) {
    const kind = /^\s*</.test(text) ? 'a web page' : 'something else';
    throw new Error(`${hostOf(url)} answers with ${kind}, expected JSON (${status}).`, { cause: error });
  }
}

/**
 * Asks a service for JSON. Trouble of the network, 429 and 500 are tried again after a pause, or after the time that
 * the service asks for.
 * @returns any other status, with its body.
 * @throws Error in one sentence that names the host, never a token.
 */
export async function askJson(url: string, options: HttpOptions = {}): Promise<HttpAnswer> {
  const retries = options.retries ?? 2;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once(url, options);
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      const seconds = error.afterSeconds ?? ((options.pauseMs ?? 1000) * 2 ** attempt) / 1000;
      if (attempt >= retries || seconds > (options.patienceSeconds ?? usualPatienceSeconds))
        throw new Error(error.message, { cause: error });
      await sleep(seconds * 1000);
    }
  }
}
