// The thread that draws: see drawingThread.ts.
import { parentPort } from 'node:worker_threads';
import { type Drawing, draw } from './drawing.ts';
import type { Answer } from './drawingThread.ts';

// Charts are drawn one after the other, in the order in which they were asked for.
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', ({ id, drawing }: { id: number; drawing: Drawing }) => {
  last = last.then(async () => {
    let answer: Answer = { id };
    try {
      await draw(drawing);
    } catch (error) {
      answer = { id, error: error instanceof Error ? error.message : String(error) };
    }
    parentPort?.postMessage(answer);
  });
});
