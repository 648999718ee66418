/** What tells the instruments of one band apart without colour: holes in the symbol. */
export type Decoration =
  | 'solid'
  | 'ring'
  | 'thin-ring'
  | 'dot'
  | 'bar'
  | 'pole'
  | 'plus'
  | 'cross'
  | 'two-dots'
  | 'three-dots'
  | 'frame'
  | 'wedge';

type Polygon = readonly (readonly [number, number])[];

/** A regular polygon, its first corner `turn` of a circle clockwise from the top. */
function regular(corners: number, radius: number, turn = 0): Polygon {
  return Array.from({ length: corners }, (_, i) => {
    const angle = 2 * Math.PI * (i / corners + turn);
    return [radius * Math.sin(angle), -radius * Math.cos(angle)] as const;
  });
}

function star(points: number, outer: number, inner: number): Polygon {
  return Array.from({ length: 2 * points }, (_, i) => {
    const angle = (Math.PI * i) / points;
    const radius = i % 2 === 0 ? outer : inner;
    return [radius * Math.sin(angle), -radius * Math.cos(angle)] as const;
  });
}

function rectangle(width: number, height: number, x = 0, y = 0): Polygon {
  const [a, b] = [width / 2, height / 2];
  return [
    [x - a, y - b],
    [x + a, y - b],
    [x + a, y + b],
    [x - a, y + b],
  ];
}

function plusShape(reach: number, half: number, turn = 0): Polygon {
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  const corners: Polygon = [
    [-half, -reach],
    [half, -reach],
    [half, -half],
    [reach, -half],
    [reach, half],
    [half, half],
    [half, reach],
    [-half, reach],
    [-half, half],
    [-reach, half],
    [-reach, -half],
    [-half, -half],
  ];
  return corners.map(([x, y]) => [x * c - y * s, x * s + y * c] as const);
}

/** Outlines of symbols, all about as large and all clockwise. */
export const OUTLINES = {
  circle: regular(32, 1),
  square: rectangle(1.75, 1.75),
  diamond: regular(4, 1.25),
  up: regular(3, 1.2),
  pentagon: regular(5, 1.1),
  hexagon: regular(6, 1.08),
  octagon: regular(8, 1.05, 1 / 16),
  plus: plusShape(1.15, 0.42),
  cross: plusShape(1.2, 0.42, Math.PI / 4),
  star: star(5, 1.3, 0.6),
  star4: star(4, 1.4, 0.55),
  star6: star(6, 1.25, 0.7),
  bar: rectangle(2.4, 0.95),
  pole: rectangle(0.95, 2.4),
  left: regular(3, 1.2, -0.25),
  right: regular(3, 1.2, 0.25),
  kite: [
    [0, -1.3],
    [0.85, -0.2],
    [0, 1.3],
    [-0.85, -0.2],
  ],
  house: [
    [0, -1.25],
    [0.95, -0.25],
    [0.95, 0.95],
    [-0.95, 0.95],
    [-0.95, -0.25],
  ],
  bowl: [
    [-1.1, -0.7],
    [1.1, -0.7],
    [0.6, 0.8],
    [-0.6, 0.8],
  ],
} satisfies Record<string, Polygon>;

export type Outline = keyof typeof OUTLINES;

function scaled(polygon: Polygon, by: number): Polygon {
  return polygon.map(([x, y]) => [x * by, y * by] as const);
}

/** The holes of a decoration. */
function holes(outline: Polygon, decoration: Decoration): Polygon[] {
  switch (decoration) {
    case 'solid':
      return [];
    case 'ring':
      return [scaled(outline, 0.55)];
    case 'thin-ring':
      return [scaled(outline, 0.74)];
    case 'dot':
      return [regular(16, 0.36)];
    case 'bar':
      return [rectangle(1.0, 0.34)];
    case 'pole':
      return [rectangle(0.34, 1.0)];
    case 'plus':
      return [plusShape(0.55, 0.15)];
    case 'cross':
      return [plusShape(0.58, 0.15, Math.PI / 4)];
    case 'two-dots':
      return [rectangle(0.34, 0.34, -0.32, 0.1), rectangle(0.34, 0.34, 0.32, 0.1)];
    case 'three-dots':
      return [
        rectangle(0.26, 0.26, -0.34, 0.22),
        rectangle(0.26, 0.26, 0.34, 0.22),
        rectangle(0.26, 0.26, 0, -0.34),
      ];
    case 'frame':
      return [rectangle(0.62, 0.62)];
    case 'wedge':
      return [regular(3, 0.5)];
  }
}

function drawn(polygon: Polygon): string {
  const places = polygon.map(([x, y]) => `${x.toFixed(3)},${y.toFixed(3)}`);
  return `M${places.join('L')}Z`;
}

/** A symbol as a path: its outline, and its holes, which run the other way round. */
export function decorated(outline: Polygon, decoration: Decoration): string {
  const inner = holes(outline, decoration).map((hole) => drawn([...hole].reverse()));
  return [drawn(outline), ...inner].join('');
}
