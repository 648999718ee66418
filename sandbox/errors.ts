import { type Problem, printProblem } from './blockKit/problems.ts';

/** Something Slack answers with `{ok: false, error}`. */
export class SlackError extends Error {
  /** Slack's own name of the error. */
  readonly code: string;
  /** More fields of the answer, such as `needed` and `provided`. */
  readonly fields: Record<string, unknown>;
  constructor(code: string, fields: Record<string, unknown> = {}) {
    super(code);
    this.name = 'SlackError';
    this.code = code;
    this.fields = fields;
  }
}

/**
 * A refusal with details, in the shape of Slack's: `errors` and `response_metadata.messages`.
 * @param code `invalid_blocks` for messages, `invalid_arguments` for views and missing arguments.
 */
export function refusal(code: string, problems: (Problem | string)[]): SlackError {
  const errors = problems.map((problem) => (typeof problem === 'string' ? problem : printProblem(problem)));
  return new SlackError(code, {
    errors,
    response_metadata: { messages: errors.map((error) => `[ERROR] ${error}`) },
  });
}
