/** A wrong word from a person, answered with one sentence: what was wrong, what was expected, what is near. */
export class UserInputError extends Error {
  /** What of a request is wrong, where a form has a field of its own for it: the time at which something ends. */
  readonly about: 'time' | null;

  constructor(message: string, { about = null }: { about?: UserInputError['about'] } = {}) {
    super(message);
    this.name = 'UserInputError';
    this.about = about;
  }
}
