import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoCandidates } from './demo.ts';

const header = ',jd,mag,mag_unc,filter,limmag,programid,forced';

/** Rows that are fine, on four nights. */
function rows(change: (cells: string[]) => string[] = (cells) => cells): string {
  const lines = [0, 1, 2, 3].map((night) => {
    const cells = [
      `${night}`,
      `${2461358.75 + night}`,
      `${18.5 + 0.4 * night}`,
      '0.05',
      'g',
      '20.8',
      '1',
      '1',
    ];
    return change(cells).join(',');
  });
  return `${lines.join('\n')}\n`;
}

function put(cells: string[], index: number, value: string): string[] {
  return cells.with(index, value);
}

/** Eight files that cannot be used: how each is called, what is in it, and what must be said about it. */
export function badFiles(goodFile: string, goodText: string) {
  return [
    { file: 'lc_ZTF26norowsa_forced1_stacked0.csv', text: `${header}\n`, says: 'has a header, but no rows' },
    {
      file: 'lc_ZTF26onedeta_forced1_stacked0.csv',
      text: `${header}\n${rows((cells) => (cells[0] === '0' ? cells : put(put(cells, 2, '99.0'), 3, '99.0')))}`,
      says: 'has 1 detection: kept, but a fit needs at least',
    },
    { file: 'lc_ZTF26noheada_forced1_stacked0.csv', text: rows(), says: 'has no header' },
    {
      file: 'lc_ZTF26wrongco_forced1_stacked0.csv',
      text: `${header.replace('mag,', 'magn,')}\n${rows()}`,
      says: 'has no column mag; there is magn instead',
    },
    {
      file: 'lc_ZTF26nanmaga_forced1_stacked0.csv',
      text: `${header}\n${rows((cells) => (cells[0] === '2' ? put(cells, 2, 'nan') : cells))}`,
      says: 'line 4: mag is nan, expected a number',
    },
    {
      file: 'lc_ZTF26nofilte_forced1_stacked0.csv',
      text: `${header}\n${rows((cells) => put(cells, 4, 'q'))}`,
      says: 'filter is q, which no model has',
    },
    { file: `older/${goodFile}`, text: goodText, says: 'is the same light curve as' },
    { file: 'supernova.csv', text: `${header}\n${rows()}`, says: 'supernova is no name of an object' },
  ];
}

/** The file of an object among the demo's. */
export function fileOf(object: string): string {
  const name = readdirSync(demoCandidates).find((one) => one.endsWith('.csv') && one.includes(object));
  if (!name) throw new Error(`no light curve of ${object} in ${demoCandidates}`);
  return name;
}

/** A folder with the light curves of some demo objects and the eight bad files beside them. */
export function makeCandidates(folder: string, objects: readonly string[]): ReturnType<typeof badFiles> {
  mkdirSync(join(folder, 'older'), { recursive: true });
  for (const object of objects) cpSync(join(demoCandidates, fileOf(object)), join(folder, fileOf(object)));
  const first = fileOf(objects[0] ?? '');
  const bad = badFiles(first, readFileSync(join(folder, first), 'utf8'));
  for (const { file, text } of bad) writeFileSync(join(folder, file), text);
  return bad;
}

/** One more night for an object: its last detection again, a day later and fainter. */
export function addNight(folder: string, object: string): void {
  const path = join(folder, fileOf(object));
  const text = readFileSync(path, 'utf8').trimEnd();
  const [names = [], ...lines] = text.split('\n').map((line) => line.split(','));
  const column = (name: string) => names.indexOf(name);
  const number = (cells: string[], name: string) => Number(cells[column(name)]);
  const detections = lines.filter((cells) => number(cells, 'mag') !== 99);
  const last = detections.toSorted((a, b) => number(a, 'jd') - number(b, 'jd')).at(-1);
  if (!last) throw new Error(`no detection in ${path}`);
  const jd = Math.max(...lines.map((cells) => number(cells, 'jd'))) + 1;
  const next = last
    .with(column('jd'), jd.toFixed(7))
    .with(column('mag'), (number(last, 'mag') + 0.2).toFixed(4));
  writeFileSync(path, `${text}\n${next.join(',')}\n`);
}
