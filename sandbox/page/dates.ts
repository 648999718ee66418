/** Times as Slack writes them, in the browser's time zone. */

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** Milliseconds since 1970 of a Slack timestamp. */
const millis = (ts: string): number => Number(ts) * SECOND;

const time = (date: Date, seconds = false) =>
  date.toLocaleTimeString('en-US', {
    hour: 'numeric',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
  });

/** `3:04 PM` */
export const clock = (ts: string): string => time(new Date(millis(ts)));

/** `3:04`, for the gutter of messages without a header. */
export const shortClock = (ts: string): string => clock(ts).replace(/ [AP]M$/, '');

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return `${day}th`;
  return `${day}${['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'}`;
}

const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** Today, Yesterday, Tomorrow, else undefined. */
function near(date: Date, now: Date): string | undefined {
  const days = Math.round((midnight(date) - midnight(now)) / DAY);
  return { 0: 'Today', '-1': 'Yesterday', 1: 'Tomorrow' }[String(days)];
}

const part = (date: Date, options: Intl.DateTimeFormatOptions) => date.toLocaleDateString('en-US', options);

/** The text of a day divider: `Today`, `Yesterday`, `Monday, November 23rd`. */
export function dayName(ts: string, now = new Date()): string {
  const date = new Date(millis(ts));
  const year = date.getFullYear() === now.getFullYear() ? '' : `, ${date.getFullYear()}`;
  const long = `${part(date, { weekday: 'long' })}, ${part(date, { month: 'long' })} ${ordinal(date.getDate())}${year}`;
  return near(date, now) ?? long;
}

/** The whole time, for a tooltip. */
export function fullTime(ts: string): string {
  const date = new Date(millis(ts));
  return `${dayName(ts)} at ${time(date, true)}`;
}

function ago(date: Date, now: Date): string {
  const minutes = Math.round((now.getTime() - date.getTime()) / 60_000);
  const [count, unit] =
    Math.abs(minutes) < 60
      ? [minutes, 'minute']
      : Math.abs(minutes) < 1440
        ? [Math.round(minutes / 60), 'hour']
        : [Math.round(minutes / 1440), 'day'];
  if (count === 0) return 'just now';
  const amount = `${Math.abs(count)} ${unit}${Math.abs(count) === 1 ? '' : 's'}`;
  return count > 0 ? `${amount} ago` : `in ${amount}`;
}

/** `12 minutes ago` */
export const timeAgo = (ts: string, now = new Date()): string => ago(new Date(millis(ts)), now);

/**
 * Fills the tokens of `<!date^seconds^format|fallback>`, e.g. `{date_short_pretty} at {time}`.
 * Returns undefined when `seconds` is no time or the format holds no token that Slack knows.
 */
export function formatDate(seconds: number, format: string, now = new Date()): string | undefined {
  const date = new Date(seconds * SECOND);
  if (!Number.isFinite(date.getTime())) return undefined;
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${ordinal(date.getDate())}, ${date.getFullYear()}`;
  const plain = `${part(date, { month: 'long' })} ${day}`;
  const short = part(date, { month: 'short', day: 'numeric', year: 'numeric' });
  const long = `${part(date, { weekday: 'long' })}, ${plain}`;
  const pretty = near(date, now)?.toLowerCase();
  const tokens: Record<string, string> = {
    date_num: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    date_slash: `${two(date.getMonth() + 1)}/${two(date.getDate())}/${date.getFullYear()}`,
    date: plain,
    date_short: short,
    date_long: long,
    date_pretty: pretty ?? plain,
    date_short_pretty: pretty ?? short,
    date_long_pretty: pretty ?? long,
    day_divider_pretty: near(date, now) ?? long,
    time: time(date),
    time_secs: time(date, true),
    ago: ago(date, now),
  };
  let known = false;
  const text = format.replace(/\{(\w+)\}/g, (token, name: string) => {
    const filled = tokens[name];
    if (filled === undefined) return token;
    known = true;
    return filled;
  });
  if (!known) return undefined;
  // A sentence that begins with a pretty date begins with a capital, as in Slack.
  return format.startsWith('{') ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
