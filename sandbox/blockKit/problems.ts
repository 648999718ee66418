import type { z } from 'zod';
import { unsupportedHere } from './blocks.ts';

/** One thing Slack would refuse: what is wrong and where (a JSON pointer). */
export interface Problem {
  message: string;
  pointer: string;
}

type Issue = z.core.$ZodIssue;

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<PropertyKey, unknown>)[key];
  }
  return here;
}

function pointerOf(prefix: string, path: readonly PropertyKey[]): string {
  return [prefix, ...path.map(String)].join('/');
}

function sizeMessage(issue: Issue): string | undefined {
  if (issue.code === 'too_big') {
    if (issue.origin === 'string') return `must be less than ${Number(issue.maximum) + 1} characters`;
    if (issue.origin === 'array') return `no more than ${issue.maximum} items allowed`;
    return `must be no more than ${issue.maximum}`;
  }
  if (issue.code === 'too_small') {
    if (issue.origin === 'string') return `must be more than ${Number(issue.minimum) - 1} characters`;
    if (issue.origin === 'array') return `no fewer than ${issue.minimum} items required`;
    return `must be no less than ${issue.minimum}`;
  }
  return undefined;
}

function typeProblem(value: unknown, issue: Issue, prefix: string): Problem | undefined {
  const last = issue.path.at(-1);
  const parent = issue.path.slice(0, -1);
  const given = at(value, issue.path);
  const isMissing = issue.path.length > 0 && given === undefined;
  if (isMissing && issue.code !== 'custom')
    return { message: `missing required field: ${String(last)}`, pointer: pointerOf(prefix, parent) };
  if (last !== 'type' || (issue.code !== 'invalid_union' && issue.code !== 'invalid_value')) return undefined;
  const note = unsupportedHere.has(String(given)) ? ' (Slack has this block, the sandbox does not)' : '';
  return { message: `unsupported type: ${String(given)}${note}`, pointer: pointerOf(prefix, parent) };
}

/**
 * Says zod's issues in Slack's words.
 * @param value what was checked; @param prefix JSON pointer of it, such as `/blocks`.
 * @returns one problem per issue (one per key for keys that Slack does not know).
 */
export function problemsOf(value: unknown, issues: readonly Issue[], prefix: string): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const pointer = pointerOf(prefix, issue.path);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ message: `invalid additional property: ${key}`, pointer }));
    const named = typeProblem(value, issue, prefix);
    if (named) return [named];
    const size = sizeMessage(issue);
    if (size) return [{ message: size, pointer }];
    if (issue.code === 'invalid_type') return [{ message: `must provide a ${issue.expected}`, pointer }];
    if (issue.code === 'invalid_value')
      return [{ message: `must be one of: ${issue.values.map(String).join(', ')}`, pointer }];
    if (issue.code === 'custom') return [{ message: issue.message, pointer }];
    return [{ message: `invalid value: ${issue.message}`, pointer }];
  });
}

/** A problem as Slack prints it: `must be … [json-pointer:/blocks/0/text]`. */
export function printProblem(problem: Problem): string {
  return `${problem.message} [json-pointer:${problem.pointer}]`;
}
