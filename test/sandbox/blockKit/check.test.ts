import { expect, test } from 'vitest';
import { checkBlocks, checkView } from '../../../sandbox/blockKit/check.ts';
import { printProblem } from '../../../sandbox/blockKit/problems.ts';

const said = (blocks: unknown, surface: 'message' | 'modal' | 'home' = 'message') =>
  checkBlocks(blocks, surface).map(printProblem);
const section = (extra: object = {}) => ({ type: 'section', text: { type: 'mrkdwn', text: 'x' }, ...extra });

test('refusals are worded and placed as Slack does', () => {
  expect(said([section(), { type: 'header' }])).toEqual([
    'missing required field: text [json-pointer:/blocks/1]',
  ]);
  expect(said([section({ colour: 1 })])).toEqual([
    'invalid additional property: colour [json-pointer:/blocks/0]',
  ]);
  expect(said([{ type: 'sectoin' }])).toEqual(['unsupported type: sectoin [json-pointer:/blocks/0]']);
  expect(said([{ type: 'video' }])[0]).toContain('unsupported type: video (Slack has this block');
  expect(said([{ text: 'x' }])).toEqual(['missing required field: type [json-pointer:/blocks/0]']);
  expect(said([section({ text: 5 })])).toEqual(['must provide a object [json-pointer:/blocks/0/text]']);
  expect(said('x')).toEqual(['must provide a array [json-pointer:/blocks]']);
  const long = section({ text: { type: 'mrkdwn', text: 'x'.repeat(3001) } });
  expect(said([long])).toEqual(['must be less than 3001 characters [json-pointer:/blocks/0/text/text]']);
});

test('how many blocks, and which where', () => {
  expect(said(Array(50).fill(section()))).toEqual([]);
  expect(said(Array(51).fill(section()))).toEqual(['no more than 50 items allowed [json-pointer:/blocks]']);
  const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] };
  expect(said([table])).toEqual([]);
  expect(said([table], 'home')).toEqual(['unsupported type: table [json-pointer:/blocks/0]']);
  expect(said([table, table])).toEqual(['only_one_table_allowed [json-pointer:/blocks/1]']);
});

test('ids stand once, focus goes to one element', () => {
  expect(said([section({ block_id: 'b' }), section({ block_id: 'b' })])).toEqual([
    '`block_id` "b" already exists for another block [json-pointer:/blocks/1/block_id]',
  ]);
  const button = { type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'x' } };
  expect(said([{ type: 'actions', elements: [button, button] }])).toEqual([
    '`action_id` "a" already exists for another action [json-pointer:/blocks/0/elements/1/action_id]',
  ]);
  expect(said([section({ accessory: button }), section({ accessory: button })])).toEqual([]);
  const label = { type: 'plain_text', text: 'L' };
  const input = { type: 'input', label, element: { type: 'plain_text_input', focus_on_load: true } };
  expect(said([input, input])).toEqual(['only one element may have focus_on_load [json-pointer:/blocks]']);
});

test('a view says what is missing', () => {
  const view = { type: 'modal', title: { type: 'plain_text', text: 'T' } };
  expect(checkView(view, 'modal').map(printProblem)).toEqual([
    'missing required field: blocks [json-pointer:/view]',
  ]);
  expect(checkView({ type: 'home', blocks: [section()] }, 'modal')[0]?.message).toBe(
    'unsupported type: home',
  );
  expect(checkView('x', 'modal')).toHaveLength(1);
});
