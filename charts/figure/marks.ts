import type { Mark } from 'vega';
import { FONT } from '../look/fonts.ts';

type Encoding = Record<string, object>;

/** A mark of fixed place and look: what is given is what it keeps. */
function fixedMark(type: string, enter: Encoding, more: object = {}): Mark {
  return { type, ...more, encode: { enter } } as Mark;
}

/** One line of text in the charts' font. */
export function text(at: Encoding, value: string, size: number, fill: string, more: Encoding = {}): Mark {
  return fixedMark('text', {
    font: { value: FONT },
    fontSize: { value: size },
    fill: { value: fill },
    text: { value },
    ...at,
    ...more,
  });
}

/** Text at a pixel: `align` and `baseline` as Vega has them. */
export function textAt(
  x: number,
  y: number,
  value: string,
  size: number,
  fill: string,
  more: { align?: string; baseline?: string; bold?: boolean; angle?: number } = {},
): Mark {
  return text({ x: { value: x }, y: { value: y } }, value, size, fill, {
    align: { value: more.align ?? 'left' },
    baseline: { value: more.baseline ?? 'alphabetic' },
    ...(more.bold ? { fontWeight: { value: 'bold' } } : {}),
    ...(more.angle ? { angle: { value: more.angle } } : {}),
  });
}

/** How a line looks. */
export interface Stroke {
  colour: string;
  width?: number;
  opacity?: number;
  dash?: readonly number[];
}

function stroked({ colour, width = 1, opacity = 1, dash = [] }: Stroke): Encoding {
  return {
    stroke: { value: colour },
    strokeWidth: { value: width },
    strokeOpacity: { value: opacity },
    strokeDash: { value: dash },
  };
}

/** A straight line between two pixels. */
export function ruleAt(from: [number, number], to: [number, number], stroke: Stroke, clip = false): Mark {
  const place = {
    x: { value: from[0] },
    y: { value: from[1] },
    x2: { value: to[0] },
    y2: { value: to[1] },
  };
  return fixedMark('rule', { ...place, ...stroked(stroke) }, { clip });
}

/** A filled rectangle in pixels. */
export function rectAt(
  left: number,
  top: number,
  width: number,
  height: number,
  fill: string,
  opacity = 1,
): Mark {
  return fixedMark('rect', {
    x: { value: left },
    y: { value: top },
    width: { value: width },
    height: { value: height },
    fill: { value: fill },
    fillOpacity: { value: opacity },
  });
}

/** One symbol at a pixel; with a `ring` of that colour around it. */
export function symbolAt(
  x: number,
  y: number,
  shape: string,
  size: number,
  fill: string,
  ring?: string,
): Mark {
  return fixedMark('symbol', {
    x: { value: x },
    y: { value: y },
    shape: { value: shape },
    size: { value: size },
    fill: { value: fill },
    ...(ring ? { stroke: { value: ring }, strokeWidth: { value: 1 } } : {}),
  });
}

/** A line through pixels. */
export function lineThrough(points: readonly { x: number; y: number }[], stroke: Stroke): Mark[] {
  if (points.length === 0) return [];
  const d = points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${round(x)},${round(y)}`).join('');
  return [path(d, { ...stroked(stroke) })];
}

/** The area between two lines that have the same x. */
export function areaBetween(
  points: readonly { x: number; y: number; y2: number }[],
  fill: string,
  opacity: number,
): Mark[] {
  if (points.length < 2) return [];
  const there = points.map(({ x, y }) => `${round(x)},${round(y)}`);
  const back = points.map(({ x, y2 }) => `${round(x)},${round(y2)}`).reverse();
  return [
    path(`M${[...there, ...back].join('L')}Z`, { fill: { value: fill }, fillOpacity: { value: opacity } }),
  ];
}

/** A shape given as an SVG path, clipped to its group. */
export function path(d: string, look: Encoding): Mark {
  return fixedMark('path', { path: { value: d }, ...look }, { clip: true });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Marks in a rectangle of their own: what clips ends at its edges. */
export function group(
  at: { left: number; top: number; width: number; height: number },
  marks: Mark[],
  frame?: string,
): Mark {
  return {
    type: 'group',
    encode: {
      enter: {
        x: { value: at.left },
        y: { value: at.top },
        width: { value: at.width },
        height: { value: at.height },
        ...(frame ? { stroke: { value: frame }, strokeWidth: { value: 1 } } : {}),
      },
    },
    marks,
  } as Mark;
}

/** Marks that end at the edges of a frame. */
export function clipped(size: { width: number; height: number }, marks: Mark[]): Mark {
  return {
    type: 'group',
    clip: true,
    encode: { enter: { width: { value: size.width }, height: { value: size.height } } },
    marks,
  } as Mark;
}
