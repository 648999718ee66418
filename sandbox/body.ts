import type { IncomingMessage } from 'node:http';
import type { Args } from './methods/arguments.ts';

/** Nothing that the sandbox takes is bigger. */
const maxBytes = 100_000_000;

/** Reads a whole body. @throws Error when it is larger than 100 MB. */
async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > maxBytes) throw new Error('the body is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function typeOf(request: IncomingMessage): string {
  return request.headers['content-type'] ?? '';
}

async function form(request: IncomingMessage, bytes: Buffer) {
  const headers = { 'content-type': typeOf(request) };
  return new Response(new Uint8Array(bytes), { headers }).formData();
}

/**
 * Reads the arguments of a call: the address, then a form, a multipart form or JSON.
 * @returns null when the body is not what its type says (Slack: `invalid_json`, `invalid_form_data`).
 */
export async function readArgs(request: IncomingMessage): Promise<Args | null> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const args: Args = Object.fromEntries(url.searchParams);
  const bytes = await readBytes(request);
  if (bytes.length === 0) return args;
  const type = typeOf(request);
  try {
    if (type.startsWith('application/json')) {
      const parsed: unknown = JSON.parse(bytes.toString());
      if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
      return { ...args, ...parsed };
    }
    if (type.startsWith('multipart/form-data')) {
      for (const [key, value] of await form(request, bytes)) if (typeof value === 'string') args[key] = value;
      return args;
    }
    return { ...args, ...Object.fromEntries(new URLSearchParams(bytes.toString())) };
  } catch {
    return null;
  }
}

/** The bytes of an upload: the first file of a multipart form, or the whole body. */
export async function readUpload(request: IncomingMessage): Promise<Buffer> {
  const bytes = await readBytes(request);
  if (!typeOf(request).startsWith('multipart/form-data')) return bytes;
  for (const [, value] of await form(request, bytes))
    if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  return Buffer.alloc(0);
}
