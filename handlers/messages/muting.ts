import type { PostContent } from '../../pipeline/api/posts.ts';
import type { MuteOutcome } from '../../pipeline/api/service.ts';
import type { MuteSummary } from '../../pipeline/api/views.ts';
import { header, type Message, message, section } from './blocks.ts';
import { bullets } from './fitLists.ts';
import { muteEnd } from './parts.ts';
import { counted, cut, escapeText, mention, moment } from './text.ts';

function sentence(text: string): Message {
  return message(text.replaceAll('*', ''), [section(text)]);
}

function reasonWords(reason: string | null): string {
  return reason ? `: ${escapeText(cut(reason, 300))}` : '';
}

/** Told after muting, one line per object. */
export function muteAnswer(outcomes: readonly MuteOutcome[]): Message {
  return sentence(
    bullets(
      outcomes.map(({ object, changed, mute }) => {
        const name = escapeText(object);
        return changed
          ? `*${name}* is muted ${muteEnd(mute)}: new data will not be fitted. \`/nmma unmute ${name}\` takes it back.`
          : `*${name}* is already muted, by ${mention(mute.mutedBy)} ${muteEnd(mute)}${reasonWords(mute.reason)}.`;
      }),
      '',
    ),
  );
}

/** Told after unmuting, one line per object. */
export function unmuteAnswer(outcomes: readonly { object: string; changed: boolean }[]): Message {
  return sentence(
    bullets(
      outcomes.map(({ object, changed }) =>
        changed
          ? `*${escapeText(object)}* is no longer muted: new data will be fitted.`
          : `*${escapeText(object)}* is not muted.`,
      ),
      '',
    ),
  );
}

/** Told to everybody when somebody muted an object or took it back. */
export function muteTold(content: Extract<PostContent, { kind: 'mute-notice' }>): Message {
  const { mute } = content;
  const object = `*${escapeText(content.object)}*`;
  if (mute === null) {
    const who = content.by === 'app' ? '' : ` by ${mention(content.by)}`;
    const why = content.why ? `: ${escapeText(content.why)}` : '';
    return sentence(`🔔 ${object} is no longer muted${who}${why}. New data will be fitted.`);
  }
  return sentence(
    `🔇 ${object} was muted by ${mention(content.by)} ${muteEnd(mute)}${reasonWords(mute.reason)}.`,
  );
}

/** One line about a mute. */
export function muteLine(mute: MuteSummary): string {
  const since = moment(mute.mutedAt, '{date_short_pretty}');
  return `*${escapeText(mute.object)}* by ${mention(mute.mutedBy)} on ${since}, ${muteEnd(mute)}${reasonWords(mute.reason)}`;
}

/** All mutes in force. */
export function mutedList(mutes: readonly MuteSummary[]): Message {
  if (mutes.length === 0) return sentence('No object is muted.');
  const title = `${counted(mutes.length, 'muted object')}`;
  return message(`${title}: ${escapeText(mutes.map((mute) => mute.object).join(', '))}`, [
    header(title),
    section(bullets(mutes.map(muteLine))),
  ]);
}
