import type { ModelChoice } from '../../pipeline/api/service.ts';
import { context, header, type Message, message, section, table } from './blocks.ts';
import { escapeText } from './text.ts';

/** The models that can be fitted now; ✓ marks those that every new light curve is fitted with. */
export function modelList(models: readonly ModelChoice[]): Message {
  if (models.length === 0) {
    const words = 'No model can be fitted: `./nmma assets` says what is missing.';
    return message(words, [section(words)]);
  }
  const rows = models.map((one) => [
    one.isDefaultOfKind ? `${one.kind} =` : one.kind,
    one.model,
    one.isInPlay ? '✓ always' : 'on request',
    one.title,
  ]);
  const names = models.map((one) => `${one.kind} (${one.model})`).join(', ');
  return message(`Models: ${escapeText(names)}`, [
    header('Models'),
    table([['Kind', 'Model', 'Fitted', 'What it is'], ...rows], ['left', 'left', 'left', 'wrapped']),
    context('= marks the model that the bare kind means; ✓ always: every new light curve is fitted with it.'),
  ]);
}
