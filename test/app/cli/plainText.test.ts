import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { displayWidth, padded } from '../../../app/cli/displayWidth.ts';
import { plainMrkdwn, plainSentence, plainText } from '../../../app/cli/plainText.ts';
import {
  muteSummary,
  objectStatusReport,
  openFit,
  runSummary,
  statusReport,
} from '../../../app/examples/posts.ts';
import { commands } from '../../../handlers/commands/nmma.ts';
import {
  actions,
  type Block,
  button,
  context,
  header,
  image,
  message,
  section,
  table,
} from '../../../handlers/messages/blocks.ts';
import { help } from '../../../handlers/messages/help.ts';
import { objectStatus } from '../../../handlers/messages/objectStatus.ts';
import { status } from '../../../handlers/messages/status.ts';
import { code, escapeText, moment } from '../../../handlers/messages/text.ts';
import { long, manyFits, nasty } from '../../handlers/sendable.ts';

const plain = { isBold: false, now: new Date('2026-11-23T02:00:45Z') };
const shown = (blocks: Block[]) => plainText(message('fallback', blocks), plain);

describe('mrkdwn in a terminal', () => {
  it.each([
    ['*ZTF22aawacjw* is muted', 'ZTF22aawacjw is muted'],
    ['log10_mej and 2*3*4 stay', 'log10_mej and 2*3*4 stay'],
    ['_asked for_ by <@U0MANSI001>', 'asked for by @U0MANSI001'],
    ['Only <!subteam^S0123ABCD> and <#C0123ABCD> may', 'Only @S0123ABCD and #C0123ABCD may'],
    ['since <!date^1795399200^{time}|2026-11-23 02:00 UTC>.', 'since 2026-11-23 02:00 UTC.'],
    ['Last pull <!date^1795399200^{ago}|2026-11-23 02:00 UTC>: 3 files', 'Last pull 45 s ago: 3 files'],
    ['<!date^1795392000^{ago}|x>, <!date^1795402900^{ago}|x>', '2 h 1 min ago, in 61 min'],
    ['<!date^1795000000^{ago}|x>, <!date^1695000000^{ago}|x>', '4 days ago, 3 years ago'],
    ['<https://fritz.science/source/X|Fritz>', 'Fritz (https://fritz.science/source/X)'],
    ['<https://doi.org/10.1080>', 'https://doi.org/10.1080'],
    ['type `/nmma unmute ZTF22aawacjw`', 'type ./nmma unmute ZTF22aawacjw'],
    ['the folder `/data/nmma status` stays', 'the folder /data/nmma status stays'],
    ['`███████░░░ 74 %` *run 7*', '███████░░░ 74 % run 7'],
    ['a &lt;b&gt; &amp;lt; c', 'a <b> &lt; c'],
  ])('%s', (mrkdwn, expected) => {
    expect(plainMrkdwn(mrkdwn, plain)).toBe(expected);
  });

  it('shows what came from outside as it was written', () => {
    for (const words of [nasty, '<https://x.org|y> <@U0MANSI001>', 'a * b * c', '*x', '&amp;']) {
      expect(plainMrkdwn(escapeText(words), plain)).toBe(words.replaceAll('`', ''));
    }
    expect(plainMrkdwn(code('a_b*c*<d>'), plain)).toBe('a_b*c*<d>');
    expect(plainMrkdwn(moment('2026-11-23T02:00:00Z', '{time}'), plain)).toBe('2026-11-23 02:00 UTC');
  });

  it('is bold where a terminal can be, and never lets words from outside command the terminal', () => {
    const bold = plainMrkdwn('*a* b', { isBold: true });
    expect(bold).not.toBe('a b');
    expect(stripVTControlCharacters(bold)).toBe('a b');
    const evil = 'x\u001b[2J\u0007\u009b1my\r.';
    expect(plainMrkdwn(evil, plain)).toBe('x [2J  1my .');
    expect(plainSentence(`No object ${evil}: /nmma help`)).toBe('No object x [2J  1my .: ./nmma help');
    expect(shown([header(evil), table([['a'], [evil]], ['left']), image('F1', evil)])).not.toMatch(
      /(?!\n)\p{Cc}/u,
    );
  });
});

describe('blocks in a terminal', () => {
  it('measures what a person sees', () => {
    const widths = ['abc', '−21.90 ± 0.10', '新天体', '🔭', 'é', '⚠', 'ΔlnZ', '↺', '👩‍🔬', 'ﬀ', ''].map(
      displayWidth,
    );
    expect(widths).toEqual([3, 13, 6, 2, 1, 1, 4, 1, 2, 1, 0]);
    expect(padded('新', 4, 'right')).toBe('  新');
    expect(padded('longer', 4, 'left')).toBe('longer');
  });

  it('aligns tables, also with wide characters and minus signs', () => {
    const rows = [
      ['Model', 'ln Z'],
      ['KN (Me2017)', '−21.90 ± 0.10'],
      ['新星🔭', '—'],
    ];
    expect(shown([table(rows, ['left', 'right'])]).split('\n')).toEqual([
      'Model                 ln Z',
      '───────────  ─────────────',
      'KN (Me2017)  −21.90 ± 0.10',
      '新星🔭                   —',
    ]);
  });

  it('leaves out what can only be pressed, and keeps small print together', () => {
    const blocks = [
      header('Status'),
      section('two\nlines'),
      actions('row', [button('Refit…', 'nmma_refit', 'x')]),
      context('small'),
      context('print'),
      image('F123', 'A light curve that fades.'),
    ];
    expect(shown(blocks)).toBe('Status\n\ntwo\nlines\n\nsmall\nprint\n\n[A light curve that fades.]');
    expect(shown([])).toBe('fallback');
  });

  it('tells the facts of every message, however full', () => {
    const full = statusReport({
      open: [openFit(), openFit({ fitId: 5, object: nasty, state: 'queued', detail: long })],
      openRuns: [runSummary()],
      muted: [muteSummary({ reason: long })],
      incidents: [long],
    });
    const words = plainText(status(full), plain);
    expect(words).toContain('1 running, 1 waiting.');
    expect(words).toMatch(/█+░+ 48 % ZTF22aawacjw SC \(Piro2021\), ln Z −30\.25 so far, about 64 s left/);
    const object = plainText(objectStatus(objectStatusReport()), plain);
    expect(object).toMatch(/^#1 +KN \(Me2017\) ⚠ +best +−21\.55 ± 0\.10$/m);
    expect(object).toMatch(/^#2 +SC \(Piro2021\) +−4\.1 +−25\.65 ± 0\.12$/m);
    expect(object).toContain('The afterglow code raised on p = 1.9: expected more than 2.');
    const many = plainText(objectStatus(objectStatusReport({ object: nasty, fits: manyFits })), plain);
    for (const text of [words, object, many, plainText(help(commands), plain)]) {
      expect(text).not.toMatch(/undefined|\[object|<!date|<@|&(amp|lt|gt);|(?<!\.)\/nmma /);
    }
  });
});
