/** What ended the program's work from outside. */
export type Ending = { signal: 'SIGINT' | 'SIGTERM' } | { error: Error };

/** Waits for a signal, or for an error that nobody caught. A second signal ends the process at once. */
export class Endings {
  readonly #ended = Promise.withResolvers<Ending>();
  #hasEnded = false;

  /** Begins to listen; call it once. */
  listen(): this {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (this.#hasEnded) process.exit(signal === 'SIGINT' ? 130 : 143);
        this.end({ signal });
      });
    }
    process.on('uncaughtException', (error) => this.end({ error }));
    process.on('unhandledRejection', (reason) =>
      this.end({ error: reason instanceof Error ? reason : new Error(String(reason)) }),
    );
    return this;
  }

  /** Ends the work from inside. */
  end(ending: Ending): void {
    this.#hasEnded = true;
    this.#ended.resolve(ending);
  }

  /** Resolves at the end. */
  get ended(): Promise<Ending> {
    return this.#ended.promise;
  }
}
