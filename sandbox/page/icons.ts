/// <reference lib="dom" />
/** Line icons, drawn here so that no font or picture has to be fetched. */

const SVG = 'http://www.w3.org/2000/svg';

/** Paths in a 20 × 20 box, stroked with the text's colour. */
const PATHS = {
  hash: 'M7.5 3.5 6 16.5M14 3.5l-1.5 13M3.5 7.5h13M3 12.5h13',
  close: 'm4.5 4.5 11 11m0-11-11 11',
  back: 'M12.5 4 6.5 10l6 6',
  down: 'm5.5 7.5 4.5 5 4.5-5',
  check: 'm4 10.5 4 4L16 6',
  send: 'M3 3.2 17.5 10 3 16.8l2-6.8zM5 10h6',
  thread: 'M3 4.5h14v9.5H9.5L6 17v-3H3zM6.5 8h7M6.5 10.8h4.5',
  eye: 'M2 10c3-5.5 13-5.5 16 0-3 5.5-13 5.5-16 0zM10 7.7a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6z',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  moreVertical: 'M10 4.5h.01M10 10h.01M10 15.5h.01',
  home: 'M3.5 9 10 3.5 16.5 9v7.500h-4.500v-4.500H8v4.500H3.500z',
  warning: 'M10 3 18 16.500H2zM10 8v4M10 14.200h.01',
  search: 'M8.7 3.500a5.2 5.2 0 1 1 0 10.4 5.2 5.2 0 0 1 0-10.400zM12.5 12.500l4 4',
  calendar: 'M3.5 5h13v11.500h-13zM3.5 8.500h13M7 3v3.500M13 3v3.5',
  download: 'M10 3v9.500m-4-4 4 4 4-4M4 16.500h12',
  slash: 'M3.5 3.500h13v13h-13zM11.5 6.500l-3 7',
  bold: 'M6 4h4.500a3 3 0 0 1 0 6H6zM6 10h5.300a3 3 0 0 1 0 6H6z',
  italic: 'M8.5 4h5M6.5 16h5M11.5 4l-3 12',
  strike:
    'M14 6.300C13.2 3 7 3 6.5 6.2 6.2 8.5 8 9.5 10 10c2.4.500 4 1.6 3.5 3.900C12.8 17 6.7 17 6 13.500M3 10h14',
  code: 'm7 5.5-4.5 4.500L7 14.500m6-9 4.5 4.5-4.5 4.5',
  people:
    'M7.5 4a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.600zM2.5 16c0-5.5 10-5.5 10 0zM13 5a2.3 2.3 0 0 1 0 4.500M14 11.500c2 .4 3.5 1.8 3.5 4.500h-2.5',
};

export type IconName = keyof typeof PATHS;

/** One icon, hidden from screen readers: what it means is said by its button's label. */
export function icon(name: IconName, size = 20): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const attributes = {
    viewBox: '0 0 20 20',
    width: size,
    height: size,
    class: `icon icon-${name}`,
    'aria-hidden': 'true',
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, String(value));
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.appendChild(path);
  return svg;
}

/** The app's picture: a flash between two stars that merged. */
export function appPicture(): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 36 36');
  svg.setAttribute('aria-hidden', 'true');
  const shape = (tag: string, attributes: Record<string, string>) => {
    const element = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    svg.appendChild(element);
  };
  shape('rect', { width: '36', height: '36', fill: '#16213e' });
  shape('ellipse', {
    cx: '18',
    cy: '18',
    rx: '14',
    ry: '5',
    fill: 'none',
    stroke: '#e8618c',
    'stroke-width': '1.6',
    transform: 'rotate(-28 18 18)',
  });
  shape('path', {
    d: 'M18 5.5 20.3 15.7 30.5 18 20.3 20.3 18 30.5 15.7 20.3 5.5 18 15.7 15.700z',
    fill: '#ffd166',
  });
  shape('circle', { cx: '18', cy: '18', r: '3.2', fill: '#fff' });
  return svg;
}
