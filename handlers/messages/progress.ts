import type { PostContent } from '../../pipeline/api/posts.ts';
import type { FitSummary, OpenFit } from '../../pipeline/api/views.ts';
import { bar } from './bar.ts';
import { actions, button, context, header, type Message, message, section } from './blocks.ts';
import { bullets } from './fitLists.ts';
import { ids } from './parts.ts';
import { counted, cut, duration, escapeText, evidence, mention, withPeople } from './text.ts';
import { modelName } from './verdict.ts';

type Progress = Extract<PostContent, { kind: 'progress' }>;

function openLine(fit: OpenFit): string {
  const name = `*${escapeText(modelName(fit))}*`;
  const detail = fit.detail === null ? '' : ` (${escapeText(cut(fit.detail, 100))})`;
  if (fit.state === 'lost') return `⟳ ${name}: was lost and will be tried again`;
  if (fit.state !== 'running') return `○ ${name}: ${fit.state === 'queued' ? 'queued' : 'waiting'}${detail}`;
  if (!fit.progress) return `● ${name}: starting${detail}`;
  const { lnZ, fraction, elapsedSeconds, remainingSeconds } = fit.progress;
  const number = lnZ === null ? '' : `, ln Z ${evidence(lnZ, null)} so far`;
  const left =
    remainingSeconds === null
      ? `, ${duration(elapsedSeconds)} so far`
      : `, about ${duration(remainingSeconds)} left`;
  return `● ${name} \`${bar(fraction)}\`${number}${left}${detail}`;
}

function endedLine(fit: FitSummary): string {
  const name = `*${escapeText(modelName(fit))}*`;
  if (fit.state === 'succeeded') {
    const time = fit.reused
      ? ', an earlier result'
      : fit.seconds === null
        ? ''
        : `, ${duration(fit.seconds)}`;
    return `✓ ${name}: ln Z ${evidence(fit.lnZ, fit.lnZError)}${time}`;
  }
  const why = fit.message ? escapeText(cut(fit.message, 200)) : '';
  if (fit.state === 'cancelled') return `✗ ${name}: ${withPeople(why) || 'cancelled'}`;
  return `✗ ${name} ${fit.state === 'timed-out' ? 'ran out of time' : fit.state}${why && `: ${why}`}`;
}

/** Fits that somebody asked for, on their way: one line each, and a way to stop them. */
export function progress(content: Progress): Message {
  const { open, ended, requestedBy } = content;
  const object = escapeText(content.object);
  const all = open.length + ended.length;
  const isCancelled = open.length === 0 && ended.every((fit) => fit.state === 'cancelled');
  const state = isCancelled ? 'cancelled' : `${ended.length} of ${all} done`;
  return message(`${object}: ${counted(all, 'fit')} for ${mention(requestedBy)}, ${state}.`, [
    header(content.object),
    section(
      `${counted(all, 'fit')} for ${mention(requestedBy)}: *${state}*\n` +
        bullets([...open.map(openLine), ...ended.map(endedLine)], ''),
    ),
    ...(open.length > 0
      ? [
          context('The result will appear here.'),
          actions(ids.actionsBlock, [button('Cancel', ids.cancel, `run ${content.runId}`)]),
        ]
      : []),
  ]);
}
