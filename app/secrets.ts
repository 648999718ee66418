import { errorMessage } from '../pipeline/shared/errorMessage.ts';

// Slack's tokens: xoxb-, xoxp-, xapp-1-, xoxe.xoxp-… (https://docs.slack.dev/authentication/tokens), the secret
// tickets of its sockets and answer addresses, and whatever an Authorization header carries.
const patterns: [RegExp, string][] = [
  [/\b(xox[a-z](?:\.xox[a-z])?-|xapp-)[A-Za-z0-9-]+/g, '$1[hidden]'],
  [/\b(Bearer\s+)(?!xox|xapp)[A-Za-z0-9._~+/-]+=*/gi, '$1[hidden]'],
  [/([?&](?:ticket|token)=)[^&\s"]+/g, '$1[hidden]'],
  [/(hooks\.slack\.com\/[a-z]+\/)[^\s"]+/g, '$1[hidden]'],
];

/** The same text without secrets: tokens keep the prefix that says what they are. */
export function redact(text: string): string {
  return patterns.reduce((cleaned, [pattern, instead]) => cleaned.replace(pattern, instead), text);
}

/** What an error says, without secrets. */
export function redactedWords(error: unknown): string {
  return redact(errorMessage(error));
}
