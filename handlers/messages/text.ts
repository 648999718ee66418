import { fixed, utcText } from '../../charts/text/numbers.ts';
import { dateOfJd, jdOf } from '../../charts/text/time.ts';

import { visible } from '../../pipeline/shared/visible.ts';

export { counted } from '../../charts/text/words.ts';
export { fixed, utcText };

const lookalikes: Record<string, string> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ʹ' };

function escapePlain(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu, (mark) => lookalikes[mark] ?? mark);
}

/**
 * Makes words from outside safe in mrkdwn: `&`, `<`, `>` become entities, so that nothing turns into a link or
 * a call to everybody. What stands between two backticks stays code. Slack has no escape for its other marks:
 * where one could open or close formatting a lookalike stands in; inside a word (`log10_mej`) they stay.
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function escapeText(text: string): string {
  return text
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? code(part.slice(1, -1)) : escapePlain(part)))
    .join('');
}

/** Words set as `code`: a file name, something to type. Backticks inside become apostrophes. */
export function code(text: string): string {
  const inner = visible(text).replaceAll('`', "'").replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `\`${inner.replaceAll('>', '&gt;').replaceAll('\n', ' ')}\``;
}

/** A link of mrkdwn; the words alone where there is no address. */
export function link(text: string, url: string | null): string {
  return url === null
    ? escapeText(text)
    : `<${url.replaceAll(/[<>|\s]/g, encodeURIComponent)}|${escapeText(text)}>`;
}

/** At most `max` characters, the last one "…" if something was left out; never half an entity. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/&[a-z]{0,3}$/, '')}…`;
}

/** The first letter large. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Seconds as people say them: "45 s", "3 min", "2 h 5 min", "3 d 4 h". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 90) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** ln Z with its error for a table or sentence: "−21.90 ± 0.10"; "—" without a number. */
export function evidence(lnZ: number | null, lnZError: number | null): string {
  if (lnZ === null || !Number.isFinite(lnZ)) return '—';
  const error = lnZError !== null && Number.isFinite(lnZError) ? ` ± ${fixed(lnZError, 2)}` : '';
  return `${fixed(lnZ, 2)}${error}`;
}

/** A person as Slack shows them; the app itself or a name from elsewhere stays plain words. */
export function mention(who: string): string {
  return /^[UW][A-Z0-9]{4,}$/.test(who) ? `<@${who}>` : escapeText(who);
}

/** Escaped words in which ids of people become people: "Cancelled by U0MANSI001." */
export function withPeople(escaped: string): string {
  return escaped.replace(/\b[UW][A-Z0-9]{6,}\b/g, (id) => `<@${id}>`);
}

/**
 * A moment that Slack shows in the reader's own way.
 * @param at ISO 8601 or a Julian date (UTC). @param format Slack's tokens, e.g. `{ago}`.
 * @see https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function moment(at: string | number, format: string): string {
  const date = typeof at === 'number' ? dateOfJd(at) : new Date(at);
  const ms = date.getTime();
  if (!Number.isFinite(ms)) return escapeText(String(at));
  return `<!date^${Math.round(ms / 1000)}^${format}|${utcText(jdOf(date))}>`;
}
