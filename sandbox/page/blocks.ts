/// <reference lib="dom" />
/** Block Kit blocks → DOM nodes. */
import { type Child, freshId, h } from './dom.ts';
import { interactive } from './elements.ts';
import type { Surface } from './form.ts';
import { thumbnail } from './lightbox.ts';
import { richText, table } from './richtext.ts';
import { textNodes, textString } from './text.ts';
import type { ImageElement, InputBlock, KnownBlock } from './types.ts';

type BlockOf<T extends KnownBlock['type']> = Extract<KnownBlock, { type: T }>;

/** The address of a picture; the server puts `image_url` beside `slack_file`. */
function imageUrl(image: object): string | undefined {
  return 'image_url' in image && typeof image.image_url === 'string' ? image.image_url : undefined;
}

function accessory(
  element: NonNullable<BlockOf<'section'>['accessory']>,
  blockId: string,
  surface: Surface,
): Node {
  if (element.type !== 'image') return interactive(element, blockId, surface);
  return thumbnail(imageUrl(element), element.alt_text, element.alt_text);
}

function section(block: BlockOf<'section'>, surface: Surface): Child[] {
  const wide = block.accessory && block.accessory.type !== 'image' && block.accessory.type !== 'overflow';
  return [
    h(
      'div',
      { class: 'section-text' },
      block.text ? h('div', { class: 'text' }, ...textNodes(block.text)) : null,
      block.fields
        ? h(
            'div',
            { class: 'fields' },
            ...block.fields.map((field) => h('div', { class: 'text' }, ...textNodes(field))),
          )
        : null,
    ),
    block.accessory
      ? h(
          'div',
          { class: `accessory accessory-${block.accessory.type}${wide ? ' accessory-wide' : ''}` },
          accessory(block.accessory, block.block_id ?? '', surface),
        )
      : null,
  ];
}

function contextImage(image: ImageElement): Node {
  const { alt_text: alt } = image;
  return h('img', { class: 'context-image', src: imageUrl(image), alt, title: alt });
}

function image(block: BlockOf<'image'>): Child[] {
  const title = textString(block.title);
  const toggle = h(
    'button',
    {
      type: 'button',
      class: 'image-title',
      'aria-expanded': 'true',
      on: {
        click: () => {
          picture.hidden = !picture.hidden;
          toggle.setAttribute('aria-expanded', String(!picture.hidden));
        },
      },
    },
    ...textNodes(block.title),
    h('span', { class: 'caret', 'aria-hidden': 'true' }),
  );
  const picture = h('div', {}, thumbnail(imageUrl(block), block.alt_text, title || block.alt_text));
  return [title ? toggle : null, picture];
}

function input(block: InputBlock, surface: Surface): Child[] {
  const id = freshId('field');
  const label = textString(block.label);
  const { element } = block;
  const field = interactive(element, block.block_id ?? '', surface, {
    id,
    label,
    dispatch: block.dispatch_action === true,
  });
  const hint = block.hint ? h('div', { class: 'hint', id: `${id}-hint` }, ...textNodes(block.hint)) : null;
  field.setAttribute('aria-describedby', `${id}-error${hint ? ` ${id}-hint` : ''}`);
  return [
    h(
      'label',
      { class: 'label', for: id },
      ...textNodes(block.label),
      block.optional ? h('span', { class: 'optional' }, ' (optional)') : null,
    ),
    field,
    h('div', { class: 'field-error', id: `${id}-error`, role: 'alert', hidden: true }),
    hint,
  ];
}

function content(block: KnownBlock, surface: Surface): Child[] {
  switch (block.type) {
    case 'section':
      return section(block, surface);
    case 'header':
      return [h('h3', {}, ...textNodes(block.text))];
    case 'divider':
      return [h('hr')];
    case 'context':
      return block.elements.map((element) =>
        element.type === 'image'
          ? contextImage(element)
          : h('span', { class: 'text' }, ...textNodes(element)),
      );
    case 'actions':
      return block.elements.map((element) => interactive(element, block.block_id ?? '', surface));
    case 'image':
      return image(block);
    case 'input':
      return input(block, surface);
    case 'rich_text':
      return [richText(block)];
    case 'table':
      return [table(block)];
    default:
      return [
        h('div', { class: 'unsupported', role: 'note' }, `This page does not draw ${block.type} blocks.`),
      ];
  }
}

/** Draws blocks one below the other; their elements act on `surface`. */
export function renderBlocks(blocks: KnownBlock[], surface: Surface): HTMLElement {
  return h(
    'div',
    { class: 'blocks' },
    ...blocks.map((block) =>
      h(
        'div',
        { class: `block block-${block.type}`, 'data-block-id': block.block_id },
        ...content(block, surface),
      ),
    ),
  );
}

/** Shows each error below its input block and clears the others; puts the keyboard in the first. */
export function showErrors(root: HTMLElement, errors: Record<string, string>): void {
  let first: HTMLElement | undefined;
  for (const block of root.querySelectorAll<HTMLElement>('.block-input')) {
    const error = errors[block.dataset.blockId ?? ''];
    const slot = block.querySelector<HTMLElement>('.field-error');
    block.classList.toggle('invalid', error !== undefined);
    if (slot) {
      slot.hidden = error === undefined;
      slot.textContent = error ?? '';
    }
    if (error !== undefined) first ??= block;
  }
  first?.querySelector<HTMLElement>('[data-action-id], input')?.focus();
  first?.scrollIntoView({ block: 'nearest' });
}
