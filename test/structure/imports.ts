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

/** Rooms of the pipeline that every room from `objects` on may import. */
const outer = ['api', 'core', 'executors', 'fitter', 'policy', 'remote', 'shared', 'sources'];

/** The rooms that each room of a floor may import, itself aside: from the bottom of each list to its top. */
const allowedRooms: Record<string, Record<string, readonly string[]>> = {
  charts: {
    text: [],
    look: [],
    data: ['text'],
    figure: ['look', 'text'],
    lightCurve: ['data', 'figure', 'look', 'text'],
    posterior: ['data', 'figure', 'look', 'text'],
    evidence: ['data', 'figure', 'look', 'text'],
    picture: ['data', 'look', 'registry.ts'],
  },
  pipeline: {
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
    uploads: [...outer, 'objects', 'fits'],
    posts: [...outer, 'objects', 'fits', 'uploads'],
    queries: [...outer, 'objects', 'fits'],
    keeping: [...outer, 'objects', 'fits', 'intake'],
    intake: [...outer, 'objects', 'fits', 'posts'],
    commands: [...outer, 'objects', 'fits', 'posts'],
  },
};

/** What the floors above may see of a floor with rooms; the app sees everything. */
const shown: Record<string, Record<string, readonly string[]>> = {
  handlers: { pipeline: ['api', 'shared'], charts: ['index.ts', 'look', 'text'] },
  pipeline: { charts: ['index.ts', 'look', 'text'] },
};

/** Floor and room of a file; of a file above the rooms of its floor, which sees every room, its name for the room. */
function placeOf(path: string): { floor: string; room: string } {
  const [floor = '', room = ''] = path.split('/');
  return { floor, room };
}

function wrongRoom(path: string, target: string): string | null {
  const [here, there] = [placeOf(path), placeOf(target)];
  if (here.floor !== there.floor) {
    const mayBeSeen = shown[here.floor]?.[there.floor];
    if (mayBeSeen === undefined || mayBeSeen.includes(there.room)) return null;
    const places = mayBeSeen.map((room) => `${there.floor}/${room}`).join(', ');
    return `${path} imports ${target}: ${here.floor} may see ${places}`;
  }
  const rooms = allowedRooms[here.floor];
  if (rooms === undefined || here.room.endsWith('.ts') || here.room === there.room) return null;
  const mayUse = rooms[here.room];
  if (mayUse === undefined)
    return `${path} is in a room that no arrow is drawn for: ${here.floor}/${here.room}`;
  if (mayUse.includes(there.room)) return null;
  return `${path} imports ${target}: ${here.floor}/${here.room} may import ${mayUse.join(', ') || 'no other room'}`;
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
