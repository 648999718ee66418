import { accessSync, constants, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import type { Config } from '../../config/config.ts';
import { redactedWords } from '../../secrets.ts';
import type { Finding } from './finding.ts';

/** Node's version against the least that the project needs. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const ok = major > 22 || (major === 22 && minor >= 18);
  const what = `Node ${version}`;
  return ok ? { ok, what } : { ok, what, todo: 'expected 22.18 or newer: start the program as ./nmma' };
}

/** Whether the fitter's Python is there, with the versions that are known to fit rightly. */
export async function checkFitter(python: string): Promise<Finding> {
  if (!existsSync(python)) {
    return {
      ok: false,
      what: `The fitter’s Python: not at ${python}`,
      todo: 'start the program as ./nmma, which installs it',
    };
  }
  const ask =
    'import sys, importlib.metadata as m; print(sys.version.split()[0], m.version("nmma"), m.version("bilby"))';
  try {
    const { stdout } = await execa(python, ['-c', ask], { timeout: 60_000 });
    const [own, nmma, bilby = ''] = stdout.trim().split(' ');
    const what = `Python ${own}, NMMA ${nmma}, bilby ${bilby}`;
    // From 2.7 on, NMMA 0.2.3 ignores the parameters that bilby hands it: it runs and is wrong.
    if (bilby.startsWith('2.6.')) return { ok: true, what };
    return { ok: false, what, todo: 'expected bilby 2.6: remove .nmma/fitter-* and start ./nmma again' };
  } catch (error) {
    const first = redactedWords(error).split('\n').at(-1) ?? '';
    return {
      ok: false,
      what: `The fitter’s Python: ${first}`,
      todo: 'remove .nmma/fitter-* and start ./nmma again',
    };
  }
}

/** Where a program is on PATH; null: nowhere. */
function programPath(name: string, path: string): string | null {
  for (const folder of path.split(delimiter)) {
    const file = join(folder || '.', name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not in that folder.
    }
  }
  return null;
}

interface Tool {
  name: string;
  why: string;
}

/** Programs of this machine that the configuration needs. */
export function neededTools(config: Pick<Config, 'executor' | 'oldLayout'> | null): Tool[] {
  const rsyncTo = config?.oldLayout?.rsyncTo ?? null;
  return [
    ...(config?.executor.kind === 'slurm' ? [{ name: 'tar', why: 'packs what goes to the cluster' }] : []),
    ...(rsyncTo === null ? [] : [{ name: 'rsync', why: 'oldLayout.rsyncTo' }]),
    ...(rsyncTo?.login ? [{ name: 'ssh', why: 'rsync goes over it' }] : []),
  ];
}

/** Whether programs are there. npm and git serve an upgrade only: without them there is a note. */
export function checkTools(needed: readonly Tool[], path: string = process.env.PATH ?? ''): Finding[] {
  const missing = needed.filter(({ name }) => programPath(name, path) === null);
  const useful = ['npm', 'git'].filter((name) => programPath(name, path) === null);
  const note = useful.map((name): Finding => {
    return { ok: true, isNote: true, what: `${name} is missing: an upgrade needs it` };
  });
  if (missing.length === 0) {
    const names = needed.map(({ name }) => name);
    const what = names.length === 0 ? 'Tools: none needed' : `Tools: ${names.join(', ')}`;
    return [{ ok: true, what }, ...note];
  }
  return [
    ...missing.map(({ name, why }) => ({
      ok: false,
      what: `${name} is missing (${why})`,
      todo: 'install it with the system’s package manager',
    })),
    ...note,
  ];
}

/** Both charts of a made-up fit, drawn into a folder as every fit's are. @returns their paths. @throws Error. */
export async function drawExamples(folder: string): Promise<{ lightCurve: string; corner: string }> {
  const [{ renderCorner, renderLightCurve }, { kilonovaLightCurve, posterior }] = await Promise.all([
    import('../../../charts/index.ts'),
    import('../../examples/charts.ts'),
  ]);
  const paths = { lightCurve: join(folder, 'light-curve.png'), corner: join(folder, 'corner.png') };
  await renderLightCurve(kilonovaLightCurve(), paths.lightCurve);
  await renderCorner(posterior(5, 2000), paths.corner);
  return paths;
}

/** Whether charts can be drawn with their fonts. */
export async function checkCharts(): Promise<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'nmma-doctor-'));
  try {
    const { textWidth } = await import('../../../charts/look/fonts.ts');
    // Without a font every letter is the same box.
    if (textWidth('i', 20) === textWidth('W', 20)) throw new Error('the fonts of the charts have no letters');
    const began = performance.now();
    await drawExamples(folder);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    return { ok: true, what: `Fonts and charts: a light curve and a corner plot drawn in ${seconds} s` };
  } catch (error) {
    const what = `Charts cannot be drawn: ${redactedWords(error)}`;
    return { ok: false, what, todo: 'remove node_modules and start ./nmma again' };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A clock that is off by more than this makes wrong pauses and ages, s. */
const mostOffSeconds = 30;

/**
 * This machine's clock against Slack's, which is good to a second.
 * @param slackApiUrl unset: Slack itself.
 */
export async function checkClock(slackApiUrl = 'https://slack.com/api/'): Promise<Finding> {
  const before = Date.now();
  try {
    const { headers } = await fetch(`${slackApiUrl}api.test`, {
      method: 'POST',
      signal: AbortSignal.timeout(15_000),
    });
    return clockFinding(Date.parse(headers.get('date') ?? ''), (before + Date.now()) / 2);
  } catch (error) {
    const what = 'Clock: it could not be compared with Slack’s';
    return { ok: false, what, todo: `check the network (${redactedWords(error)})` };
  }
}

/** @param theirs, @param ours milliseconds; NaN: not told. */
export function clockFinding(theirs: number, ours: number): Finding {
  if (!Number.isFinite(theirs))
    return { ok: true, isNote: true, what: 'Clock: Slack does not tell the time' };
  const off = Math.round((ours - theirs) / 1000);
  const what = `Clock: ${new Date(ours).toISOString().slice(0, 19)}Z`;
  if (Math.abs(off) <= mostOffSeconds) return { ok: true, what: `${what}, as Slack’s` };
  const words = `${Math.abs(off)} s ${off > 0 ? 'ahead of' : 'behind'} Slack’s`;
  return { ok: false, what: `${what}, ${words}`, todo: 'set it by the network: timedatectl set-ntp true' };
}
