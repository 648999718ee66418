/// <reference lib="dom" />
/** The list of options of a select: groups, a filter, arrow keys. */
import { type Child, freshId, h } from './dom.ts';
import { icon } from './icons.ts';

export interface Entry {
  /** What the entry stands for; unique in its list. */
  key: string;
  label: Child[];
  /** The characters that the filter looks through. */
  words: string;
  description?: string;
  group?: string;
}

export interface ListboxOptions {
  entries: Entry[];
  multiple: boolean;
  label: string;
  isChosen: (key: string) => boolean;
  /** Called with the entry that was pressed; the caller closes the list where that is wanted. */
  onChoose: (key: string) => void;
  /** Given: what is typed is not looked for in the entries, but asked for. */
  load?: (typed: string) => Promise<Entry[]>;
}

const FILTER_FROM = 6;
/** So long nobody types before the app is asked. */
const QUIET_MS = 150;

/** Builds the list; `refresh` marks anew what is chosen, `focus` puts the keyboard in it. */
export function listbox(options: ListboxOptions): {
  root: HTMLElement;
  refresh: () => void;
  focus: () => void;
} {
  const list = h('div', {
    class: 'listbox',
    role: 'listbox',
    id: freshId('listbox'),
    tabindex: -1,
    'aria-label': options.label,
    'aria-multiselectable': options.multiple ? 'true' : false,
  });
  let group: string | undefined;
  const rowOf = (entry: Entry) => {
    if (entry.group !== undefined && entry.group !== group) {
      list.append(h('div', { class: 'listbox-group', role: 'presentation' }, entry.group));
    }
    group = entry.group;
    const row: HTMLElement = h(
      'div',
      {
        class: 'listbox-option',
        role: 'option',
        id: freshId('option'),
        'data-value': entry.key,
        on: { click: () => options.onChoose(entry.key), pointermove: () => activate(row) },
      },
      h(
        'span',
        { class: 'listbox-text' },
        h('span', {}, ...entry.label),
        entry.description ? h('span', { class: 'listbox-description' }, entry.description) : null,
      ),
      h('span', { class: 'listbox-check' }, icon('check', 16)),
    );
    list.append(row);
    return { row, entry };
  };
  let rows = options.entries.map(rowOf);
  const empty = h('div', { class: 'listbox-empty', hidden: true }, 'No results');
  list.append(empty);

  let active: HTMLElement | undefined;
  const shown = (): HTMLElement[] => rows.filter(({ row }) => !row.hidden).map(({ row }) => row);
  const activate = (row: HTMLElement | undefined) => {
    active?.classList.remove('active');
    active = row;
    active?.classList.add('active');
    keyboard.setAttribute('aria-activedescendant', row?.id ?? '');
  };
  const refresh = () => {
    for (const { row, entry } of rows) {
      row.setAttribute('aria-selected', String(options.isChosen(entry.key)));
    }
  };
  const filter = h('input', {
    class: 'listbox-filter',
    type: 'text',
    placeholder: 'Search',
    'aria-label': `Search ${options.label}`,
    'aria-controls': list.id,
    autocomplete: 'off',
    on: {
      input: () => {
        if (options.load) return ask(options.load);
        const wanted = filter.value.trim().toLowerCase();
        for (const { row, entry } of rows) row.hidden = !entry.words.toLowerCase().includes(wanted);
        empty.hidden = shown().length > 0;
        activate(shown()[0]);
      },
    },
  });
  let asked: ReturnType<typeof setTimeout> | undefined;
  const ask = (load: NonNullable<ListboxOptions['load']>) => {
    clearTimeout(asked);
    asked = setTimeout(async () => {
      const typed = filter.value.trim();
      const entries = await load(typed);
      // Meanwhile somebody may have typed on.
      if (typed !== filter.value.trim()) return;
      for (const { row } of rows) row.remove();
      rows = entries.map(rowOf);
      list.append(empty);
      empty.hidden = rows.length > 0;
      refresh();
      activate(shown()[0]);
    }, QUIET_MS);
  };
  const withFilter = options.load !== undefined || options.entries.length >= FILTER_FROM;
  const keyboard: HTMLElement = withFilter ? filter : list;
  const onKey = (event: KeyboardEvent) => {
    const visible = shown();
    const at = active ? visible.indexOf(active) : -1;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      activate(visible[(at + step + visible.length) % visible.length]);
      active?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') active?.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const root = h('div', { class: 'listbox-box', on: { keydown: onKey } }, withFilter ? filter : null, list);
  refresh();
  if (options.load) ask(options.load);
  return {
    root,
    refresh,
    focus: () => {
      keyboard.focus({ preventScroll: true });
      activate(shown().find((row) => row.getAttribute('aria-selected') === 'true') ?? shown()[0]);
      active?.scrollIntoView({ block: 'nearest' });
    },
  };
}
