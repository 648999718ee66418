import type { Readable, Writable } from 'node:stream';
import { confirm, isCancel, log, multiselect, password, select, text } from '@clack/prompts';
import { type Ask, AskCancelled, type Choice } from './ask.ts';

/** The answer. @throws AskCancelled for Ctrl-C and Escape. */
function answered<Answer>(answer: Answer): Exclude<Answer, symbol> {
  if (isCancel(answer)) throw new AskCancelled();
  return answer as Exclude<Answer, symbol>;
}

/** A person at a terminal. */
export class TerminalAsk implements Ask {
  readonly #streams: { input: Readable; output: Writable };

  constructor(input: Readable = process.stdin, output: Writable = process.stdout) {
    this.#streams = { input, output };
  }

  /** @see Ask.say */
  say(words: string): void {
    log.message(words, { output: this.#streams.output });
  }

  /** @see Ask.text */
  async text(
    _name: string,
    question: string,
    {
      initial,
      example,
      check,
    }: { initial?: string; example?: string; check?(typed: string): string | null } = {},
  ): Promise<string> {
    const answer = await text({
      message: question,
      ...(initial === undefined ? {} : { initialValue: initial }),
      ...(example === undefined ? {} : { placeholder: example }),
      validate: (typed = '') => (check ?? notEmpty)(typed.trim()) ?? undefined,
      ...this.#streams,
    });
    return answered(answer).trim();
  }

  /** @see Ask.secret */
  async secret(_name: string, question: string, check: (typed: string) => string | null): Promise<string> {
    const answer = await password({
      message: question,
      // No length either.
      mask: '',
      clearOnError: true,
      validate: (typed = '') => check(typed.trim()) ?? undefined,
      ...this.#streams,
    });
    return answered(answer).trim();
  }

  /** @see Ask.choose */
  async choose<Value extends string>(
    _name: string,
    question: string,
    choices: readonly Choice<Value>[],
    initial?: Value,
  ): Promise<Value> {
    const answer = await select<string>({
      message: question,
      options: [...choices],
      ...(initial === undefined ? {} : { initialValue: initial }),
      ...this.#streams,
    });
    return chosen(choices, answered(answer));
  }

  /** @see Ask.several */
  async several<Value extends string>(
    _name: string,
    question: string,
    choices: readonly Choice<Value>[],
    initial: readonly Value[],
  ): Promise<Value[]> {
    const answer = await multiselect<string>({
      message: question,
      options: choices,
      initialValues: initial,
      required: true,
      ...this.#streams,
    });
    return answered(answer).map((one) => chosen(choices, one));
  }

  /** @see Ask.confirm */
  async confirm(_name: string, question: string, initial: boolean): Promise<boolean> {
    return answered(await confirm({ message: question, initialValue: initial, ...this.#streams }));
  }
}

function notEmpty(typed: string): string | null {
  return typed === '' ? 'Expected an answer.' : null;
}

function chosen<Value extends string>(choices: readonly Choice<Value>[], value: string): Value {
  const choice = choices.find((one) => one.value === value);
  if (choice === undefined) throw new Error(`“${value}” is none of the choices`);
  return choice.value;
}
