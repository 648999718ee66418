/** What a command left. */
export interface CommandResult {
  stdout: string;
  stderr: string;
  /** null: a signal ended it. */
  exitCode: number | null;
}

/** How a command is run. */
export interface RunOptions {
  /** After so long it is given up, ms; default 60,000. */
  timeoutMs?: number;
  /** Its standard input. */
  input?: string | Buffer;
}

/**
 * A machine that commands are run on and files are put on: this one, or one over ssh. Words of a command are an array;
 * nothing that they hold reaches a shell as anything but words.
 */
export interface Remote {
  /** For people: "this machine", "nmma@login.example.org". */
  readonly description: string;
  /**
   * Runs a command. A status other than 0 is a result like any other.
   * @throws RemoteError when the machine is not reached, the connection breaks or the time is over: the command may
   *   have been carried out all the same.
   */
  run(command: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** A file's bytes; null when it is not there. @throws RemoteError. */
  readFile(path: string): Promise<Buffer | null>;
  /** Writes a file whole: under another name, then renamed. Its folder must be there. @throws RemoteError. */
  writeFile(path: string, content: string | Buffer): Promise<void>;
  /**
   * Puts files and folders below a local folder under the same names into a remote folder, which is made.
   * @throws RemoteError when not all of it arrived.
   */
  upload(localFolder: string, names: readonly string[], remoteFolder: string): Promise<void>;
  /**
   * Brings the files of a remote folder (not those of folders in it) into a local one, each verified by size and SHA-256
   * before it has its name.
   * @returns their names; null when the remote folder is not there. @throws RemoteError.
   */
  download(remoteFolder: string, localFolder: string): Promise<string[] | null>;
  close(): Promise<void>;
}

/** The other machine is not reached, or did not do what it always does. It is waited out; it says nothing about a fit. */
export class RemoteError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'RemoteError';
  }
}

/** How long a command may take unless somebody says otherwise, ms. */
export const usualTimeoutMs = 60_000;
