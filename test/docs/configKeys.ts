// The keys of config.yml with their defaults, as the schema has them.
import { z } from 'zod';
import { configSchema } from '../../app/config/config.ts';

/** The part of JSON Schema that is looked at. */
interface Node {
  properties?: Record<string, Node>;
  items?: Node;
  anyOf?: Node[];
  oneOf?: Node[];
  additionalProperties?: Node | boolean;
  default?: unknown;
}

/** Everything that a value may be: the branches of a union, or the node itself. */
function branches(node: Node): Node[] {
  const more = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return [node, ...more.flatMap(branches)];
}

function collect(node: Node, path: string, into: Map<string, unknown>): void {
  for (const { properties = {}, items, additionalProperties } of branches(node)) {
    for (const [key, child] of Object.entries(properties)) {
      const name = path === '' ? key : `${path}.${key}`;
      into.set(name, into.get(name) ?? child.default);
      collect(child, name, into);
    }
    if (items) collect(items, path, into);
    if (typeof additionalProperties === 'object') collect(additionalProperties, path, into);
  }
}

/** Every key of config.yml, such as `schedule.pull` or `sources.folder`, with its default; undefined: none. */
export function configKeys(): Map<string, unknown> {
  const keys = new Map<string, unknown>();
  collect(z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Node, '', keys);
  return keys;
}
