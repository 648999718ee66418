/// <reference lib="dom" />
/** rich_text and table blocks → DOM nodes. */
import { type Child, h, link } from './dom.ts';
import { channelLink, dateNode, emojiNode, mention } from './text.ts';
import type { RichTextBlock, RichTextElement, TableBlock } from './types.ts';

function styled(element: RichTextElement, content: Node): Node {
  const style: { bold?: boolean; italic?: boolean; strike?: boolean; code?: boolean; underline?: boolean } =
    element.style ?? {};
  let out = content;
  if (style.code) out = h('code', {}, out);
  if (style.bold) out = h('b', {}, out);
  if (style.italic) out = h('i', {}, out);
  if (style.strike) out = h('s', {}, out);
  if (style.underline) out = h('u', {}, out);
  return out;
}

function content(element: RichTextElement): Node {
  switch (element.type) {
    case 'text':
      return document.createTextNode(element.text);
    case 'link':
      return link(element.url, element.text ?? element.url);
    case 'emoji':
      return emojiNode(element.name, fromCodePoints(element.unicode));
    case 'user':
      return mention(element.user_id);
    case 'channel':
      return channelLink(element.channel_id);
    case 'usergroup':
      return h('span', { class: 'mention mention-me' }, `@${element.usergroup_id}`);
    case 'broadcast':
      return h('span', { class: 'mention mention-me' }, `@${element.range}`);
    case 'date':
      return dateNode(element.timestamp, element.format, element.fallback ?? '', element.url);
    case 'color':
      return h(
        'span',
        {},
        h('i', { class: 'swatch', style: `background:${colour(element.value)}` }),
        element.value,
      );
    default:
      return document.createTextNode('');
  }
}

/** Only a hex colour reaches the style attribute. */
const colour = (value: string) => (/^#[0-9a-f]{3,8}$/i.test(value) ? value : 'transparent');

/** `1f52d` or `1f1e9-1f1ea` → the characters. */
function fromCodePoints(unicode: string | undefined): string | undefined {
  if (!unicode || !/^[0-9a-f]+(-[0-9a-f]+)*$/i.test(unicode)) return undefined;
  return String.fromCodePoint(...unicode.split('-').map((code) => Number.parseInt(code, 16)));
}

const elements = (list: RichTextElement[]): Node[] =>
  list.map((element) => styled(element, content(element)));

/** A rich_text block. */
export function richText(block: RichTextBlock): HTMLElement {
  const parts = block.elements.map((part): Node => {
    switch (part.type) {
      case 'rich_text_section':
        return h('div', { class: 'rich-section' }, ...elements(part.elements));
      case 'rich_text_list': {
        const items = part.elements.map((item) => h('li', {}, ...elements(item.elements)));
        const props = { class: `indent-${part.indent ?? 0}` };
        return part.style === 'ordered' ? h('ol', props, ...items) : h('ul', props, ...items);
      }
      case 'rich_text_quote':
        return h('blockquote', {}, ...elements(part.elements));
      case 'rich_text_preformatted':
        return h('pre', {}, ...elements(part.elements));
      default:
        return document.createTextNode('');
    }
  });
  return h('div', { class: 'rich-text' }, ...parts);
}

type Cell = TableBlock['rows'][number][number];

function cell(content: Cell): Child {
  if (content.type === 'rich_text') return richText(content);
  if ('value' in content) return String('text' in content && content.text ? content.text : content.value);
  return content.text;
}

/** A table block: the first row is the header, as in Slack. */
export function table(block: TableBlock): HTMLElement {
  const row = (cells: Cell[], tag: 'th' | 'td') =>
    h(
      'tr',
      {},
      ...cells.map((content, column) => {
        const { align, is_wrapped } = block.column_settings?.[column] ?? {};
        return h(tag, { class: `align-${align ?? 'left'}${is_wrapped ? ' wrapped' : ''}` }, cell(content));
      }),
    );
  const [head, ...rest] = block.rows;
  return h(
    'div',
    { class: 'table-scroll' },
    h(
      'table',
      { class: 'table' },
      head ? h('thead', {}, row(head, 'th')) : null,
      h('tbody', {}, ...rest.map((cells) => row(cells, 'td'))),
    ),
  );
}
