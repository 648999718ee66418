/** What was filled into the elements of one message or view. */
import type { Action, Container, ElementValue, FormState } from './types.ts';

export class Form {
  #values = new Map<string, Map<string, ElementValue>>();
  #previous: Form | undefined;

  /** With `previous` (the form of the same surface before it was drawn anew) elements keep their values. */
  constructor(previous?: Form) {
    this.#previous = previous;
  }

  /** Enters an element with its initial value; returns what it holds (as in Slack: what was typed stays). */
  register(blockId: string, actionId: string, initial: ElementValue): ElementValue {
    const kept = this.#previous?.get(blockId, actionId);
    const value = kept?.type === initial.type ? kept : initial;
    this.set(blockId, actionId, value);
    return value;
  }

  get(blockId: string, actionId: string): ElementValue | undefined {
    return this.#values.get(blockId)?.get(actionId);
  }

  set(blockId: string, actionId: string, value: ElementValue): void {
    const block = this.#values.get(blockId) ?? new Map<string, ElementValue>();
    block.set(actionId, value);
    this.#values.set(blockId, block);
  }

  /** The form as `state` of a payload. */
  state(): FormState {
    const values: FormState['values'] = {};
    for (const [blockId, actions] of this.#values) values[blockId] = Object.fromEntries(actions);
    return { values };
  }
}

/** A place where blocks are drawn and can be used: a message, a modal, the App Home. */
export interface Surface {
  container: Container;
  form: Form;
  /** Sends a block action; resolves once it is acknowledged or its failure has been shown. */
  act(action: Action): Promise<void>;
}
