import { z } from 'zod';
import { type Answer, type Asked, type LocalService, startService } from '../sources/serviceServer.ts';

const groupIds = z.array(z.int()).min(1);
const base64 = z.base64().min(4);
/** Bodies by SkyPortal's documentation (doc/analysis.md, its API's reference): anything else is a mistake of ours. */
const uploadBody = z.strictObject({
  message: z.string().min(1),
  show_parameters: z.boolean(),
  show_plots: z.boolean(),
  show_corner: z.boolean(),
  group_ids: groupIds,
  analysis: z.strictObject({
    plots: z.array(z.strictObject({ format: z.literal('png'), data: base64 })),
    results: z.strictObject({ format: z.literal('json'), data: z.record(z.string(), z.unknown()) }),
  }),
});
const commentBody = z.strictObject({ text: z.string().min(1), group_ids: groupIds });
const annotationBody = z.strictObject({
  origin: z.string().min(1),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  group_ids: groupIds,
});

/** An analysis that the mock keeps. */
export interface KeptAnalysis {
  id: number;
  object: string;
  body: z.infer<typeof uploadBody>;
}

/** A mock of a SkyPortal that keeps what is uploaded, and refuses what its documentation does not have. */
export interface MockPortal extends LocalService {
  analyses: KeptAnalysis[];
  comments: { id: number; object: string; text: string; group_ids: number[] }[];
  annotations: { id: number; object: string; origin: string; data: object }[];
  /** Most analyses per object. */
  limit: number;
  /** Said instead of the answer; `lost`: what was asked is done, and the answer never arrives. */
  trouble: ((asked: Asked) => Answer | 'lost' | undefined) | null;
  /** Objects that it knows. */
  objects: string[];
}

const fine = (data: unknown): Answer => ({ json: { status: 'success', data } });
const refuse = (message: string, status = 400): Answer => ({ status, json: { status: 'error', message } });

function wrong(error: z.ZodError): Answer {
  return refuse(`not as documented: ${error.issues[0]?.path.join('.')} ${error.issues[0]?.message}`);
}

function route(portal: MockPortal, asked: Asked): Answer {
  const { method, path, query } = asked;
  const upload = /^\/api\/obj\/([^/]+)\/analysis_upload\/(\d+)$/.exec(path);
  const of = /^\/api\/sources\/([^/]+)\/(comments|annotations)(?:\/(\d+))?$/.exec(path);
  const object = decodeURIComponent(upload?.[1] ?? of?.[1] ?? '');
  if (object !== '' && !portal.objects.includes(object)) return refuse(`Could not access Obj ${object}`);
  if (upload && method === 'POST') return keepAnalysis(portal, object, upload[2] ?? '', asked.body);
  if (path === '/api/obj/analysis' && method === 'GET') {
    const found = portal.analyses.filter((one) => one.object.includes(query.objID ?? ''));
    return fine(found.map(({ id, object: obj_id, body }) => ({ id, obj_id, status_message: body.message })));
  }
  const deleted = /^\/api\/obj\/analysis\/(\d+)$/.exec(path)?.[1];
  if (deleted && method === 'DELETE') {
    portal.analyses = portal.analyses.filter(({ id }) => id !== Number(deleted));
    return fine(null);
  }
  if (of?.[2] === 'comments') return comments(portal, object, asked);
  if (of?.[2] === 'annotations') return annotations(portal, object, of[3], asked);
  return refuse(`no such path ${method} ${path}`, 404);
}

let nextId = 100;

function keepAnalysis(portal: MockPortal, object: string, service: string, body: unknown): Answer {
  if (service !== '12') return refuse('Invalid analysis service');
  const parsed = uploadBody.safeParse(body);
  if (!parsed.success) return wrong(parsed.error);
  if (portal.analyses.filter((one) => one.object === object).length >= portal.limit) {
    return refuse('Too many analyses of this object: you have reached the limit of this service.', 403);
  }
  nextId += 1;
  portal.analyses.push({ id: nextId, object, body: parsed.data });
  return fine({ id: nextId, message: 'Added' });
}

function comments(portal: MockPortal, object: string, { method, body }: Asked): Answer {
  if (method === 'GET') return fine(portal.comments.filter((one) => one.object === object));
  const parsed = commentBody.safeParse(body);
  if (!parsed.success) return wrong(parsed.error);
  nextId += 1;
  portal.comments.push({ id: nextId, object, ...parsed.data });
  return fine({ comment_id: nextId });
}

function annotations(
  portal: MockPortal,
  object: string,
  id: string | undefined,
  { method, body }: Asked,
): Answer {
  const own = portal.annotations.filter((one) => one.object === object);
  if (method === 'GET') return fine(own);
  const parsed = annotationBody.safeParse(body);
  if (!parsed.success) return wrong(parsed.error);
  const { origin, data } = parsed.data;
  if (method === 'PUT') {
    const found = own.find((one) => one.id === Number(id));
    if (!found) return refuse('Invalid annotation');
    found.data = data;
    return fine(null);
  }
  if (own.some((one) => one.origin === origin))
    return refuse('duplicate key value violates unique constraint');
  nextId += 1;
  portal.annotations.push({ id: nextId, object, origin, data });
  return fine({ annotation_id: nextId });
}

/** Starts one that knows these objects. */
export async function startMockPortal(objects: string[]): Promise<MockPortal> {
  const kept: Omit<MockPortal, keyof LocalService> = {
    analyses: [],
    comments: [],
    annotations: [],
    limit: 50,
    trouble: null,
    objects,
  };
  const service = await startService((asked) => {
    if (asked.authorization !== 'token s3cret-token') return refuse('Credentials malformed', 401);
    const said = portal.trouble?.(asked);
    if (said === 'lost') {
      route(portal, asked);
      return { status: 504, text: 'Gateway Time-out' };
    }
    return said === undefined ? route(portal, asked) : said;
  });
  const portal: MockPortal = Object.assign(service, kept);
  return portal;
}
