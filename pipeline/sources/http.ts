import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { maxBytes } from './readLightCurveFile.ts';

/** How a service is asked. */
export interface HttpOptions {
  headers?: Record<string, string>;
  /** A body makes it a POST. */
  body?: unknown;
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

class Again extends Error {
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
    if (size > maxBytes) throw new Error(`${host} answers with more than 50 MB.`);
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

async function once(url: string, options: HttpOptions): Promise<HttpAnswer> {
  const host = hostOf(url);
  const timeoutMs = options.timeoutMs ?? 30_000;
  let response: Response;
  let bytes: Uint8Array;
  try {
    response = await fetch(url, {
      method: options.body === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    bytes = await readBody(response, host);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith(host)) throw error;
    const isSlow = error instanceof Error && error.name === 'TimeoutError';
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
    const words = isSlow
      ? `does not answer within ${timeoutMs / 1000} s`
      : `is out of reach (${cause || error})`;
    throw new Again(`${host} ${words}.`, null, error);
  }
  const { status } = response;
  if (status === 429 || status >= 500) {
    const asked = Number(response.headers.get('retry-after') ?? Number.NaN);
    const words = status === 429 ? 'asks for fewer requests (429)' : `is in trouble (${status})`;
    throw new Again(`${host} ${words}.`, Number.isFinite(asked) ? asked : null);
  }
  if (status === 401 || status === 403) {
    const said = saidOf(bytes, options.headers ?? {});
    throw new Error(`${host} does not take the token, or it may not see this (${status})${said}.`);
  }
  const text = new TextDecoder('utf-8').decode(bytes);
  try {
    return { status, bytes, value: JSON.parse(text) };
  } catch (error) {
    const kind = /^\s*</.test(text) ? 'a web page' : 'something else';
    throw new Error(`${host} answers with ${kind}, expected JSON (${status}).`, { cause: error });
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
      if (!(error instanceof Again)) throw error;
      const seconds = error.afterSeconds ?? ((options.pauseMs ?? 1000) * 2 ** attempt) / 1000;
      if (attempt >= retries || seconds > (options.patienceSeconds ?? usualPatienceSeconds))
        throw new Error(error.message, { cause: error });
      await sleep(seconds * 1000);
    }
  }
}
