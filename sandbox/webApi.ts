import type { IncomingMessage, ServerResponse } from 'node:http';
import { readArgs, readUpload } from './body.ts';
import type { Context } from './context.ts';
import { SlackError } from './errors.ts';
import { callMethod } from './methods/call.ts';
import { receiveUpload } from './methods/files.ts';
import type { RateLimit } from './rateLimit.ts';
import { methodScopes } from './scopes.ts';

/** Sends JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

function tokenOf(request: IncomingMessage, args: Record<string, unknown>): string | undefined {
  const header = request.headers.authorization;
  if (header !== undefined) return header.replace(/^Bearer\s+/i, '') || undefined;
  return typeof args.token === 'string' ? args.token : undefined;
}

function sendRateLimited(response: ServerResponse, seconds: number | string | undefined): void {
  const headers: Record<string, string> = seconds === undefined ? {} : { 'retry-after': String(seconds) };
  sendJson(response, 429, { ok: false, error: 'ratelimited' }, headers);
}

/** Answers `POST /api/METHOD`, ordered trouble first. */
export async function serveMethod(
  request: IncomingMessage,
  response: ServerResponse,
  method: string,
  context: Context,
  limit: RateLimit,
): Promise<void> {
  const args = await readArgs(request);
  const fault = await context.faults.takeForCall(method);
  if (fault?.fault === 'answer') {
    if (fault.status === 429) return sendRateLimited(response, fault.retryAfter);
    response.writeHead(fault.status, { 'content-type': 'text/html' });
    response.end('<html><body>Slack is having trouble (sandbox)</body></html>');
    return;
  }
  if (fault?.fault === 'error') return sendJson(response, 200, { ok: false, error: fault.error });
  if (args === null) return sendJson(response, 200, { ok: false, error: 'invalid_json' });
  const wait = method === 'chat.postMessage' ? limit.take(String(args.channel)) : 0;
  if (wait > 0) return sendRateLimited(response, wait);
  const answer = callMethod(method, args, tokenOf(request, args), context);
  if (fault?.fault === 'lose-answer') {
    request.socket.destroy();
    return;
  }
  const accepted = methodScopes[method as keyof typeof methodScopes] ?? '';
  sendJson(response, 200, answer, {
    'x-oauth-scopes': [...context.scopes].join(','),
    'x-accepted-oauth-scopes': accepted,
  });
}

/** Answers `POST /upload/FILE`. */
export async function serveUpload(
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
  context: Context,
): Promise<void> {
  const bytes = await readUpload(request);
  const fault = await context.faults.takeForCall('upload');
  const problem =
    fault?.fault === 'answer' ? 'Slack is having trouble (sandbox)' : receiveUpload(context, id, bytes);
  const status = fault?.fault === 'answer' ? fault.status : 400;
  if (problem === null) response.writeHead(200).end(`OK - ${bytes.length}`);
  else response.writeHead(status).end(problem);
}

/** Answers a POST to a `response_url`. */
export async function serveResponse(
  request: IncomingMessage,
  response: ServerResponse,
  key: string,
  context: Context,
): Promise<void> {
  const args = await readArgs(request);
  if (args === null) return sendJson(response, 400, { ok: false, error: 'invalid_payload' });
  const fault = await context.faults.takeForCall('response_url');
  if (fault?.fault === 'answer') {
    if (fault.status === 429) return sendRateLimited(response, fault.retryAfter);
    return sendJson(response, fault.status, { ok: false, error: 'internal_error' });
  }
  try {
    context.responseUrls.use(context.workspace, key, args);
    sendJson(response, 200, { ok: true });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const isGone = error.code === 'expired_url' || error.code === 'used_url';
    sendJson(response, isGone ? 404 : 400, { ok: false, error: error.code, ...error.fields });
  }
}

/** Answers `GET /files/ID/NAME` with the bytes. */
export function serveFile(response: ServerResponse, id: string, context: Context): void {
  const file = context.workspace.files.get(id);
  if (!file?.bytes) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'content-type': file.mimetype,
    'content-length': file.bytes.length,
    'x-content-type-options': 'nosniff',
    'content-security-policy': 'sandbox',
  });
  response.end(file.bytes);
}
