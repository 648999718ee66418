import type { HistoryEntry } from '../../pipeline/api/views.ts';
import { context, header, type Message, message, section } from './blocks.ts';
import { counted, cut, escapeText, evidence, mention, moment } from './text.ts';

/** As many lines as fit into the sections of one message. */
const linesPerSection = 12;

function byWhom(entry: HistoryEntry): string {
  return entry.actor === 'app' ? '' : ` by ${mention(entry.actor)}`;
}

const words: Record<HistoryEntry['event'], string> = {
  'first-seen': 'seen for the first time',
  'new-data': 'new data',
  asked: 'asked for',
  reused: 'answered with the earlier result',
  succeeded: 'succeeded',
  failed: 'failed',
  'timed-out': 'ran out of time',
  lost: 'was lost with its machine',
  cancelled: 'was cancelled',
  muted: 'muted',
  unmuted: 'unmuted',
  'not-fitted': 'new data not fitted',
  imported: 'result of the old pipeline',
  setting: 'setting changed',
  interesting: 'marked as interesting',
  junk: 'marked as junk',
  classified: 'classified',
  withdrawn: 'verdict withdrawn',
};

function line(entry: HistoryEntry, withObject: boolean): string {
  const { fit } = entry;
  const subject = [
    withObject && entry.object !== null && `*${escapeText(entry.object)}*`,
    fit && `${escapeText(`${fit.kind} (${fit.model})`)} #${fit.fitId}`,
  ].filter(Boolean);
  const number = fit?.lnZ === null || fit === null ? '' : `, ln Z ${evidence(fit.lnZ, null)}`;
  const why = entry.why ? `: ${escapeText(cut(entry.why, 200))}` : '';
  const when = moment(entry.at, '{date_short_pretty} {time}');
  return `${when}  ${[...subject, words[entry.event]].join(' ')}${number}${byWhom(entry)}${why}`;
}

/**
 * What happened, oldest first.
 * @param of what was asked about, in words: an object, a date, or '' for everything.
 */
export function historyList(
  entries: readonly HistoryEntry[],
  of: { object: string | null; date: string | null; said?: string | null },
): Message {
  const title = [
    'History',
    of.said && `of “${of.said}”`,
    of.object && `of ${of.object}`,
    of.date && `on ${of.date} (UTC)`,
  ]
    .filter(Boolean)
    .join(' ');
  if (entries.length === 0) return message(`${escapeText(title)}: nothing.`, [section('Nothing happened.')]);
  const lines = entries.map((entry) => line(entry, of.object === null));
  const sections: string[] = [];
  for (let start = 0; start < lines.length; start += linesPerSection) {
    sections.push(lines.slice(start, start + linesPerSection).join('\n'));
  }
  return message(`${escapeText(title)}: ${counted(entries.length, 'entry').replace('entrys', 'entries')}.`, [
    header(title),
    ...sections.map(section),
    context('Oldest first.'),
  ]);
}
