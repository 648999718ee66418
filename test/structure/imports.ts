import { posix } from 'node:path';
import type { SourceFile } from './files.ts';

/** The folders that each folder may import, itself aside: arrows point one way. */
const allowed: Record<string, readonly string[]> = {
  app: ['handlers', 'pipeline', 'charts', 'db'],
  handlers: ['pipeline', 'charts'],
  pipeline: ['db', 'charts'],
  charts: [],
  db: [],
  sandbox: [],
};

/** Packages that belong to one part alone. */
const owners: readonly { packages: RegExp; folders: readonly string[]; why: string }[] = [
  { packages: /^@slack\//, folders: ['app', 'handlers', 'sandbox'], why: 'it knows nothing of Slack' },
  { packages: /^better-sqlite3$/, folders: ['db'], why: 'only db opens the database' },
  { packages: /^(canvas|vega|vega-lite|@napi-rs\/)/, folders: ['charts'], why: 'only charts draws' },
];

/** What the running app does not have: devDependencies, in the names that a test would import. */
const testOnly = /^(vitest|emulate|playwright-core|@biomejs\/|typescript$)/;

/** Every module that a TypeScript file names: `from '…'`, `import '…'`, `import('…')`. */
export function importedModules(text: string): string[] {
  const pattern = /\b(?:from\s*|import\s*\(\s*|import\s+)(['"])([^'"\n]+)\1/g;
  return [...text.matchAll(pattern)].flatMap((match) => match[2] ?? []);
}

function wrongImport(path: string, module: string): string | null {
  const [folder = ''] = path.split('/');
  const mayUse = allowed[folder];
  if (mayUse === undefined) return null;
  if (!module.startsWith('.')) {
    if (testOnly.test(module)) return `${path} imports ${module}: only tests may`;
    const owner = owners.find(({ packages }) => packages.test(module));
    return owner && !owner.folders.includes(folder) ? `${path} imports ${module}: ${owner.why}` : null;
  }
  const target = posix.normalize(posix.join(posix.dirname(path), module));
  const [targetFolder = ''] = target.split('/');
  if (targetFolder === folder || mayUse.includes(targetFolder)) return null;
  if (targetFolder === 'sandbox' && path.startsWith('app/demo/')) return null;
  return `${path} imports ${target}: ${folder} may import ${mayUse.join(', ') || 'nothing of ours'}`;
}

/** One sentence per import against the arrows. */
export function importErrors(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => path.endsWith('.ts'))
    .flatMap(({ path, text }) => importedModules(text).flatMap((module) => wrongImport(path, module) ?? []));
}
