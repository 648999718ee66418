import { muteAnswer } from '../messages/muting.ts';
import type { Command } from './command.ts';
import { readMuteEnd } from './durations.ts';
import { ingestObjects } from './objectWords.ts';

/** `/nmma mute OBJECT… [2d|next|2026-12-01] [reason]` */
export const mute: Command = {
  word: 'mute',
  usage: 'OBJECT… [2d|next|DATE] [reason]',
  summary: 'New data of the object is not fitted any more, until the time is over or somebody unmutes it.',
  details: [
    'How long: 30m, 12h, 2d, 2 weeks, until friday, a date such as 2026-12-01 (UTC), or next for until its next detection.',
    'Without it, until somebody unmutes the object. A second mute with a time changes the first. The channel sees who muted what.',
    'Example: /nmma mute ZTF22aawacjw 2d an AGN, see Fritz',
  ],
  async run({ service, words, user, require }) {
    await require('mute');
    const { objects, rest } = ingestObjects(service, words, 'mute ZTF22aawacjw 2d an AGN');
    const { end, rest: why } = readMuteEnd(rest, new Date());
    const reason = why.join(' ') || null;
    const outcomes = objects.map((objectName) =>
      service.mute({ objectName, by: user, reason, end: end ?? null }),
    );
    return { message: muteAnswer(outcomes), data: outcomes };
  },
};
