import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Message, StoredFile } from './types.ts';
import type { Workspace } from './workspace.ts';

/** Changes within this time are written together, ms. */
const writeAfterMs = 100;

const ourMessages = z.custom<Message>(
  (value) =>
    z.looseObject({ ts: z.string(), channel: z.string(), user: z.string() }).safeParse(value).success,
);
const ourFiles = z.custom<Omit<StoredFile, 'bytes' | 'shownIn' | 'shares'>>(
  (value) => z.looseObject({ id: z.string(), name: z.string() }).safeParse(value).success,
);
const keptSchema = z.object({
  botToken: z.string(),
  appToken: z.string(),
  channels: z.array(
    z.object({ id: z.string(), name: z.string(), isIm: z.boolean(), members: z.array(z.string()) }),
  ),
  messages: z.array(ourMessages),
  files: z.array(
    z.object({
      file: ourFiles,
      shownIn: z.array(z.string()),
      shares: z.array(z.tuple([z.string(), z.array(z.string())])),
    }),
  ),
});

/** The two tokens of a workspace's app. */
export interface KeptTokens {
  botToken: string;
  appToken: string;
}

/**
 * A workspace in a folder: `workspace.json` with tokens, channels, messages and what is known of files, and their bytes
 * below `files/`. Windows and App Homes are not kept: the app shows them anew.
 */
export class KeptWorkspace {
  readonly #folder: string;
  readonly #writtenFiles = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #write = () => {};

  /** @param folder is made when missing. */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(join(folder, 'files'), { recursive: true });
  }

  /**
   * Fills a workspace with what was kept, and writes what changes in it from now on.
   * @param fresh the tokens of a workspace that was never kept. @returns its tokens.
   * @throws Error in one sentence when the file is not one of ours.
   */
  open(workspace: Workspace, fresh: KeptTokens): KeptTokens {
    const tokens = this.#read(workspace) ?? fresh;
    this.#write = () => this.#writeNow(workspace, tokens);
    workspace.subscribe(({ type }) => {
      if (!/^(message|ephemeral)/.test(type)) return;
      this.#timer ??= setTimeout(() => this.flush(), writeAfterMs);
    });
    this.#write();
    return tokens;
  }

  /** Writes what is not written yet. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#write();
  }

  get #path(): string {
    return join(this.#folder, 'workspace.json');
  }

  #read(workspace: Workspace): KeptTokens | null {
    if (!existsSync(this.#path)) return null;
    let kept: z.infer<typeof keptSchema>;
    try {
      kept = keptSchema.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch (error) {
      throw new Error(`${this.#path} is no workspace that was kept: remove it to begin anew.`, {
        cause: error,
      });
    }
    for (const { id, name, isIm, members } of kept.channels) workspace.addChannel(id, name, members, isIm);
    for (const message of kept.messages) workspace.putBack(message);
    for (const { file, shownIn, shares } of kept.files) {
      const path = join(this.#folder, 'files', file.id);
      const bytes = existsSync(path) ? { bytes: readFileSync(path) } : {};
      this.#writtenFiles.add(file.id);
      workspace.files.set(file.id, { ...file, ...bytes, shownIn: new Set(shownIn), shares: new Map(shares) });
    }
    return { botToken: kept.botToken, appToken: kept.appToken };
  }

  #writeNow(workspace: Workspace, tokens: KeptTokens): void {
    const files = [...workspace.files.values()].map(({ bytes, shownIn, shares, ...file }) => {
      if (bytes && !this.#writtenFiles.has(file.id)) {
        writeFileSync(join(this.#folder, 'files', file.id), bytes);
        this.#writtenFiles.add(file.id);
      }
      return { file, shownIn: [...shownIn], shares: [...shares] };
    });
    const channels = [...workspace.channels.values()].map(({ id, name, isIm, members }) => {
      return { id, name, isIm, members: [...members] };
    });
    const kept: z.infer<typeof keptSchema> = { ...tokens, channels, messages: workspace.messages, files };
    writeFileSync(`${this.#path}.tmp`, JSON.stringify(kept));
    renameSync(`${this.#path}.tmp`, this.#path);
  }
}
