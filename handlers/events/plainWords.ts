const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/**
 * What a person typed, of a message as events carry it: mentions go, links become what they show, entities become
 * characters again, and the marks of code and bold around words go.
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function plainWords(text: string): string {
  return text
    .replace(/<@[^>]*>/g, ' ')
    .replace(/<(?:[^|>]*\|)?([^>]*)>/g, '$1')
    .replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity)
    .replaceAll('`', ' ')
    .replace(/(?<=^|\s)\*(.+?)\*(?=\s|$)/g, '$1')
    .trim();
}
