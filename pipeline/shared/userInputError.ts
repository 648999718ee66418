/** A wrong word from a person, answered with one sentence: what was wrong, what was expected, what is near. */
export class UserInputError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UserInputError';
  }
}
