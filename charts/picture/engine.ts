import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { type Canvas, PDFDocument } from 'canvas';
import type { Spec, View } from 'vega';
// Vega takes the canvas module while it is being imported, so the fonts must be registered before it.
import { embeddedFonts } from '../look/fonts.ts';
import { pngOf } from './png.ts';

/** Pixels of the PNG for one pixel of the specification. */
export const SCALE = 2;

/** What a chart can be kept as. */
export type Format = 'png' | 'svg' | 'pdf' | 'json';

let library: Promise<typeof import('vega')> | undefined;

/** Vega, imported at the first chart (0.2–0.4 s) and kept. */
function loadVega() {
  library ??= import('vega');
  return library;
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

async function withView<T>(spec: Spec, use: (view: View) => Promise<T>): Promise<T> {
  const vega = await loadVega();
  const view = new vega.View(vega.parse(spec), { renderer: 'none', logger: strictLogger() });
  try {
    return await use(view);
  } finally {
    view.finalize();
  }
}

/** Draws a specification as a PNG, at twice its size. */
function asPng(spec: Spec): Promise<Buffer> {
  return withView(spec, async (view) => {
    const canvas = (await view.toCanvas(SCALE)) as unknown as Canvas;
    return pngOf(canvas);
  });
}

/** Draws a specification as an SVG that carries the letters it uses. */
async function asSvg(spec: Spec): Promise<Buffer> {
  const svg = await withView(spec, (view) => view.toSVG());
  const style = `<defs><style>${await embeddedFonts(svg)}</style></defs>`;
  return Buffer.from(svg.replace(/(<svg\b[^>]*>)/, `$1${style}`));
}

/** Draws a specification as a PDF of one page; Skia embeds the letters that it uses. */
function asPdf(spec: Spec): Promise<Buffer> {
  const [width, height] = [Number(spec.width), Number(spec.height)];
  return withView(spec, async (view) => {
    const document = new PDFDocument({ title: spec.description ?? '', creator: 'nmma-bot' });
    const page = document.beginPage(width, height);
    await view.toCanvas(1, { externalContext: page } as never);
    document.endPage();
    return document.close();
  });
}

/** A chart's specification as a file of that format. @throws Error if the specification is wrong. */
export async function encode(spec: Spec, format: Format): Promise<Buffer> {
  switch (format) {
    case 'png':
      return asPng(spec);
    case 'svg':
      return asSvg(spec);
    case 'pdf':
      return asPdf(spec);
    case 'json':
      return Buffer.from(`${JSON.stringify(spec, null, 1)}\n`);
  }
}

/**
 * Writes a chart's file. It appears whole or not at all: it is written under a temporary name next to `path` and
 * renamed.
 * @throws Error if the specification is wrong or the folder cannot be written.
 */
export async function writeChart(spec: Spec, path: string, format: Format): Promise<void> {
  const bytes = await encode(spec, format);
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  // In a loop of charts, native canvases are only freed when the event loop turns.
  await setImmediate();
}
