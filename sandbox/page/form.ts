/** What was filled into the elements of one message or view. */
import type { Action, Container, ElementValue, FormState, Option } from './types.ts';

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

/** One element's ties to the form it stands in. */
export interface Field {
  blockId: string;
  actionId: string;
  /** The id that the label of an input block points to. */
  id?: string | undefined;
  label?: string | undefined;
  /** Enters the element; returns the value it has now. */
  register(initial: ElementValue): ElementValue;
  /** Keeps a new value and tells nobody. */
  keep(value: ElementValue): void;
  /** Keeps a new value and, where that is due, sends the block action. */
  change(value: ElementValue, busy?: HTMLElement): Promise<void>;
  /** The app's choices for what was typed into a select. */
  suggest(value: string): Promise<Option[]>;
  /** For text inputs of an input block with `dispatch_action`: which keys send the action. */
  dispatchOn: ('on_enter_pressed' | 'on_character_entered')[];
}
