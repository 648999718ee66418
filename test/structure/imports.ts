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

/** Rooms that every room from `objects` on may import. */
const outer = ['api', 'core', 'executors', 'fitter', 'policy', 'remote', 'shared', 'sources'];

/** The rooms that each room of the pipeline may import, itself aside: from the bottom of this list to its top. */
const allowedRooms: Record<string, readonly string[]> = {
  shared: [],
  remote: ['shared'],
  sources: ['remote', 'shared'],
  executors: ['remote', 'shared'],
  fitter: ['shared'],
  api: ['fitter', 'shared'],
  policy: ['fitter', 'shared'],
  core: ['api', 'executors', 'fitter', 'policy', 'remote', 'shared', 'sources'],
  objects: outer,
  fits: [...outer, 'objects'],
  oldLayout: [...outer, 'objects', 'fits'],
  jobs: [...outer, 'objects', 'fits'],
  posts: [...outer, 'objects', 'fits'],
  queries: [...outer, 'objects', 'fits'],
  intake: [...outer, 'objects', 'fits', 'posts'],
  commands: [...outer, 'objects', 'fits', 'posts'],
};

/** What handlers may see of the pipeline. */
const shownToHandlers = ['api', 'shared'];

/** The room of a file below pipeline/; null: it is elsewhere, or pipeline.ts, which sees every room. */
function roomOf(path: string): string | null {
  const [folder, room = ''] = path.split('/');
  return folder === 'pipeline' && !room.endsWith('.ts') ? room : null;
}

function wrongRoom(path: string, target: string): string | null {
  if (!target.startsWith('pipeline/')) return null;
  const targetRoom = roomOf(target);
  if (path.startsWith('handlers/') && !shownToHandlers.includes(targetRoom ?? '')) {
    return `${path} imports ${target}: handlers may see pipeline/${shownToHandlers.join(' and pipeline/')}`;
  }
  const room = roomOf(path);
  if (room === null || room === targetRoom) return null;
  const mayUse = allowedRooms[room];
  if (mayUse === undefined) return `${path} is in a room that no arrow is drawn for: pipeline/${room}`;
  if (targetRoom !== null && mayUse.includes(targetRoom)) return null;
  return `${path} imports ${target}: pipeline/${room} may import ${mayUse.join(', ') || 'no other room'}`;
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
  if (targetFolder === folder || mayUse.includes(targetFolder)) return wrongRoom(path, target);
  if (targetFolder === 'sandbox' && /^app\/(demo|sandbox)\//.test(path)) return null;
  return `${path} imports ${target}: ${folder} may import ${mayUse.join(', ') || 'nothing of ours'}`;
}

/** One sentence per import against the arrows. */
export function importErrors(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => path.endsWith('.ts'))
    .flatMap(({ path, text }) => importedModules(text).flatMap((module) => wrongImport(path, module) ?? []));
}

/** Every circle of imports, types included, as one sentence each. */
export function circleErrors(files: readonly SourceFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path));
  const targets = new Map(
    files
      .filter(({ path }) => path.endsWith('.ts'))
      .map(({ path, text }) => [
        path,
        importedModules(text)
          .filter((module) => module.startsWith('.'))
          .map((module) => posix.normalize(posix.join(posix.dirname(path), module)))
          .filter((target) => paths.has(target)),
      ]),
  );
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]) => {
    const start = trail.indexOf(path);
    if (start >= 0) circles.push(`a circle: ${[...trail.slice(start), path].join(' → ')}`);
    if (start >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return circles;
}
