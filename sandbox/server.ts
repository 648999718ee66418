import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Context } from './context.ts';
import { servePageApi } from './pageApi.ts';
import { RateLimit } from './rateLimit.ts';
import { isPageFile, servePageFile } from './static.ts';
import { sendJson, serveFile, serveMethod, serveResponse, serveUpload } from './webApi.ts';

/** Only this machine asks, and no page of another site in this machine's browser. */
function isForeign(request: IncomingMessage): boolean {
  const host = request.headers.host ?? '';
  const { origin } = request.headers;
  const isLocal = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);
  return !isLocal || (origin !== undefined && origin !== `http://${host}`);
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  limit: RateLimit,
): Promise<void> {
  if (isForeign(request)) return sendJson(response, 403, { ok: false, error: 'foreign_request' });
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, first, ...rest] = url.pathname.split('/');
  if (url.pathname === '/') return servePageFile(response, 'index.html');
  if (first === 'page') {
    const path = rest.join('/');
    if (isPageFile(path)) return servePageFile(response, path);
    return servePageApi(request, response, url, context);
  }
  if (first === 'api') return serveMethod(request, response, rest.join('/'), context, limit);
  if (first === 'upload') return serveUpload(request, response, rest[0] ?? '', context);
  if (first === 'response') return serveResponse(request, response, rest[1] ?? '', context);
  if (first === 'files') return serveFile(response, rest[0] ?? '', context);
  sendJson(response, 404, { ok: false, error: 'not_found' });
}

/** The one HTTP server: Web API, uploads, files, answers, sockets and the page. */
export function makeServer(context: Context): Server {
  const limit = new RateLimit(context.postRatePerSecond);
  const server = createServer((request, response) => {
    route(request, response, context, limit).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { ok: false, error: 'fatal_error', sandbox_error: String(error) });
    });
  });
  server.on('upgrade', (request, stream, head) => context.sockets.upgrade(request, stream, head));
  return server;
}
