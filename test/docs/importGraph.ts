// The picture of the rooms, docs/architecture.svg, drawn from the imports that are really there.
import { posix } from 'node:path';
import { instance } from '@viz-js/viz';
import type { SourceFile } from '../structure/files.ts';
import { importedModules } from '../structure/imports.ts';

/** Which room imports which: the room → the rooms that it imports, both sorted. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** What stands in a room, in a few words. A room without an entry is drawn with its name alone. */
const contents: Record<string, string> = {
  app: 'process, configuration, command line, demo',
  handlers: 'what Slack can ask; messages',
  charts: 'result → picture',
  db: 'SQLite: migrations and queries',
  sandbox: 'Slack workspace for demo and tests',
  'pipeline/pipeline.ts': 'puts the rooms together',
  'pipeline/api': 'what handlers may see',
  'pipeline/shared': 'time, errors, log, names',
  'pipeline/fitter': 'models, settings, job files',
  'pipeline/policy': 'what deserves a fit',
  'pipeline/core': 'context, options, incidents',
  'pipeline/objects': 'names, mutes, visibility',
  'pipeline/fits': 'creation, ranking, charts of a fit',
  'pipeline/jobs': 'jobs that run',
  'pipeline/posts': 'messages that are owed',
  'pipeline/uploads': 'results for a SkyPortal',
  'pipeline/queries': 'questions that are answered',
  'pipeline/intake': 'light curves that come in',
  'pipeline/commands': 'what people change',
  'pipeline/sources': 'where light curves come from',
  'pipeline/executors': 'where jobs run: local, Slurm',
  'pipeline/remote': 'ssh, rsync',
  'pipeline/oldLayout': "the old pipeline's files",
  'fitter/cli': 'commands, fork server',
  'fitter/job': 'request → result',
  'fitter/inference': 'likelihood, sampling, evidence',
  'fitter/models': 'light curves of each model',
  'fitter/photometry': 'light curve, bands, dust',
  'fitter/results': 'summary, warnings',
  'fitter/*.py': 'registry, files of models, errors',
};

const floors = new Set(['app', 'handlers', 'pipeline', 'charts', 'db', 'sandbox']);

/** The room of a file: a folder below pipeline/ or the fitter's package, else the top folder; null elsewhere. */
export function roomOf(path: string): string | null {
  const [top = '', second = '', third = ''] = path.split('/');
  if (top === 'fitter' && second === 'nmma_fitter') {
    // How Python starts the package: it belongs to the command line.
    if (third === '__main__.py') return 'fitter/cli';
    return third.endsWith('.py') ? 'fitter/*.py' : `fitter/${third}`;
  }
  if (!floors.has(top) || !path.endsWith('.ts')) return null;
  return top === 'pipeline' ? `pipeline/${second}` : top;
}

/** The files of the project that a file imports, as paths; of Python's the modules of the fitter's package. */
function targetsOf({ path, text }: SourceFile): string[] {
  if (path.endsWith('.ts')) {
    return importedModules(text)
      .filter((module) => module.startsWith('.'))
      .map((module) => posix.normalize(posix.join(posix.dirname(path), module)));
  }
  return [...text.matchAll(/^\s*(?:from|import) nmma_fitter((?:\.\w+)*)/gm)].map(([, dotted = '']) => {
    const parts = dotted.split('.').filter(Boolean);
    return `fitter/nmma_fitter/${parts.join('/')}${parts.length > 1 ? '' : '.py'}`;
  });
}

/** Which room imports which, itself aside. */
export function importGraph(files: readonly SourceFile[]): ImportGraph {
  const graph = new Map<string, Set<string>>();
  for (const file of files) {
    const room = roomOf(file.path);
    if (room === null) continue;
    const targets = graph.get(room) ?? new Set();
    graph.set(room, targets);
    for (const target of targetsOf(file)) {
      const targetRoom = roomOf(target);
      if (targetRoom !== null && targetRoom !== room) targets.add(targetRoom);
    }
  }
  const rooms = [...graph.keys()].sort();
  return new Map(rooms.map((room) => [room, [...(graph.get(room) ?? [])].sort()]));
}

/** Whether a path of imports leads from one room to another, without the rooms that were seen. */
function leads(graph: ImportGraph, from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return (graph.get(from) ?? []).some((next) => leads(graph, next, to, seen));
}

/** The graph without the arrows that follow from others: a → c goes where a → b → c is drawn. */
export function reduced(graph: ImportGraph): ImportGraph {
  const isNeeded = (room: string, target: string) =>
    !(graph.get(room) ?? []).some(
      (other) => other !== target && leads(graph, other, target, new Set([room])),
    );
  return new Map(
    [...graph].map(([room, targets]) => [room, targets.filter((target) => isNeeded(room, target))]),
  );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const colours: Record<string, string> = { pipeline: '#eaf2fb', fitter: '#fdf3e1' };

function node(room: string): string {
  const [group = '', ...rest] = room.split('/');
  const name = rest.join('/') || group;
  const what = contents[room];
  const small =
    what === undefined ? '' : `<br/><font point-size="10" color="#444444">${escaped(what)}</font>`;
  return `"${room}" [label=<<b>${escaped(name)}</b>${small}>, fillcolor="${colours[group] ?? '#f2f2f2'}"];`;
}

function cluster(name: string, label: string, rooms: readonly string[]): string {
  const inside = rooms.filter((room) => room.startsWith(`${name}/`)).map(node);
  return `subgraph cluster_${name} { label="${label}"; color="#9aa4b0"; style="rounded"; ${inside.join(' ')} }`;
}

/** The graph in Graphviz' language. */
export function dot(graph: ImportGraph): string {
  const rooms = [...graph.keys()];
  const arrows = [...reduced(graph)].flatMap(([room, targets]) =>
    targets.map((target) => `"${room}" -> "${target}";`),
  );
  return [
    'digraph {',
    'graph [fontname="Helvetica", fontsize=13, ranksep=0.4, nodesep=0.25, bgcolor="white"];',
    'node [shape=box, style="rounded,filled", color="#5b6673", fontname="Helvetica", fontsize=12, margin="0.3,0.06"];',
    'edge [color="#5b6673", arrowsize=0.6];',
    ...rooms.filter((room) => !room.includes('/')).map(node),
    cluster('pipeline', 'pipeline', rooms),
    cluster('fitter', 'fitter/nmma_fitter: Python, in a job', rooms),
    ...arrows,
    // No import: the app and the fitter share files only. The arrow does not decide where the fitter is drawn.
    '"pipeline/executors" -> "fitter/cli" [style=dashed, constraint=false, label="  job folder", fontname="Helvetica", fontsize=10];',
    '}',
  ].join('\n');
}

/** The picture. */
export async function drawImports(graph: ImportGraph): Promise<string> {
  const viz = await instance();
  return viz.renderString(dot(graph), { format: 'svg' });
}
