import { z } from 'zod';
import { configSchema } from './config.ts';

/** The part of JSON Schema that the configuration's has. */
export interface SchemaNode {
  type?: string | string[];
  title?: string;
  description?: string;
  examples?: unknown[];
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  additionalProperties?: SchemaNode | boolean;
}

/** Words for an editor, which knows no links between our pages. */
function withoutLinks(text: string): string {
  return text.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
}

/** The same schema with every description turned into plain words. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'description' && typeof inner === 'string' ? withoutLinks(inner) : plain(inner),
    ]),
  );
}

/** The configuration as JSON Schema, as people write it: before defaults are filled in. */
export function configNode(): SchemaNode {
  return z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as SchemaNode;
}

/** What `kind` may be left out of: the executor, which is local then. */
function withOptionalKind(executor: SchemaNode): SchemaNode {
  const { oneOf = [], ...rest } = executor;
  const anyOf = oneOf.map((branch) => {
    if (branch.properties?.kind?.const !== 'local') return branch;
    return { ...branch, required: (branch.required ?? []).filter((key) => key !== 'kind') };
  });
  return { ...rest, anyOf };
}

/** `config.schema.json`, by which editors complete and check config.yml. */
export function publishedSchema(): object {
  const { properties = {}, ...root } = plain(configNode()) as SchemaNode;
  const { executor = {} } = properties;
  return {
    ...root,
    title: 'config.yml of nmma-bot',
    properties: { ...properties, executor: withOptionalKind(executor) },
    // One of the two, as the program demands.
    oneOf: [{ required: ['source'] }, { required: ['sources'] }],
  };
}
