import { createCanvas, loadImage } from 'canvas';

/** A decoded PNG. */
export interface Picture {
  width: number;
  height: number;
  /** Red, green, blue, alpha of the pixel, 0–255. */
  at(x: number, y: number): [number, number, number, number];
  /** All pixels within `tolerance` per channel of a #rrggbb colour, in a rectangle or everywhere. */
  find(
    colour: string,
    where?: { x: number; y: number; width: number; height: number },
  ): { x: number; y: number }[];
}

/** Decodes a PNG file. */
export async function readPicture(path: string): Promise<Picture> {
  const image = await loadImage(path);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const at = (x: number, y: number): [number, number, number, number] => {
    const i = 4 * (Math.round(y) * width + Math.round(x));
    return [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0, data[i + 3] ?? 0];
  };
  return {
    width,
    height,
    at,
    find(colour, where = { x: 0, y: 0, width, height }) {
      const wanted = [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16));
      const found = [];
      for (let y = Math.round(where.y); y < where.y + where.height; y += 1) {
        for (let x = Math.round(where.x); x < where.x + where.width; x += 1) {
          const pixel = at(x, y);
          if (wanted.every((v, i) => Math.abs(v - (pixel[i] ?? 0)) <= 3)) found.push({ x, y });
        }
      }
      return found;
    },
  };
}

/** The middle of some pixels. */
export function middle(pixels: { x: number; y: number }[]): { x: number; y: number } {
  const sum = pixels.reduce((s, p) => ({ x: s.x + p.x, y: s.y + p.y }), { x: 0, y: 0 });
  return { x: sum.x / pixels.length, y: sum.y / pixels.length };
}
