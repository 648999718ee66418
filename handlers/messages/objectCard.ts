import type { ObjectStatus } from '../../pipeline/api/views.ts';
import { context, type Message, message, section } from './blocks.ts';
import { factsLine } from './facts.ts';
import { verdictSection } from './objectReport.ts';
import { escapeText, link } from './text.ts';
import { verdictLine, verdictTitle } from './verdict.ts';

/** An object in short, for a channel that it was only named in; null: there is no verdict to tell. */
export function objectCard({ object, verdict, facts, portalUrl }: ObjectStatus): Message | null {
  if (verdict === null || verdict.state === 'none') return null;
  const known = facts === null ? '' : factsLine(facts);
  return message(escapeText(`${object}: ${verdictLine(verdict)}`), [
    section(`*${link(object, portalUrl)}* · *${escapeText(verdictTitle(verdict))}*`),
    verdictSection(verdict),
    ...(known ? [context(known)] : []),
  ]);
}
