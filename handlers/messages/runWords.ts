import type { RunSummary } from '../../pipeline/api/views.ts';
import { escapeText, mention } from './text.ts';

/** Why a run was made, in words. */
export function runReason(run: Pick<RunSummary, 'trigger' | 'requestedBy'>): string {
  if (run.requestedBy !== null) {
    return `${run.trigger === 'refit' ? 'asked for' : 'pulled'} by ${mention(run.requestedBy)}`;
  }
  return run.trigger === 'start' ? 'at the start' : 'by schedule';
}

/** Which objects a run is about: "ZTF22abc", "ZTF22abc, ZTF22abd and 4 more". */
export function runObjects(run: Pick<RunSummary, 'objects' | 'objectCount'>): string {
  const rest = run.objectCount - run.objects.length;
  const names = escapeText(run.objects.join(', '));
  return rest > 0 ? `${names} and ${rest} more` : names;
}
