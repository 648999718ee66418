// What `./nmma docs` writes: whole pages, and the parts of other pages that stand between two markers.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { publishedSchema } from '../../app/config/jsonSchema.ts';
import { verdictResults, verdictTables } from '../../bench/nmma_verdict/page.ts';
import { readReasons } from '../../bench/nmma_verdict/reasons.ts';
import {
  chartsResults,
  chartsTable,
  intakeResults,
  intakeTable,
  queriesResults,
  queriesTable,
  slurmResults,
  slurmTable,
  soakResults,
  soakTable,
  statusResults,
  statusTable,
} from '../../bench/tables.ts';
import { projectFiles } from '../structure/files.ts';
import { commandsPage } from './commandsPage.ts';
import { configTables } from './configTables.ts';
import { drawImports, importGraph } from './importGraph.ts';
import { modelTable, priorTables } from './modelTables.ts';

const root = join(import.meta.dirname, '../..');

/** A page as it should be: its path from the project's folder, and its text. */
export interface Page {
  path: string;
  text: string;
}

function results(name: string): unknown {
  return JSON.parse(readFileSync(join(root, 'bench/results', `${name}.json`), 'utf8'));
}

/** The tables of the fitter's benchmarks. Any Python serves: nothing but its standard library is needed. */
async function fitterTables(): Promise<Record<string, string>> {
  const own = process.env.NMMA_PYTHON;
  const python = own !== undefined && existsSync(own) ? own : 'python3';
  const path = ['bench', 'fitter'].map((folder) => join(root, folder)).join(':');
  const { stdout } = await execa(python, ['-m', 'nmma_bench.tables'], {
    env: { PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: '1' },
  });
  return z.record(z.string(), z.string()).parse(JSON.parse(stdout));
}

/** Every generated part by the name that its marker gives. */
export async function generatedParts(): Promise<Record<string, string>> {
  return {
    ...(await fitterTables()),
    slurm: slurmTable(slurmResults.parse(results('slurm'))),
    status: statusTable(statusResults.parse(results('status'))),
    charts: chartsTable(chartsResults.parse(results('charts'))),
    intake: intakeTable(intakeResults.parse(results('intake'))),
    queries: queriesTable(queriesResults.parse(results('queries'))),
    soak: soakTable(soakResults.parse(results('soak'))),
    verdict: verdictTables(verdictResults.parse(results('verdict')), readReasons()),
    models: modelTable(),
    priors: priorTables(),
    ...configTables(),
  };
}

const marked = /<!-- generated: ([\w-]+) -->\n[\s\S]*?<!-- end of \1 -->/g;

/** The text with every marked part made anew. @throws Error for a marker that names no part. */
export function filled(text: string, parts: Readonly<Record<string, string>>): string {
  return text.replace(marked, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) {
      throw new Error(`No generated part “${name}”: there are ${Object.keys(parts).join(', ')}.`);
    }
    return `<!-- generated: ${name} -->\n\n${part}\n\n<!-- end of ${name} -->`;
  });
}

/** The pages that people read: README.md, docs/*.md and those beside the code. */
export function readPages(): Page[] {
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const paths = ['README.md', 'bench/README.md', 'fitter/README.md', 'fitter/priors/README.md'];
  return [...paths, ...docs.map((name) => `docs/${name}`)].map((path) => ({
    path,
    text: readFileSync(join(root, path), 'utf8'),
  }));
}

/** Every page of which something is generated, as it should be. */
export async function generatedPages(): Promise<Page[]> {
  const [parts, picture, commands] = await Promise.all([
    generatedParts(),
    drawImports(importGraph(projectFiles())),
    commandsPage(),
  ]);
  return [
    ...readPages()
      .filter(({ text }) => text.search(marked) >= 0)
      .map(({ path, text }) => ({ path, text: filled(text, parts) })),
    { path: 'docs/commands.md', text: commands },
    { path: 'config.schema.json', text: `${JSON.stringify(publishedSchema(), null, 2)}\n` },
    { path: 'docs/architecture.svg', text: picture },
  ];
}
