import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts } from 'canvas';

/**
 * The family that every chart names. It is an alias of our own, so that a DejaVu of another version on the
 * machine is never picked: the same input then gives the same bytes everywhere.
 */
export const FONT = 'Chart Sans';

const require = createRequire(import.meta.url);
const FACES = [
  { path: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'), weight: 'normal' },
  { path: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'), weight: 'bold' },
];
for (const { path } of FACES) {
  if (!GlobalFonts.registerFromPath(path, FONT)) throw new Error(`Cannot register the font ${path}`);
}

/** The charts' fonts as CSS for an SVG, with those letters alone that `text` has. */
export async function embeddedFonts(text: string): Promise<string> {
  const { default: subset } = await import('subset-font');
  const letters = [...new Set(text)].join('');
  const faces = FACES.map(async ({ path, weight }) => {
    const data = (await subset(await readFile(path), letters, { targetFormat: 'woff2' })).toString('base64');
    return `@font-face{font-family:"${FONT}";font-weight:${weight};src:url(data:font/woff2;base64,${data})}`;
  });
  return (await Promise.all(faces)).join('');
}

const context = createCanvas(8, 8).getContext('2d');

/** Width of one line of text in pixels, at `size` pixels, in the charts' font. */
export function textWidth(text: string, size: number, bold = false): number {
  context.font = `${bold ? 'bold ' : ''}${size}px "${FONT}"`;
  return context.measureText(text).width;
}

/** The text, or as much of its beginning and end as `width` pixels hold, with … in between. */
export function shorten(text: string, width: number, size: number, bold = false): string {
  if (textWidth(text, size, bold) <= width) return text;
  const characters = Array.from(text);
  for (let kept = characters.length - 1; kept > 0; kept -= 1) {
    const head = Math.ceil(kept * 0.6);
    const tail = kept - head;
    const shorter = `${characters.slice(0, head).join('')}…${tail ? characters.slice(-tail).join('') : ''}`;
    if (textWidth(shorter, size, bold) <= width) return shorter;
  }
  return '…';
}

/**
 * The largest size between `smallest` and `largest` pixels at which `text` is at most `width` wide, and the
 * text itself, shortened if even the smallest is too wide.
 */
export function fitText(
  text: string,
  width: number,
  largest: number,
  smallest: number,
  bold = false,
): { text: string; size: number } {
  for (let size = largest; size >= smallest; size -= 1) {
    if (textWidth(text, size, bold) <= width) return { text, size };
  }
  return { text: shorten(text, width, smallest, bold), size: smallest };
}
