import type { PostContent } from '../../pipeline/api/posts.ts';
import type { Message } from './blocks.ts';
import { dailySummary } from './dailySummary.ts';
import { muteTold } from './muting.ts';
import { notice } from './notice.ts';
import { objectReport } from './objectReport.ts';
import type { Picture } from './parts.ts';
import { progress } from './progress.ts';
import { corner, refitReport } from './threadReports.ts';

/** The pictures of a post. */
export interface Pictures {
  lightCurve: Picture;
  corner: Picture;
}

/** The message of a post of the pipeline. */
export function buildMessage(content: PostContent, pictures: Pictures): Message {
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
    case 'notice':
      return notice(content.text);
  }
}
