import { Worker } from 'node:worker_threads';
import type { Drawing } from './drawing.ts';

/** What the thread says of a drawing: in one sentence why there is none, or nothing. */
export interface Answer {
  id: number;
  error?: string;
}

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

/** One thread that draws, so that nobody who asks something meanwhile waits for a picture. */
class DrawingThread {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #next = 1;

  /** Draws. @throws Error with a plain sentence on what cannot be drawn. */
  draw(drawing: Drawing): Promise<void> {
    const worker = this.#running();
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      worker.postMessage({ id, drawing });
      this.#waiting.set(id, { resolve, reject });
      // While something is drawn the process must not end; an idle thread does not keep it.
      worker.ref();
    });
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    this.#worker = worker;
    worker.on('message', ({ id, error }: Answer) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) worker.unref();
      if (error === undefined) waiting?.resolve();
      else waiting?.reject(new Error(error));
    });
    worker.on('error', (error: Error) => this.#lost(worker, error));
    worker.on('exit', () => this.#lost(worker, new Error('The thread that draws has ended.')));
    return worker;
  }

  /** The next drawing gets a new thread. */
  #lost(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** The thread of this process; it begins with the first drawing. */
export const drawingThread = new DrawingThread();
