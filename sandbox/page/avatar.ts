/// <reference lib="dom" />
/** Square pictures of people and apps. */
import { h } from './dom.ts';
import { appPicture } from './icons.ts';
import { workspace } from './workspace.ts';

const COLOURS = ['#1264a3', '#2bac76', '#cd2553', '#a85d00', '#5b3fa8', '#0b7f8a', '#8a3ffc', '#4f6f52'];

function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}

/** The picture of a user: the app's own drawing, Slackbot's, or initials on a colour that follows from the id. */
export function avatar(userId: string, name: string, size = 36): HTMLElement {
  const style = `width:${size}px;height:${size}px;font-size:${Math.round(size * 0.4)}px`;
  const props = { class: 'avatar', role: 'img', 'aria-label': name };
  if (userId === workspace.app.userId) return h('span', { ...props, style }, appPicture());
  let sum = 0;
  for (const char of userId) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  const colour = userId === SLACKBOT ? '#4a154b' : COLOURS[sum % COLOURS.length];
  return h('span', { ...props, style: `${style};background:${colour}` }, initials(name));
}

/** The user id that Slack's own notices come from. */
export const SLACKBOT = 'USLACKBOT';
