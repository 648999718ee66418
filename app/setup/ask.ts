/** One thing that can be chosen. */
export interface Choice<Value> {
  value: Value;
  label: string;
  hint?: string;
}

/** A person who is asked. Every question has a name, which stays when its words change. */
export interface Ask {
  /** Tells something that wants no answer. */
  say(words: string): void;
  /** @param check one sentence on what is wrong with an answer; null: nothing. */
  text(
    name: string,
    question: string,
    options?: { initial?: string; example?: string; check?(typed: string): string | null },
  ): Promise<string>;
  /** The same for what must not be seen. */
  secret(name: string, question: string, check: (typed: string) => string | null): Promise<string>;
  choose<Value extends string>(
    name: string,
    question: string,
    choices: readonly Choice<Value>[],
    initial?: Value,
  ): Promise<Value>;
  several<Value extends string>(
    name: string,
    question: string,
    choices: readonly Choice<Value>[],
    initial: readonly Value[],
  ): Promise<Value[]>;
  confirm(name: string, question: string, initial: boolean): Promise<boolean>;
}

/** Nobody is asked, only told. */
export function onlyTold(say: (words: string) => void): Ask {
  const never = async (name: string): Promise<never> => {
    throw new Error(`nobody answers ${name}`);
  };
  return { say, text: never, secret: never, choose: never, several: never, confirm: never };
}

/** The person has had enough: nothing more is done. */
export class AskCancelled extends Error {
  constructor() {
    super('the guide was left');
    this.name = 'AskCancelled';
  }
}
