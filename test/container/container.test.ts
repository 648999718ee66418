import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const textOf = (name: string) => readFileSync(join(root, name), 'utf8');

interface Step {
  word: string;
  rest: string;
}

/** The steps of the Dockerfile; lines that go on are one. */
function steps(): Step[] {
  const lines = textOf('Dockerfile')
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n');
  return lines.filter(Boolean).map((line) => {
    const [word = ''] = line.split(' ');
    return {
      word,
      rest: line
        .slice(word.length + 1)
        .replaceAll(/\s+/g, ' ')
        .trim(),
    };
  });
}

const all = (word: string) => steps().flatMap((step) => (step.word === word ? [step.rest] : []));
const list = z.array(z.string());
const shellOf = (rest: string) => execa('sh', ['-n'], { input: rest, reject: false });

/** The patterns of .dockerignore, without those for caches in any folder. */
const ignored = textOf('.dockerignore')
  .split('\n')
  .filter((line) => line && !line.startsWith('#') && !line.startsWith('**/'));

test('every step is one that Docker knows, and each command is a shell’s', async () => {
  const known = 'FROM RUN WORKDIR COPY ARG USER ENV VOLUME ENTRYPOINT CMD HEALTHCHECK'.split(' ');
  expect(steps().filter(({ word }) => !known.includes(word))).toEqual([]);
  for (const command of all('RUN')) expect((await shellOf(command)).stderr).toBe('');
  expect(all('RUN').some((command) => command.startsWith('./nmma install'))).toBe(true);
});

test('what the image leaves out is not what the app or its installation needs', () => {
  const parts = /code_parts='([^']*)'/.exec(textOf('install/versions.sh'))?.[1]?.split(' ') ?? [];
  expect(parts.length).toBeGreaterThan(8);
  for (const needed of [...parts, 'nmma', 'fitter/requirements.lock', 'fitter/demo']) {
    expect(existsSync(join(root, needed))).toBe(true);
    expect(ignored).not.toContain(needed.split('/')[0]);
  }
  for (const secret of ['.git', '.nmma', 'config.yml', '.env']) expect(ignored).toContain(secret);
});

test('both stages have the Python that the fits need, and the app does not run as root', () => {
  expect(all('FROM').map((from) => from.split(' ')[0])).toEqual([
    'node:24-bookworm-slim',
    'node:24-bookworm-slim',
  ]);
  const installs = all('RUN').filter((command) => command.includes('apt-get install'));
  expect(installs).toHaveLength(2);
  for (const command of installs) expect(command).toMatch(/ python3 /);
  expect(installs[0]).toContain('build-essential');
  const [user = ''] = all('USER').slice(-1);
  expect(user).not.toMatch(/^(root|0|)$/);
  expect(installs[1]).toMatch(new RegExp(`useradd .* ${user}$`));
});

test('the words that the container starts with are the program’s', async () => {
  const entry = list.parse(JSON.parse(all('ENTRYPOINT')[0] ?? ''));
  const start = list.parse(JSON.parse(all('CMD')[0] ?? ''));
  const health = list.parse(JSON.parse(/CMD (\[.*\])/.exec(all('HEALTHCHECK')[0] ?? '')?.[1] ?? ''));
  expect(entry).toEqual(['/opt/nmma-bot/nmma']);
  expect(health.slice(0, 1)).toEqual(entry);
  const { stdout } = await execa(process.execPath, [join(root, 'app/main.ts'), 'help', '--json']);
  const known = z.array(z.object({ word: z.string(), options: list })).parse(JSON.parse(stdout));
  for (const words of [start, health.slice(1)]) {
    const [word, ...more] = words;
    const options = known.find((one) => one.word === word)?.options ?? [];
    expect(options).toEqual(expect.arrayContaining(more.filter((one) => one.startsWith('--'))));
  }
});

test('compose runs what the Dockerfile builds, shut in, with the same paths', () => {
  const serviceSchema = z.object({
    build: z.literal('.'),
    init: z.literal(true),
    read_only: z.literal(true),
    env_file: z.literal('.env'),
    cap_drop: z.tuple([z.literal('ALL')]),
    security_opt: z.array(z.literal('no-new-privileges:true')),
    volumes: list,
    tmpfs: list,
  });
  const schema = z.object({
    services: z.object({ 'nmma-bot': serviceSchema }),
    volumes: z.object({ state: z.null() }),
  });
  const { volumes, tmpfs } = schema.parse(parse(textOf('compose.yml'))).services['nmma-bot'];
  expect(volumes).toContain(`state:${all('VOLUME')[0]}`);
  expect(volumes).toContain('./config.yml:/etc/nmma-bot/config.yml:ro');
  // What the app writes to is on the volume or a tmpfs.
  const { STATE_DIRECTORY, NMMA_ASSETS } = Object.fromEntries(
    (all('ENV')[0] ?? '').split(' ').map((pair) => pair.split('=')),
  );
  for (const path of [STATE_DIRECTORY, NMMA_ASSETS]) expect(path).toMatch(/^\/var\/lib\/nmma-bot\//);
  expect(tmpfs.some((one) => one.startsWith('/opt/nmma-bot/.nmma/cache'))).toBe(true);
});
