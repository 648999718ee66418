import type { MarkOutcome, Opinion, OpinionWord } from '../../pipeline/api/opinions.ts';
import type { PostContent } from '../../pipeline/api/posts.ts';
import { type Block, type Message, message, section } from './blocks.ts';
import { bullets } from './fitLists.ts';
import { ids } from './parts.ts';
import { capital, cut, escapeText, mention, moment } from './text.ts';
import { verdictTitle, withError } from './verdict.ts';

const mostShown = 10;
const longestShown = 150;

/** "Interesting", "Junk", "SN Ia". */
function said({ word, class: name }: Pick<Opinion, 'word' | 'class'>): string {
  return name === null ? capital(word) : name;
}

/** What people say of an object, with who and why: "*Junk*: Mansi (bad subtraction)". */
export function opinionWords(opinions: readonly Opinion[]): string {
  const groups = Map.groupBy(opinions.slice(-mostShown), said);
  const words = [...groups].map(([word, those]) => {
    const people = those.map(({ person, comment }) => {
      const why = comment === null ? '' : ` (${escapeText(cut(comment, longestShown))})`;
      return `${mention(person)}${why}`;
    });
    return `*${escapeText(word)}*: ${people.join(', ')}`;
  });
  const rest = opinions.length - mostShown;
  return [...words, ...(rest > 0 ? [`…and ${rest} before`] : [])].join(' · ');
}

/** The same in short, without names, so that nobody is called: "interesting ×2, SN Ia"; '' when nobody said anything. */
export function opinionCounts(opinions: readonly Opinion[]): string {
  const groups = Map.groupBy(opinions, ({ word, class: name }) => name ?? word);
  const words = [...groups].map(([word, those]) => (those.length > 1 ? `${word} ×${those.length}` : word));
  return escapeText(cut(words.join(', '), longestShown));
}

/** The line of a list: an object and what people say of it. */
export function opinionLines(opinions: readonly Opinion[]): string[] {
  const byObject = Map.groupBy(opinions, ({ object }) => object);
  return [...byObject].map(([object, those]) => `*${escapeText(object)}*: ${opinionCounts(those)}`);
}

const plain = (text: string) => ({ type: 'plain_text' as const, text, emoji: false });

/**
 * What people say of an object, and beside it the choice of one's own verdict and of following it. The block is another one after each
 * change: so Slack shows the choice empty again.
 */
export function opinionBlock(
  object: string,
  opinions: readonly Opinion[],
  whenNone = 'No verdict from people yet.',
): Block {
  const newest = Math.max(0, ...opinions.map(({ at }) => Date.parse(at)));
  // The object follows the word: the handler knows both by the value.
  const option = (text: string, word: OpinionWord | 'withdraw' | 'follow' | 'unfollow') => ({
    text: plain(text),
    value: cut(`${word}:${object}`, 150),
  });
  return {
    type: 'section',
    block_id: `${ids.opinionsBlock}_${opinions.length}_${newest.toString(36)}`,
    text: { type: 'mrkdwn', text: opinionWords(opinions) || whenNone },
    accessory: {
      type: 'static_select',
      action_id: ids.opinion,
      placeholder: plain('Judge or follow…'),
      option_groups: [
        {
          label: plain('Your verdict'),
          options: [
            option('Interesting', 'interesting'),
            option('Junk', 'junk'),
            option('Classified as…', 'classified'),
            option('Withdraw mine', 'withdraw'),
          ],
        },
        {
          label: plain('Direct messages'),
          options: [option('Follow', 'follow'), option('Stop following', 'unfollow')],
        },
      ],
    },
  };
}

function sentence(text: string): Message {
  return message(text.replaceAll('*', ''), [section(text)]);
}

/** Told to who marked objects, one line per object. */
export function markAnswer(outcomes: readonly MarkOutcome[]): Message {
  return sentence(
    bullets(
      outcomes.map(({ object, changed, opinion }) => {
        const name = escapeText(object);
        const words = opinion.class === null ? opinion.word : `classified as ${escapeText(opinion.class)}`;
        return changed
          ? `*${name}*: your verdict is kept, ${words}. \`/nmma mark ${name} withdraw\` takes it back.`
          : `*${name}*: you said so before, ${words}.`;
      }),
      '',
    ),
  );
}

/** Told to who took their verdicts back. */
export function withdrawAnswer(outcomes: readonly { object: string; changed: boolean }[]): Message {
  return sentence(
    bullets(
      outcomes.map(({ object, changed }) =>
        changed
          ? `*${escapeText(object)}*: your verdict is withdrawn.`
          : `*${escapeText(object)}*: you had given no verdict.`,
      ),
      '',
    ),
  );
}

/** Told once to a channel: a strong candidate waits for somebody to look at it. */
export function reminder(content: Extract<PostContent, { kind: 'reminder' }>): Message {
  const { object, verdict, kilonovaScore } = content;
  const title = `${verdictTitle(verdict)} · ${object}`;
  const score = kilonovaScore === null ? '' : `, kilonova score ${withError(kilonovaScore, null)}`;
  const since = moment(content.since, '{date_short_pretty} {time}');
  const words = `A strong candidate since ${since}, and no verdict from people yet.`;
  return message(`${escapeText(title)}${score}. ${words}`, [
    section(`*${escapeText(title)}*${score}\n${words}`),
    opinionBlock(object, [], 'What do you say?'),
  ]);
}
