import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
// Vega takes the canvas module while it is being imported, so the fonts must be registered before it.
import './fonts.ts';
import type { Canvas } from 'canvas';
import type { Spec } from 'vega';
import type { TopLevelSpec } from 'vega-lite';

/** Pixels of the PNG for one pixel of the specification. */
export const SCALE = 2;

let libraries: Promise<{ vega: typeof import('vega'); vegaLite: typeof import('vega-lite') }> | undefined;

/** Vega and Vega-Lite, imported at the first chart (0.2–0.4 s) and kept. */
function loadLibraries() {
  libraries ??= Promise.all([import('vega'), import('vega-lite')]).then(([vega, vegaLite]) => ({
    vega,
    vegaLite,
  }));
  return libraries;
}

/** A logger that turns Vega's warnings into an error: a half-right chart is worse than none. */
function strictLogger() {
  const refuse = (...args: readonly unknown[]): never => {
    throw new Error(`Vega: ${args.map(String).join(' ')}`);
  };
  const logger = {
    level: () => logger,
    error: refuse,
    warn: refuse,
    info: () => logger,
    debug: () => logger,
  };
  return logger as never;
}

/**
 * Compiles a Vega-Lite specification to Vega.
 * @throws Error on anything that Vega-Lite would warn of.
 */
export async function compileLite(spec: TopLevelSpec): Promise<Spec> {
  const { vegaLite } = await loadLibraries();
  return vegaLite.compile(spec, { logger: strictLogger() }).spec;
}

/**
 * Draws a Vega specification as a PNG file, at twice the specification's size. The file appears whole or not
 * at all: it is written under a temporary name next to `path` and renamed.
 * @throws Error if the specification is wrong or the folder cannot be written.
 */
export async function writePng(spec: Spec, path: string): Promise<void> {
  const { vega } = await loadLibraries();
  const view = new vega.View(vega.parse(spec), { renderer: 'none', logger: strictLogger() });
  let png: Buffer;
  try {
    const canvas = (await view.toCanvas(SCALE)) as unknown as Canvas;
    // Encoding runs on a thread of the pool and does not hold up the event loop.
    png = await canvas.encode('png');
  } finally {
    view.finalize();
  }
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, png);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  // In a loop of charts, native canvases are only freed when the event loop turns.
  await setImmediate();
}
