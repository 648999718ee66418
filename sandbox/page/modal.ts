/// <reference lib="dom" />
/** Modals: a stack of views of which the last is shown. */
import { closeView, sendAction, submitView } from './api.ts';
import { avatar } from './avatar.ts';
import { renderBlocks, showErrors } from './blocks.ts';
import { freshId, h } from './dom.ts';
import { Form } from './form.ts';
import { icon } from './icons.ts';
import { closePopup } from './popup.ts';
import { textNodes } from './text.ts';
import type { View } from './types.ts';
import { validate } from './validate.ts';
import { workspace } from './workspace.ts';

interface Layer {
  view: View;
  form: Form;
}

const TROUBLE = 'We had some trouble connecting. Try again?';

export class ModalStack {
  #layers: Layer[] = [];
  #dialog: HTMLDialogElement | undefined;

  /** A view was opened or pushed on top. */
  open(view: View): void {
    const known = this.#layers.find((layer) => layer.view.id === view.id);
    if (known) {
      this.update(view);
      return;
    }
    this.#layers.push({ view, form: new Form() });
    this.#draw();
  }

  /** A view changed. What was filled in stays where block and action keep their ids. */
  update(view: View): void {
    const layer = this.#layers.find((known) => known.view.id === view.id);
    if (!layer) {
      this.open(view);
      return;
    }
    layer.view = view;
    layer.form = new Form(layer.form);
    if (layer === this.#layers.at(-1)) this.#draw();
  }

  /** A view is gone; without an id all are. */
  close(id?: string): void {
    this.#layers = id === undefined ? [] : this.#layers.filter((layer) => layer.view.id !== id);
    this.#draw();
  }

  #draw(): void {
    closePopup();
    const layer = this.#layers.at(-1);
    if (!layer) {
      this.#dialog?.close();
      this.#dialog?.remove();
      this.#dialog = undefined;
      return;
    }
    const scrolled = this.#dialog?.querySelector('.modal-body')?.scrollTop ?? 0;
    const sameView = this.#dialog?.dataset.viewId === layer.view.id;
    const dialog = this.#dialog ?? this.#makeDialog();
    dialog.dataset.viewId = layer.view.id;
    dialog.dataset.callbackId = layer.view.callback_id ?? '';
    const titleId = freshId('title');
    dialog.setAttribute('aria-labelledby', titleId);
    dialog.replaceChildren(this.#form(layer, titleId));
    if (!dialog.open) dialog.showModal();
    const body = dialog.querySelector('.modal-body');
    if (body && sameView) body.scrollTop = scrolled;
    else body?.querySelector<HTMLElement>('[data-action-id]')?.focus();
  }

  #makeDialog(): HTMLDialogElement {
    const dialog = h('dialog', {
      class: 'modal',
      role: 'dialog',
      'aria-modal': 'true',
      'data-testid': 'modal',
      on: {
        cancel: (event) => {
          event.preventDefault();
          this.#dismiss();
        },
      },
    });
    document.body.append(dialog);
    this.#dialog = dialog;
    return dialog;
  }

  #dismiss(): void {
    const layer = this.#layers.at(-1);
    if (!layer) return;
    void closeView(layer.view.id);
    this.close(layer.view.id);
  }

  #form(layer: Layer, titleId: string): HTMLElement {
    const { view } = layer;
    const banner = h('div', { class: 'modal-banner', role: 'alert', hidden: true });
    const tell = (text: string) => {
      banner.hidden = text === '';
      banner.replaceChildren(icon('warning', 16), text);
    };
    const surface = {
      container: { type: 'view', view_id: view.id } as const,
      form: layer.form,
      act: async (action: Parameters<typeof sendAction>[1]) => {
        tell('');
        const answer = await sendAction(surface.container, action, layer.form.state());
        if (!answer.ok) tell(`${TROUBLE} (${answer.error})`);
      },
    };
    const needsSubmit = Boolean(view.submit);
    const submit = h(
      'button',
      { type: 'submit', class: 'button button-primary', 'data-testid': 'modal-submit' },
      h('span', { class: 'button-text' }, ...(view.submit ? textNodes(view.submit) : ['Submit'])),
      h('span', { class: 'spinner' }),
    );
    const dismiss = { click: () => this.#dismiss() };
    const form = h(
      'form',
      {
        novalidate: true,
        on: {
          submit: (event) => {
            event.preventDefault();
            void this.#submit(layer, form, submit, tell);
          },
        },
      },
      h(
        'header',
        { class: 'modal-header' },
        avatar(workspace.app.userId, workspace.app.name, 28),
        h('h1', { id: titleId }, ...textNodes(view.title)),
        h(
          'button',
          { type: 'button', class: 'icon-button', 'aria-label': 'Close', on: dismiss },
          icon('close'),
        ),
      ),
      h('div', { class: 'modal-body' }, banner, renderBlocks(view.blocks, surface)),
      h(
        'footer',
        { class: 'modal-footer' },
        h(
          'button',
          { type: 'button', class: 'button', 'data-testid': 'modal-close', on: dismiss },
          ...(view.close ? textNodes(view.close) : [needsSubmit ? 'Cancel' : 'Close']),
        ),
        needsSubmit ? submit : null,
      ),
    );
    return form;
  }

  async #submit(layer: Layer, form: HTMLElement, button: HTMLElement, tell: (text: string) => void) {
    if (button.getAttribute('aria-busy') === 'true') return;
    closePopup();
    tell('');
    const own = validate(layer.view.blocks, layer.form.state());
    showErrors(form, own);
    if (Object.keys(own).length > 0) return;
    button.setAttribute('aria-busy', 'true');
    const answer = await submitView(layer.view.id, layer.form.state());
    button.removeAttribute('aria-busy');
    if (answer.errors) showErrors(form, answer.errors);
    else if (!answer.ok) tell(`${TROUBLE} (${answer.error})`);
    else if (answer.view && !answer.closed) this.update(answer.view);
    else this.close(layer.view.id);
  }
}
