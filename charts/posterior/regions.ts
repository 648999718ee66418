import { contours } from 'd3-contour';
import type { Density } from './density.ts';

/** Where a density is drawn, in pixels. */
export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The rings of the region where a density is above a level, in bins from the grid's upper left corner. */
export function regionRings({ size, values }: Density, level: number): [number, number][][] {
  const { coordinates } = contours().size([size, size]).smooth(true).contour(values, level);
  return coordinates.flat().map((ring) => ring.map(([x = 0, y = 0]) => [x, y] as [number, number]));
}

/** The same region as an SVG path. */
export function regionPath(found: Density, level: number, frame: Frame): string {
  const place = ([x, y]: [number, number]) =>
    `${(frame.left + (x / found.size) * frame.width).toFixed(2)},${(frame.top + (y / found.size) * frame.height).toFixed(2)}`;
  return regionRings(found, level)
    .map((ring) => `M${ring.map(place).join('L')}Z`)
    .join('');
}
