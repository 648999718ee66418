/** A block (or a view), and whether Slack takes it. */
export interface Case {
  name: string;
  block: Record<string, unknown>;
  good: boolean;
  /** Why slack_sdk takes what Slack's documentation forbids. */
  sdkIsLaxer?: string;
}

const text = (length: number) => 'x'.repeat(length);
const plain = (words: string) => ({ type: 'plain_text', text: words });
const mrkdwn = (words: string) => ({ type: 'mrkdwn', text: words });
const option = (value: string) => ({ text: plain(value), value });
const options = (count: number) => Array.from({ length: count }, (_, index) => option(`o${index}`));
const button = (extra = {}) => ({ type: 'button', action_id: 'a', text: plain('Go'), ...extra });
const section = (extra = {}) => ({ type: 'section', text: mrkdwn('x'), ...extra });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const input = (element: object, extra = {}) => ({ type: 'input', label: plain('L'), element, ...extra });
const image = (extra = {}) => ({ type: 'image', image_url: 'https://x.org/a.png', alt_text: 'x', ...extra });
const select = (extra = {}) => ({ type: 'static_select', action_id: 's', ...extra });
const cell = (words: string) => ({ type: 'raw_text', text: words });
const rows = (count: number, columns: number) =>
  Array.from({ length: count }, () => Array.from({ length: columns }, () => cell('x')));
const confirm = (extra = {}) => ({
  title: plain('Sure?'),
  text: plain('Really'),
  confirm: plain('Yes'),
  deny: plain('No'),
  ...extra,
});
const modal = (extra = {}) => ({ type: 'modal', title: plain('T'), blocks: [section()], ...extra });

const shapesOnly = 'it checks lengths of what it knows, not this property';
const noCount = 'it does not count these';

/** Both slack_sdk and the sandbox must agree on these, but for the named exceptions. */
export const cases: Case[] = [
  { name: 'section', block: section(), good: true },
  { name: 'section of 3,000', block: section({ text: mrkdwn(text(3000)) }), good: true },
  { name: 'section of 3,001', block: section({ text: mrkdwn(text(3001)) }), good: false },
  { name: 'section without text and fields', block: { type: 'section' }, good: false },
  {
    name: 'section with 10 fields',
    block: { type: 'section', fields: Array.from({ length: 10 }, () => mrkdwn('f')) },
    good: true,
  },
  {
    name: 'section with 11 fields',
    block: { type: 'section', fields: Array.from({ length: 11 }, () => mrkdwn('f')) },
    good: false,
  },
  {
    name: 'section with a field of 2,001',
    block: { type: 'section', fields: [mrkdwn(text(2001))] },
    good: false,
    sdkIsLaxer: noCount,
  },
  { name: 'section with an image', block: section({ accessory: image() }), good: true },
  { name: 'section, block_id of 255', block: section({ block_id: text(255) }), good: true },
  { name: 'section, block_id of 256', block: section({ block_id: text(256) }), good: false },
  {
    name: 'section, unknown property',
    block: section({ colour: 'red' }),
    good: false,
    sdkIsLaxer: 'it warns of an unknown property and leaves it out',
  },
  { name: 'section, empty text', block: section({ text: mrkdwn('') }), good: false, sdkIsLaxer: noCount },
  { name: 'header of 150', block: { type: 'header', text: plain(text(150)) }, good: true },
  { name: 'header of 151', block: { type: 'header', text: plain(text(151)) }, good: false },
  {
    name: 'header in mrkdwn',
    block: { type: 'header', text: mrkdwn('x') },
    good: false,
    sdkIsLaxer: 'it does not look at the kind of text',
  },
  { name: 'divider', block: { type: 'divider' }, good: true },
  { name: 'unknown block', block: { type: 'sectoin', text: mrkdwn('x') }, good: false },
  { name: 'context of 10', block: { type: 'context', elements: Array(10).fill(mrkdwn('x')) }, good: true },
  { name: 'context of 11', block: { type: 'context', elements: Array(11).fill(mrkdwn('x')) }, good: false },
  { name: 'image', block: image(), good: true },
  { name: 'image, alt_text of 2,001', block: image({ alt_text: text(2001) }), good: false },
  { name: 'image without alt_text', block: { type: 'image', image_url: 'https://x.org/a.png' }, good: false },
  {
    name: 'image, address of 3,001',
    block: image({ image_url: `https://x.org/${text(2987)}` }),
    good: false,
  },
  { name: 'image, title of 2,001', block: image({ title: plain(text(2001)) }), good: false },
  { name: 'image of Slack', block: { type: 'image', slack_file: { id: 'F1' }, alt_text: 'x' }, good: true },
  {
    name: 'image without a source',
    block: { type: 'image', alt_text: 'x' },
    good: false,
    sdkIsLaxer: 'it does not ask for image_url or slack_file',
  },
  {
    name: '25 buttons',
    block: actions(...Array.from({ length: 25 }, (_, n) => button({ action_id: `a${n}` }))),
    good: true,
  },
  {
    name: '26 buttons',
    block: actions(...Array.from({ length: 26 }, (_, n) => button({ action_id: `a${n}` }))),
    good: false,
  },
  { name: 'button of 75', block: actions(button({ text: plain(text(75)) })), good: true },
  { name: 'button of 76', block: actions(button({ text: plain(text(76)) })), good: false },
  { name: 'button, value of 2,000', block: actions(button({ value: text(2000) })), good: true },
  { name: 'button, value of 2,001', block: actions(button({ value: text(2001) })), good: false },
  { name: 'button, action_id of 256', block: actions(button({ action_id: text(256) })), good: false },
  { name: 'button, primary', block: actions(button({ style: 'primary' })), good: true },
  { name: 'button, unknown style', block: actions(button({ style: 'huge' })), good: false },
  { name: 'button, confirmed', block: actions(button({ confirm: confirm() })), good: true },
  {
    name: 'button, confirm title of 101',
    block: actions(button({ confirm: confirm({ title: plain(text(101)) }) })),
    good: false,
  },
  {
    name: 'button, confirm button of 31',
    block: actions(button({ confirm: confirm({ confirm: plain(text(31)) }) })),
    good: false,
  },
  {
    name: 'two elements with one action_id',
    block: actions(button(), button()),
    good: false,
    sdkIsLaxer: 'it looks at each element alone',
  },
  { name: 'select of 100', block: actions(select({ options: options(100) })), good: true },
  { name: 'select of 101', block: actions(select({ options: options(101) })), good: false },
  { name: 'select without options', block: actions(select()), good: false },
  {
    name: 'select with both lists',
    block: actions(
      select({ options: options(1), option_groups: [{ label: plain('g'), options: options(1) }] }),
    ),
    good: false,
  },
  {
    name: 'select in groups',
    block: actions(select({ option_groups: [{ label: plain('g'), options: options(2) }] })),
    good: true,
  },
  {
    name: 'select, option of 76',
    block: actions(select({ options: [option(text(76))] })),
    good: false,
    sdkIsLaxer: 'it leaves options as they are when it parses',
  },
  {
    name: 'select, placeholder of 151',
    block: actions(select({ options: options(1), placeholder: plain(text(151)) })),
    good: false,
  },
  {
    name: 'select, first choice not offered',
    block: actions(select({ options: options(2), initial_option: option('other') })),
    good: false,
    sdkIsLaxer: shapesOnly,
  },
  {
    name: 'overflow of 5',
    block: actions({ type: 'overflow', action_id: 'o', options: options(5) }),
    good: true,
  },
  {
    name: 'overflow of 6',
    block: actions({ type: 'overflow', action_id: 'o', options: options(6) }),
    good: false,
  },
  {
    name: 'checkboxes of 11',
    block: input({ type: 'checkboxes', action_id: 'c', options: options(11) }),
    good: false,
    sdkIsLaxer: noCount,
  },
  {
    name: 'radio buttons',
    block: input({ type: 'radio_buttons', action_id: 'c', options: options(10) }),
    good: true,
  },
  {
    name: 'text input',
    block: input({ type: 'plain_text_input', action_id: 't', multiline: true }),
    good: true,
  },
  {
    name: 'input, label of 2,001',
    block: input({ type: 'plain_text_input', action_id: 't' }, { label: plain(text(2001)) }),
    good: false,
  },
  {
    name: 'input, hint of 2,001',
    block: input({ type: 'plain_text_input', action_id: 't' }, { hint: plain(text(2001)) }),
    good: false,
  },
  { name: 'input with a button', block: input(button()), good: false },
  {
    name: 'number input',
    block: input({ type: 'number_input', action_id: 'n', is_decimal_allowed: false, min_value: '1' }),
    good: true,
  },
  {
    name: 'number input that does not say whether decimals are allowed',
    block: input({ type: 'number_input', action_id: 'n' }),
    good: false,
    sdkIsLaxer: shapesOnly,
  },
  {
    name: 'date picker',
    block: input({ type: 'datepicker', action_id: 'd', initial_date: '2026-11-23' }),
    good: true,
  },
  {
    name: 'date of no month',
    block: input({ type: 'datepicker', action_id: 'd', initial_date: '23.11.' }),
    good: false,
  },
  { name: 'time', block: input({ type: 'timepicker', action_id: 'd', initial_time: '23:59' }), good: true },
  {
    name: 'no time',
    block: input({ type: 'timepicker', action_id: 'd', initial_time: '25:00' }),
    good: false,
  },
  { name: 'table', block: { type: 'table', rows: rows(100, 20) }, good: true },
  { name: 'table without rows', block: { type: 'table', rows: [] }, good: false },
  {
    name: 'table of 101 rows',
    block: { type: 'table', rows: rows(101, 2) },
    good: false,
    sdkIsLaxer: noCount,
  },
  {
    name: 'table of 21 columns',
    block: { type: 'table', rows: rows(1, 21) },
    good: false,
    sdkIsLaxer: noCount,
  },
  {
    name: 'table with an empty cell',
    block: { type: 'table', rows: [[cell('')]] },
    good: false,
    sdkIsLaxer: 'it leaves the cells of a table as they are',
  },
  {
    name: 'rich text',
    block: {
      type: 'rich_text',
      elements: [
        { type: 'rich_text_section', elements: [{ type: 'text', text: 'x', style: { bold: true } }] },
      ],
    },
    good: true,
  },
  { name: 'modal', block: modal(), good: true },
  { name: 'modal, title of 25', block: modal({ title: plain(text(25)) }), good: false },
  { name: 'modal, submit of 25', block: modal({ submit: plain(text(25)) }), good: false },
  { name: 'modal, close of 24', block: modal({ close: plain(text(24)) }), good: true },
  { name: 'modal, metadata of 3,001', block: modal({ private_metadata: text(3001) }), good: false },
  { name: 'modal, callback_id of 256', block: modal({ callback_id: text(256) }), good: false },
  { name: 'modal of 100 blocks', block: modal({ blocks: Array(100).fill(section()) }), good: true },
  { name: 'modal of 101 blocks', block: modal({ blocks: Array(101).fill(section()) }), good: false },
  {
    name: 'modal with an input and no submit',
    block: modal({ blocks: [input({ type: 'plain_text_input', action_id: 't' })] }),
    good: false,
    sdkIsLaxer: 'it looks at the fields of a view alone',
  },
  { name: 'home', block: { type: 'home', blocks: [section()] }, good: true },
  { name: 'home with submit', block: { type: 'home', blocks: [section()], submit: plain('x') }, good: false },
];
