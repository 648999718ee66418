import type { PostContent } from '../../pipeline/api/posts.ts';
import type { Message } from './blocks.ts';
import { dailySummary } from './dailySummary.ts';
import { muteTold } from './muting.ts';
import { notice } from './notice.ts';
import { objectReport } from './objectReport.ts';
import { reminder } from './opinions.ts';
import type { Picture } from './parts.ts';
import { progress } from './progress.ts';
import { corner, refitReport } from './threadReports.ts';
import { alert, watchNotice } from './watches.ts';

/** The pictures of a post. */
export interface Pictures {
  lightCurve: Picture;
  corner: Picture;
}

/**
 * What stands for a post that an earlier version of the app wrote down and never sent: it has no verdict. null for one of
 * this version.
 */
function ofEarlierVersion(content: PostContent): string | null {
  const words = 'was written by an earlier version of the app and could not be sent then';
  if (content.kind === 'daily-summary') {
    const isWhole =
      content.failed !== undefined && content.ranking.every((one) => one.probability !== undefined);
    return isWhole
      ? null
      : `The summary of ${content.date} ${words}: \`/nmma report ${content.date}\` shows it.`;
  }
  if (content.kind !== 'object-report' && content.kind !== 'refit-report') return null;
  if (content.verdict !== undefined) return null;
  return `A report of ${content.object} ${words}: \`/nmma status ${content.object}\` shows its fits.`;
}

/** The message of a post of the pipeline. */
export function buildMessage(content: PostContent, pictures: Pictures): Message {
  const old = ofEarlierVersion(content);
  if (old !== null) return notice(old);
  switch (content.kind) {
    case 'object-report':
      return objectReport(content, pictures.lightCurve);
    case 'corner':
      return corner(content, pictures.corner);
    case 'refit-report':
      return refitReport(content, pictures);
    case 'daily-summary':
      return dailySummary(content);
    case 'progress':
      return progress(content);
    case 'mute-notice':
      return muteTold(content);
    case 'reminder':
      return reminder(content);
    case 'alert':
      return alert(content);
    case 'watch-notice':
      return watchNotice(content, pictures.lightCurve);
    case 'notice':
      return notice(content.text);
  }
}
