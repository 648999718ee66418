/// <reference lib="dom" />
/** A Markdown tree → DOM nodes. */
import { h } from './dom.ts';
import { type MarkdownBlock, parseMarkdown } from './markdown.ts';
import { nodes } from './text.ts';

function draw(block: MarkdownBlock): Node {
  switch (block.type) {
    case 'heading':
      return h('div', { class: `md-heading md-h${block.level}`, role: 'heading' }, ...nodes(block.children));
    case 'paragraph':
      return h('p', {}, ...nodes(block.children));
    case 'pre':
      return h('pre', {}, block.text);
    case 'quote':
      return h('blockquote', {}, ...block.blocks.map(draw));
    case 'rule':
      return h('hr');
    case 'list': {
      const items = block.items.map((item) =>
        h('li', { class: `indent-${item.depth}` }, ...nodes(item.children)),
      );
      return block.ordered ? h('ol', { start: block.start }, ...items) : h('ul', {}, ...items);
    }
    case 'table': {
      const row = (cells: (typeof block.head)[number][], tag: 'th' | 'td') =>
        h(
          'tr',
          {},
          ...cells.map((cell, i) => h(tag, { class: `align-${block.align[i] ?? 'left'}` }, ...nodes(cell))),
        );
      return h(
        'div',
        { class: 'table-scroll' },
        h(
          'table',
          { class: 'table' },
          h('thead', {}, row(block.head, 'th')),
          h('tbody', {}, ...block.rows.map((cells) => row(cells, 'td'))),
        ),
      );
    }
  }
}

/** A markdown block's text. */
export function markdown(text: string): HTMLElement {
  return h('div', { class: 'markdown' }, ...parseMarkdown(text).map(draw));
}
