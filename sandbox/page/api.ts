/// <reference lib="dom" />
/** The page's calls to its server, and the stream of events from it. */
import type {
  Action,
  Answer,
  Container,
  FormState,
  Message,
  Option,
  PageEvent,
  State,
  SubmitAnswer,
  SuggestAnswer,
  View,
} from './types.ts';
import { workspace } from './workspace.ts';

async function get<T>(path: string): Promise<T> {
  const response = await fetch(path, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
  return (await response.json()) as T;
}

/** POSTs JSON. A server that cannot be reached is an answer like any other: `{ok: false, error}`. */
async function post<T extends Answer>(path: string, body: object): Promise<T | Answer> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: workspace.me, ...body }),
    });
    const answer: unknown = await response.json().catch(() => null);
    if (answer && typeof answer === 'object' && 'ok' in answer) return answer as T;
    return response.ok ? { ok: true } : { ok: false, error: `http_${response.status}` };
  } catch {
    return { ok: false, error: 'connection_lost' };
  }
}

const forMe = () => `user=${encodeURIComponent(workspace.me)}`;

/** Team, app, users, channels and commands. */
export const getState = () => get<State>('/page/state');

/** A channel's messages, oldest first. */
export async function getMessages(channel: string): Promise<Message[]> {
  return (await get<{ messages: Message[] }>(`/page/channels/${channel}/messages?${forMe()}`)).messages;
}

/** A thread's messages, the parent first. */
export async function getThread(channel: string, ts: string): Promise<Message[]> {
  return (await get<{ messages: Message[] }>(`/page/channels/${channel}/threads/${ts}?${forMe()}`)).messages;
}

/** The App Home as it was published for this user; null when it was not. */
export async function getHome(): Promise<View | null> {
  return (await get<{ view: View | null }>(`/page/home?${forMe()}`)).view;
}

/** Says or (with `/` in front) commands something. `text` has Slack's escapes. */
export function sendMessage(channel: string, text: string, thread?: string): Promise<Answer> {
  return post('/page/messages', { channel, text, ...(thread ? { thread_ts: thread } : {}) });
}

/** A button pressed, an option chosen. Answers when the app has acknowledged it. */
export function sendAction(container: Container, action: Action, state: FormState): Promise<Answer> {
  return post('/page/actions', { container, action, state });
}

/** Uses a shortcut of the app on a message. */
export function useShortcut(callbackId: string, at: { channel: string; ts: string }): Promise<Answer> {
  return post('/page/shortcuts', { callback_id: callbackId, ...at });
}

/** The app's own choices for what was typed into a select; none where the app does not answer. */
export async function suggest(
  container: Container,
  action: { action_id: string; block_id: string },
  value: string,
): Promise<Option[]> {
  const answer = await post<SuggestAnswer>('/page/suggestions', { container, action, value });
  return 'options' in answer ? (answer.options?.options ?? []) : [];
}

/** Submits a modal. */
export function submitView(id: string, state: FormState): Promise<SubmitAnswer> {
  return post<SubmitAnswer>(`/page/views/${id}/submit`, { state });
}

/** Tells the app (if it asked to know) that a modal was closed. */
export const closeView = (id: string) => post(`/page/views/${id}/close`, {});

/** Tells the app that its home was opened. */
export const openHome = () => post('/page/home/open', {});

/**
 * Listens to this user's events. The browser reconnects by itself; `onConnected` is called each time, because
 * what was said before was missed.
 */
export function listen(
  onEvent: (event: PageEvent) => void,
  onConnected: () => void,
  onLost: () => void,
): void {
  const source = new EventSource(`/page/events?${forMe()}`);
  source.onopen = onConnected;
  source.onerror = onLost;
  source.onmessage = (line) => onEvent(JSON.parse(line.data) as PageEvent);
}
