import { createCanvas, loadImage } from 'canvas';

/** What a picture is like, without looking at it. */
export interface PictureFacts {
  isPng: boolean;
  width: number;
  height: number;
  /** Different colours, of 32 steps per channel. */
  colours: number;
  /** The share of its commonest colour: 1 for an empty picture. */
  background: number;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Decodes a picture. @throws Error when it is none. */
export async function describePicture(bytes: Buffer): Promise<PictureFacts> {
  const isPng = bytes.subarray(0, 8).equals(signature);
  const image = await loadImage(bytes);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const counts = new Map<number, number>();
  for (let i = 0; i < data.length; i += 4) {
    const [red = 0, green = 0, blue = 0] = [data[i], data[i + 1], data[i + 2]];
    const key = ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const background = Math.max(...counts.values()) / (width * height);
  return { isPng, width, height, colours: counts.size, background };
}
