import { checkBlocks, checkView } from '../blockKit/check.ts';
import type { Problem } from '../blockKit/problems.ts';
import { refusal, SlackError } from '../errors.ts';
import { type Args, structure } from './arguments.ts';

const kinds = ['blocks', 'message', 'view'] as const;

function problemsIn(kind: (typeof kinds)[number], value: unknown): Problem[] {
  if (kind === 'blocks') return checkBlocks(value, 'message', '');
  if (typeof value !== 'object' || value === null) return [{ message: 'must be an object', pointer: '' }];
  if (kind === 'message') return checkBlocks(Reflect.get(value, 'blocks'), 'message');
  return checkView(value, Reflect.get(value, 'type') === 'home' ? 'home' : 'modal');
}

/**
 * Says whether Slack would take blocks, a message or a view; pictures are not looked for
 * (https://docs.slack.dev/reference/methods/blocks.validate).
 */
function validate(args: Args) {
  const given = kinds.filter((kind) => args[kind] !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1) {
    throw refusal('invalid_arguments', ['provide exactly one of blocks, message, view']);
  }
  const code = `invalid_${kind}`;
  const problems = problemsIn(kind, structure(args, kind, code));
  if (problems.length === 0) return {};
  throw new SlackError(code, {
    errors: problems.map(({ message, pointer }) => ({ code: 'failed_constraint', message, pointer })),
  });
}

/** The `blocks.*` family. */
export const blockMethods = { 'blocks.validate': validate };
