/** What is known of pictures in Slack; a database keeps it over a restart. */
export interface UploadMemory {
  /** Id of the upload of a chart, which is known by path, time and size. */
  fileOf(chart: string): string | undefined;
  remember(chart: string, fileId: string): void;
  forget(fileId: string): void;
  /** Whether a new message has shown it in that channel, or in any (null). */
  isShown(fileId: string, channel: string | null): boolean;
  noteShown(fileId: string, channel: string): void;
}

/** Keeps it as long as the process lives. */
export class ProcessMemory implements UploadMemory {
  readonly #files = new Map<string, string>();
  readonly #shown = new Map<string, Set<string>>();

  fileOf(chart: string): string | undefined {
    return this.#files.get(chart);
  }

  remember(chart: string, fileId: string): void {
    this.#files.set(chart, fileId);
  }

  forget(fileId: string): void {
    for (const [chart, id] of this.#files) if (id === fileId) this.#files.delete(chart);
    this.#shown.delete(fileId);
  }

  isShown(fileId: string, channel: string | null): boolean {
    const places = this.#shown.get(fileId);
    return places !== undefined && (channel === null || places.has(channel));
  }

  noteShown(fileId: string, channel: string): void {
    this.#shown.set(fileId, (this.#shown.get(fileId) ?? new Set()).add(channel));
  }
}
