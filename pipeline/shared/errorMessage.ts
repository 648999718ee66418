/** What an error says, or whatever else was thrown, as a string. */
export function errorWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
