/// <reference lib="dom" />
/** One message as a row: picture, name, time, text or blocks, files, thread bar. */
import { sendAction } from './api.ts';
import { avatar } from './avatar.ts';
import { renderBlocks } from './blocks.ts';
import { clock, fullTime, shortClock, timeAgo } from './dates.ts';
import { h } from './dom.ts';
import type { Form, Surface } from './form.ts';
import { icon } from './icons.ts';
import { thumbnail } from './lightbox.ts';
import { shortcutMenu } from './shortcuts.ts';
import { mrkdwnNodes } from './text.ts';
import type { Message, MessageFile } from './types.ts';
import { userName, workspace } from './workspace.ts';

export interface RowOptions {
  channel: string;
  /** Without picture and name: it continues what the same author said just before. */
  compact: boolean;
  /** In the thread panel there is no bar that leads to the thread. */
  inThread: boolean;
  form: Form;
  openThread: (ts: string) => void;
}

function file(item: MessageFile): HTMLElement {
  const title = item.title || item.name;
  if (item.mimetype?.startsWith('image/')) {
    return h(
      'div',
      { class: 'file', 'data-file-id': item.id },
      h('div', { class: 'file-title' }, title),
      thumbnail(item.url, item.alt_txt || title, title),
    );
  }
  return h(
    'a',
    { class: 'file-card', href: item.url, download: item.name, 'data-file-id': item.id },
    icon('download'),
    h('span', {}, h('b', {}, title), h('span', { class: 'file-kind' }, item.mimetype ?? 'File')),
  );
}

function threadBar(message: Message, open: () => void): HTMLElement | null {
  const count = message.reply_count ?? 0;
  if (count === 0) return null;
  const last = message.latest_reply ? `Last reply ${timeAgo(message.latest_reply)}` : 'View thread';
  return h(
    'button',
    { type: 'button', class: 'thread-bar', 'data-testid': 'thread-bar', on: { click: open } },
    avatar(workspace.app.userId, workspace.app.name, 24),
    h('span', { class: 'thread-count' }, `${count} ${count === 1 ? 'reply' : 'replies'}`),
    h('span', { class: 'thread-last' }, last),
    h('span', { class: 'thread-view' }, 'View thread'),
  );
}

/** Where the blocks of this message act; a failure is told below the message, as Slack does. */
function surfaceOf(message: Message, options: RowOptions, tell: (problem: string) => void): Surface {
  const container = { type: 'message', channel: options.channel, ts: message.ts } as const;
  return {
    container,
    form: options.form,
    act: async (action) => {
      tell('');
      const answer = await sendAction(container, action, options.form.state());
      if (!answer.ok) tell(answer.error ?? 'unknown_error');
    },
  };
}

function problem(code: string): string {
  if (code === '') return '';
  if (code === 'connection_lost') return 'Can’t reach the workspace. Please try again.';
  return `${workspace.app.name} didn’t respond as expected (${code}). Please try again.`;
}

/** The line below a message that says what did not work, and how it is told. */
function troubleLine(): { line: HTMLElement; tell: (code: string) => void } {
  const line = h('div', { class: 'message-trouble', role: 'alert', hidden: true });
  const tell = (code: string) => {
    line.hidden = code === '';
    line.replaceChildren(icon('warning', 16), problem(code));
  };
  return { line, tell };
}

function body(
  message: Message,
  options: RowOptions,
  { line, tell }: ReturnType<typeof troubleLine>,
): HTMLElement {
  const edited = message.edited
    ? h('span', { class: 'edited', title: `Edited ${fullTime(message.edited.ts)}` }, ' (edited)')
    : null;
  const blocks = message.blocks ?? [];
  const content =
    blocks.length > 0
      ? renderBlocks(blocks, surfaceOf(message, options, tell))
      : h('div', { class: 'text' }, ...mrkdwnNodes(message.text));
  // The mark follows the last words where there are any, else it stands below.
  if (edited) (lastText(content) ?? content).append(edited);
  return h(
    'div',
    { class: 'message-body' },
    content,
    line,
    ...(message.attachments ?? []).map(({ blocks: shown }) =>
      h('div', { class: 'attachment' }, renderBlocks(shown ?? [], surfaceOf(message, options, tell))),
    ),
    ...(message.files ?? []).map(file),
    options.inThread ? null : threadBar(message, () => options.openThread(message.ts)),
  );
}

function lastText(content: HTMLElement): Element | undefined {
  const last = content.classList.contains('text') ? content : content.lastElementChild;
  return last?.matches('.block-section') ? (last.querySelector('.text') ?? undefined) : (last ?? undefined);
}

function toolbar(message: Message, options: RowOptions, tell: (code: string) => void): HTMLElement | null {
  if (options.inThread || message.ephemeral) return null;
  return h(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': 'Message actions' },
    h(
      'button',
      {
        type: 'button',
        class: 'icon-button',
        'aria-label': 'Reply in thread',
        title: 'Reply in thread',
        'data-testid': 'reply-in-thread',
        on: { click: () => options.openThread(message.ts) },
      },
      icon('thread', 18),
    ),
    shortcutMenu({ channel: options.channel, ts: message.ts }, tell),
  );
}

/** Draws a message. */
export function renderMessage(message: Message, options: RowOptions): HTMLElement {
  const name = message.username || userName(message.user);
  const trouble = troubleLine();
  const time = (text: string) =>
    h(
      'time',
      {
        class: 'time',
        datetime: new Date(Number(message.ts) * 1000).toISOString(),
        title: fullTime(message.ts),
      },
      text,
    );
  return h(
    'div',
    {
      class: `message${options.compact ? ' compact' : ''}${message.ephemeral ? ' ephemeral' : ''}`,
      role: 'article',
      'aria-label': `${name}, ${clock(message.ts)}`,
      'data-testid': 'message',
      'data-ts': message.ts,
      'data-user': message.user,
      'data-thread-ts': message.thread_ts,
      'data-ephemeral': message.ephemeral === true,
    },
    message.ephemeral
      ? h(
          'div',
          { class: 'only-you' },
          h('span', { class: 'gutter' }, icon('eye', 14)),
          'Only visible to you',
        )
      : null,
    h(
      'div',
      { class: 'gutter' },
      options.compact ? time(shortClock(message.ts)) : avatar(message.user, name),
    ),
    h(
      'div',
      { class: 'message-main' },
      options.compact
        ? null
        : h(
            'div',
            { class: 'message-head' },
            h('span', { class: 'author' }, name),
            message.bot ? h('span', { class: 'badge' }, 'APP') : null,
            time(clock(message.ts)),
          ),
      body(message, options, trouble),
    ),
    toolbar(message, options, trouble.tell),
  );
}
