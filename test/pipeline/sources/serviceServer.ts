import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterwards } from '../scratch.ts';

/** One request that a local service got. */
export interface Asked {
  method: string;
  path: string;
  query: Record<string, string>;
  authorization: string | undefined;
  body: unknown;
}

/** What it answers: a status with JSON, or raw text; null: it never answers. */
export type Answer = {
  status?: number;
  json?: unknown;
  text?: string;
  headers?: Record<string, string>;
} | null;

/** A service on this machine that answers as it is told, and remembers what it was asked. */
export interface LocalService {
  url: string;
  asked: Asked[];
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString();
  return text === '' ? null : JSON.parse(text);
}

function send(response: ServerResponse, answer: Answer): void {
  if (answer === null) return;
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
  response.end(answer.text ?? JSON.stringify(answer.json ?? null));
}

/** Starts one; it ends with the test. */
export async function startService(answer: (asked: Asked) => Answer): Promise<LocalService> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const one: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      authorization: request.headers.authorization,
      body: await bodyOf(request),
    };
    asked.push(one);
    send(response, answer(one));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked };
}

/** Parameters of SkyPortal's lists, by its documentation: any other is a mistake of ours. */
const documented: Record<string, readonly string[]> = {
  '/api/sources': ['group_ids', 'savedAfter', 'includeDetectionStats', 'pageNumber', 'numPerPage'],
  '/api/candidates': ['filterIDs', 'startDate', 'savedStatus', 'pageNumber', 'numPerPage', 'queryID'],
};

/** One object of the local SkyPortal. */
export interface PortalObject {
  id: string;
  photometry: unknown;
  observations: number;
}

/** Only who asks for the streams of photometry is told of them. */
function withoutStreams(photometry: unknown): unknown {
  if (!Array.isArray(photometry)) return photometry;
  return photometry.map((row: object) =>
    Object.fromEntries(Object.entries(row).filter(([key]) => key !== 'streams')),
  );
}

function refuse(message: string, status = 400): Answer {
  return { status, json: { status: 'error', message, data: {} } };
}

function photometryOf({ query }: Asked, id: string, objects: PortalObject[]): Answer {
  if (query.format !== 'mag' || query.magsys !== 'ab') return refuse('Invalid format');
  const object = objects.find((one) => one.id === decodeURIComponent(id));
  if (!object) return refuse(`Insufficient permissions for User 1 to read Obj ${id}`);
  const isTold = query.includeStreamInfo === 'true';
  const data = isTold ? object.photometry : withoutStreams(object.photometry);
  return { json: { status: 'success', data } };
}

/** Why the query is refused; null: it is as documented. */
function queryProblem({ path, query }: Asked): Answer {
  const allowed = documented[path];
  if (!allowed) return refuse(`no such path ${path}`, 404);
  const unknown = Object.keys(query).find((key) => !allowed.includes(key));
  if (unknown) return refuse(`unknown parameter ${unknown}`);
  const date = query.savedAfter ?? query.startDate ?? '';
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(date)) return refuse('Invalid date');
  const [page, size] = [Number(query.pageNumber), Number(query.numPerPage)];
  return page >= 1 && size >= 1 && size <= 500 ? null : refuse('Invalid page');
}

function pageOf(all: readonly PortalObject[], page: number, size: number): object[] {
  return all.slice((page - 1) * size, page * size).map(({ id, observations }) => ({
    id,
    ra: 10.5,
    dec: -3.25,
    photstats: [{ num_obs_global: observations, recent_obs_mjd: 59786, last_update: '2022-07-27' }],
  }));
}

/** A stand-in of a SkyPortal that holds requests against its documentation and refuses what is not in it. */
export async function startSkyPortal(
  objects: () => PortalObject[],
  disturb: (asked: Asked) => Answer | undefined = () => undefined,
): Promise<LocalService> {
  const lists = new Map<string, PortalObject[]>();
  return startService((asked) => {
    if (asked.authorization !== 'token s3cret-token') return refuse('Credentials malformed', 401);
    if (asked.method !== 'GET') return refuse('method not allowed', 405);
    const disturbed = disturb(asked);
    if (disturbed !== undefined) return disturbed;
    const one = /^\/api\/sources\/([^/]+)\/photometry$/.exec(asked.path)?.[1];
    if (one !== undefined) return photometryOf(asked, one, objects());
    const problem = queryProblem(asked);
    if (problem) return problem;
    const [page, size] = [Number(asked.query.pageNumber), Number(asked.query.numPerPage)];
    // The list of a query stays what it was, as long as it is asked for by its id.
    const queryID = asked.query.queryID ?? String(lists.size);
    const all = lists.get(queryID) ?? objects();
    lists.set(queryID, all);
    const isSources = asked.path === '/api/sources';
    const rows = pageOf(all, page, size);
    const found = isSources ? { sources: rows } : { candidates: rows, queryID };
    const data = { ...found, totalMatches: all.length, pageNumber: page, numPerPage: size };
    return { json: { status: 'success', data } };
  });
}

/** Photometry as SkyPortal tells of it: a limit, then detections. */
export function portalPhotometry(days: number, programid: number | null = 2): object[] {
  const common = { ra: 10.5, dec: -3.25, magsys: 'ab', instrument_name: 'ZTF', altdata: { programid } };
  const limit = {
    ...common,
    mjd: 59785.3,
    filter: 'ztfr',
    mag: null,
    magerr: null,
    limiting_mag: 20.5,
    origin: null,
  };
  const detections = Array.from({ length: days }, (_, day) => ({
    ...common,
    mjd: 59786.3 + day,
    filter: day % 2 === 0 ? 'ztfg' : 'ztfr',
    mag: 18 + day / 10,
    magerr: 0.1,
    limiting_mag: 20.8,
    origin: day === 0 ? 'alert_fp' : '',
  }));
  return [limit, ...detections];
}
