import type { FitSummary, HomeReport, OpenFit } from '../../pipeline/api/views.ts';
import { bar } from '../messages/bar.ts';
import { type Block, type Button, button, context } from '../messages/blocks.ts';
import { ids } from '../messages/parts.ts';
import { cut, escapeText, evidence, moment } from '../messages/text.ts';
import { modelName } from '../messages/verdict.ts';
import { withButton } from './sections.ts';

const mostShown = 6;
const maxSentence = 200;

function stateWords(fit: FitSummary, open: OpenFit | undefined): string {
  switch (fit.state) {
    case 'succeeded': {
      const warned = fit.warnings.length > 0 ? ' ⚠ with warnings' : '';
      const reused = fit.reused ? ', an earlier result' : '';
      return `ln Z ${evidence(fit.lnZ, fit.lnZError)}${reused}${warned}`;
    }
    case 'running':
      return open?.progress ? `running \`${bar(open.progress.fraction)}\`` : 'running';
    case 'failed':
    case 'timed-out': {
      const what = fit.state === 'failed' ? '▲ failed' : '▲ ran out of time';
      return fit.message ? `${what}: ${escapeText(cut(fit.message, maxSentence))}` : what;
    }
    case 'cancelled':
      return 'cancelled';
    case 'lost':
      return 'lost, will be tried again';
    default:
      return 'waiting';
  }
}

function nextStep(fit: FitSummary): Button {
  const about = `of ${fit.object} ${modelName(fit)}`;
  const label = (what: string) => ({ accessibility_label: cut(`${what} ${about}`, 75) });
  switch (fit.state) {
    case 'succeeded':
      return button('Details', ids.details, String(fit.fitId), label('Details'));
    case 'failed':
    case 'timed-out':
    case 'cancelled':
      return button('Retry', ids.retry, String(fit.fitId), label('Retry the fit'));
    default:
      return button('Cancel', ids.cancel, `fit ${fit.fitId}`, label('Cancel the fit'));
  }
}

/** What the person asked for, newest first, each with what can be done about it. */
export function mineBlocks(report: HomeReport): Block[] {
  const shown = report.mine.slice(0, mostShown).map((fit) => {
    const open = report.status.open.find((one) => one.fitId === fit.fitId);
    const settings = fit.settings.length > 0 ? ` · ${escapeText(cut(fit.settings.join(', '), 100))}` : '';
    const when = moment(fit.finishedAt ?? fit.askedAt, '{date_short_pretty} {time}');
    const name = `*${escapeText(fit.object)}* ${escapeText(modelName(fit))}`;
    return withButton(`${name}\n${stateWords(fit, open)} · ${when}${settings}`, nextStep(fit));
  });
  const isCut = report.mine.length > shown.length;
  return isCut ? [...shown, context('Earlier ones: `/nmma history OBJECT`')] : shown;
}
