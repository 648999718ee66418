import type { OpenFit } from '../../pipeline/api/views.ts';
import { visible } from '../../pipeline/shared/visible.ts';
import { progressLines } from './progressLines.ts';

/** Where the demo tells people what happens: a live picture on a terminal, plain lines elsewhere. */
export interface Terminal {
  /** A line that stays. */
  say(line: string): void;
  /** The fits that are open now. */
  show(open: readonly OpenFit[]): void;
  /** Ends the live picture; what was said stays. */
  close(): void;
}

/** @param stream standard output, or standard error when standard output is for JSON. */
export async function openTerminal(stream: NodeJS.WriteStream): Promise<Terminal> {
  if (!stream.isTTY) return plainTerminal(stream);
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(stream);
  let lines: string[] = [];
  const draw = () => update(lines.join('\n'));
  return {
    say(line) {
      update.clear();
      stream.write(`${visible(line)}\n`);
      if (lines.length > 0) draw();
    },
    show(open) {
      lines = progressLines(open, stream.columns || 100);
      if (lines.length > 0) draw();
      else update.clear();
    },
    close() {
      update.clear();
      update.done();
    },
  };
}

function plainTerminal(stream: NodeJS.WriteStream): Terminal {
  const started = new Set<number>();
  return {
    say(line) {
      stream.write(`${visible(line)}\n`);
    },
    show(open) {
      for (const fit of open) {
        if (fit.state !== 'running' || started.has(fit.fitId)) continue;
        started.add(fit.fitId);
        stream.write(`${fit.object}  ${fit.kind} ${fit.model}  started\n`);
      }
    },
    close() {},
  };
}
