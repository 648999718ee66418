import type { Ask, Choice } from '../../../app/setup/ask.ts';

/** One answer, or what happens when the question comes. */
export type Scripted = string | boolean | readonly string[] | (() => string | boolean | readonly string[]);

/** A mock of a person: answers by the names of the questions, in their order. A question without an answer fails. */
export class ScriptedAsk implements Ask {
  readonly #answers: Map<string, Scripted[]>;
  /** Everything that was told and asked. */
  readonly told: string[] = [];

  constructor(answers: Record<string, Scripted[]>) {
    this.#answers = new Map(Object.entries(answers).map(([name, list]) => [name, [...list]]));
  }

  /** Answers that nobody asked for. */
  get left(): string[] {
    return [...this.#answers].flatMap(([name, list]) => (list.length > 0 ? [name] : []));
  }

  say(words: string): void {
    this.told.push(words);
  }

  #next(name: string, question: string): string | boolean | readonly string[] {
    this.told.push(question);
    const answer = this.#answers.get(name)?.shift();
    if (answer === undefined) throw new Error(`no answer for ${name}: ${question}`);
    return typeof answer === 'function' ? answer() : answer;
  }

  async text(
    name: string,
    question: string,
    options: { check?(typed: string): string | null } = {},
  ): Promise<string> {
    for (;;) {
      const typed = String(this.#next(name, question));
      const wrong = options.check?.(typed) ?? null;
      if (wrong === null) return typed;
      this.told.push(wrong);
    }
  }

  async secret(name: string, question: string, check: (typed: string) => string | null): Promise<string> {
    return this.text(name, question, { check });
  }

  async choose<Value extends string>(
    name: string,
    question: string,
    choices: readonly Choice<Value>[],
  ): Promise<Value> {
    const answer = this.#next(name, question);
    const found = choices.find(({ value }) => value === answer);
    if (!found) throw new Error(`${name}: ${String(answer)} is none of ${choices.map(({ value }) => value)}`);
    return found.value;
  }

  async several<Value extends string>(
    name: string,
    question: string,
    choices: readonly Choice<Value>[],
  ): Promise<Value[]> {
    const answer = this.#next(name, question);
    const wanted = Array.isArray(answer) ? answer.map(String) : [];
    return choices.flatMap(({ value }) => (wanted.includes(value) ? [value] : []));
  }

  async confirm(name: string, question: string): Promise<boolean> {
    return this.#next(name, question) === true;
  }
}
