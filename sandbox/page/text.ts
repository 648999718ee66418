/// <reference lib="dom" />
/** Inline trees (mrkdwn.ts) and text objects → DOM nodes. */
import { formatDate, fullTime } from './dates.ts';
import { append, h, link } from './dom.ts';
import { emojiOf } from './emoji.ts';
import { type Inline, type MrkdwnBlock, parseMrkdwn, plain } from './mrkdwn.ts';
import type { TextObject } from './types.ts';
import { channelName, userName, workspace } from './workspace.ts';

/** `:name:` as a picture, or as text when the name is unknown. */
export function emojiNode(name: string, unicode?: string): Node {
  const shown = unicode ?? emojiOf(name);
  if (!shown) return document.createTextNode(`:${name}:`);
  return h('span', { class: 'emoji', role: 'img', 'aria-label': `${name} emoji`, title: `:${name}:` }, shown);
}

/** `@Name`; one's own is highlighted. */
export function mention(id: string, label?: string): HTMLElement {
  const own = id === workspace.me ? ' mention-me' : '';
  return h('span', { class: `mention${own}`, 'data-user': id }, `@${label ?? userName(id)}`);
}

/** `#channel` as a link that switches to it. */
export function channelLink(id: string, label?: string): HTMLElement {
  return h(
    'a',
    { class: 'mention', href: `#${id}` },
    `#${workspace.channels.has(id) ? channelName(id) : label || id}`,
  );
}

/** A date in the reader's time zone, or its fallback. */
export function dateNode(seconds: number, format: string, fallback: string, url?: string): HTMLElement {
  const shown = formatDate(seconds, format) ?? fallback;
  const time = h('time', { title: Number.isFinite(seconds) ? fullTime(String(seconds)) : fallback }, shown);
  return url ? link(url, time) : time;
}

function node(inline: Inline): Node {
  switch (inline.type) {
    case 'text':
      return document.createTextNode(inline.text);
    case 'bold':
      return h('b', {}, ...nodes(inline.children));
    case 'italic':
      return h('i', {}, ...nodes(inline.children));
    case 'strike':
      return h('s', {}, ...nodes(inline.children));
    case 'code':
      return h('code', {}, inline.text);
    case 'link':
      return link(inline.url, ...nodes(inline.children));
    case 'user':
      return mention(inline.id, inline.label);
    case 'channel':
      return channelLink(inline.id, inline.label);
    case 'special':
      return h('span', { class: 'mention mention-me' }, inline.text);
    case 'date':
      return dateNode(inline.seconds, inline.format, inline.fallback, inline.url);
    case 'emoji':
      return emojiNode(inline.name);
  }
}

/** DOM nodes of an inline tree. */
export const nodes = (inlines: Inline[]): Node[] => inlines.map(node);

function blockNode(block: MrkdwnBlock): Node[] {
  if (block.type === 'pre') return [h('pre', {}, block.text)];
  if (block.type === 'quote') return [h('blockquote', {}, ...nodes(block.children))];
  return nodes(block.children);
}

/** DOM nodes of a mrkdwn text. */
export const mrkdwnNodes = (text: string): Node[] => parseMrkdwn(text).flatMap(blockNode);

/** DOM nodes of a text object: mrkdwn or plain. */
export function textNodes(text: TextObject | null | undefined): Node[] {
  if (!text) return [];
  if (text.type === 'mrkdwn') return mrkdwnNodes(text.text);
  return text.emoji === false ? [document.createTextNode(text.text)] : nodes(plain(text.text));
}

/** A text object as bare characters, for labels, placeholders and the window's title. */
export function textString(text: TextObject | null | undefined): string {
  const holder = document.createElement('span');
  append(holder, textNodes(text));
  return holder.textContent ?? '';
}
