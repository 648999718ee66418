import type { PipelineService } from '../api/service.ts';
import type { Context } from '../core/context.ts';
import { pull } from './pull.ts';
import { SourceScanner } from './scan.ts';

type Pull = PipelineService['pull'];
type Request = Parameters<Pull>[0];

interface Turn {
  request: Request;
  answer: ReturnType<Pull>;
}

/** Whether a pull looks at everything that another one would. */
function covers(done: Request, wanted: Request): boolean {
  if (done.sources === undefined) return true;
  return wanted.sources?.every((source) => done.sources?.includes(source)) ?? false;
}

function joined(a: Request, b: Request): Request {
  const { sources, ...rest } = a;
  if (sources === undefined || b.sources === undefined) return rest;
  return { ...rest, sources: [...new Set([...sources, ...b.sources])] };
}

/**
 * Makes the one way to pull: never two at once. Who asks while one is under way gets its answer; who asks for other
 * sources, or knows of something new, gets that of the next, of which there is one at most.
 */
export function createPullQueue(context: Context): Pull {
  const scanner = new SourceScanner(context);
  let current: Turn | null = null;
  let next: Turn | null = null;
  const awaited = new Set<string>();
  /** Takes in the scan of a late source when it ends. */
  const follow = (request: Request, name: string) => {
    if (awaited.has(name)) return;
    awaited.add(name);
    scanner
      .whenScanned(name)
      .then(() => {
        awaited.delete(name);
        return ask({ ...request, sources: [name], isFresh: true });
      })
      .catch((error: unknown) => context.log.error({ err: error, source: name }, 'a pull failed'));
  };
  const begin = (request: Request): Turn => {
    const turn: Turn = {
      request,
      answer: pull(context, scanner, request)
        .finally(() => {
          current = null;
        })
        .then((outcome) => {
          for (const name of outcome.late) follow(request, name);
          return outcome;
        }),
    };
    current = turn;
    return turn;
  };
  const ask: Pull = (request) => {
    if (current === null) return begin(request).answer;
    if (!request.isFresh && covers(current.request, request)) return current.answer;
    if (next !== null) {
      next.request = joined(next.request, request);
      return next.answer;
    }
    const waiting: Turn = {
      request,
      answer: current.answer
        .catch(() => {})
        .then(() => {
          next = null;
          return begin(waiting.request).answer;
        }),
    };
    next = waiting;
    return waiting.answer;
  };
  return ask;
}
