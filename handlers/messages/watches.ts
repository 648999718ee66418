import type { PostContent } from '../../pipeline/api/posts.ts';
import type { Watched, WatchSummary } from '../../pipeline/api/watches.ts';
import { anyOf, listed } from '../../pipeline/shared/words.ts';
import { actions, type Block, button, context, header, type Message, message, section } from './blocks.ts';
import { factsLine } from './facts.ts';
import { bullets } from './fitLists.ts';
import { verdictSection } from './objectReport.ts';
import { opinionBlock } from './opinions.ts';
import { ids, type Picture, picture } from './parts.ts';
import { counted, cut, escapeText, fixed, mention, moment } from './text.ts';
import { changeWords, verdictTitle, withError } from './verdict.ts';

/** "ZTF22aawacjw", "KN > 3". */
export function watchedWords(watched: Watched): string {
  return 'kind' in watched ? `${watched.kind} > ${String(watched.above).replace('-', '−')}` : watched.object;
}

/** What the app is told to end a watch. */
export function watchValue(watched: Watched): string {
  return 'kind' in watched ? `kind:${watched.kind}` : `object:${watched.object}`;
}

function sentence(text: string): Message {
  return message(text.replaceAll('*', ''), [section(text)]);
}

/** Told to who began to watch something. */
export function watchAnswer(outcomes: readonly { watched: Watched; changed: boolean }[]): Message {
  return sentence(
    bullets(
      outcomes.map(({ watched, changed }) => {
        const name = `*${escapeText(watchedWords(watched))}*`;
        if (!changed) return `${name}: you watch that already.`;
        const when =
          'kind' in watched
            ? `when an object reaches a ${watched.kind} score of ${String(watched.above).replace('-', '−')}`
            : 'when its verdict changes';
        const word = 'kind' in watched ? watched.kind : escapeText(watched.object);
        return `${name}: you get a direct message ${when}. \`/nmma unwatch ${word}\` ends it.`;
      }),
      '',
    ),
  );
}

/** Told to who ended watches. */
export function unwatchAnswer(ended: readonly Watched[]): Message {
  if (ended.length === 0) return sentence('You did not watch that. `/nmma watch` lists what you watch.');
  const names = ended.map((one) => `*${escapeText(watchedWords(one))}*`);
  return sentence(`No more direct messages about ${anyOf(names)}.`);
}

/** One line about a watch. */
export function watchLine({ watched, since }: WatchSummary): string {
  return `*${escapeText(watchedWords(watched))}*, since ${moment(since, '{date_short_pretty}')}`;
}

/** Everything that somebody watches. */
export function watchList(watches: readonly WatchSummary[]): Message {
  if (watches.length === 0) {
    return sentence('You watch nothing. `/nmma watch OBJECT` or `/nmma watch KN>3` begins it.');
  }
  const title = `You watch ${counted(watches.length, 'thing')}`;
  const names = watches.map(({ watched }) => watchedWords(watched));
  return message(cut(`${title}: ${escapeText(listed(names))}`, 1000), [
    header(title),
    section(bullets(watches.map(watchLine))),
    context('`/nmma unwatch OBJECT`, `/nmma unwatch KN` or `/nmma unwatch all` ends it.'),
  ]);
}

type WatchNotice = Extract<PostContent, { kind: 'watch-notice' }>;

/** What is new, in a few words. */
function newsWords({ because, verdict, before }: WatchNotice): string {
  const passed = because.filter((one) => 'kind' in one);
  if (passed.length > 0) return `Passed ${listed(passed.map(watchedWords))}`;
  if (before === null) return 'First verdict';
  const isSame =
    before.state === verdict.state && before.kind === verdict.kind && before.strength === verdict.strength;
  if (!isSame) return `Verdict changed: ${changeWords(before, verdict)}`;
  return `Kilonova score ${fixed(verdict.kilonovaScore ?? 0, 1)}, above the threshold`;
}

/** To a person directly: what they watch has a new verdict, and what can be done about it. */
export function watchNotice(content: WatchNotice, lightCurve: Picture): Message {
  const { object, because, verdict, bestFitId, portalUrl, postUrl } = content;
  const news = escapeText(newsWords(content));
  const facts = factsLine(content.facts);
  const buttons = [
    ...(bestFitId === null ? [] : [button('Details', ids.details, String(bestFitId))]),
    ...(postUrl === null ? [] : [button('Message', ids.openPost, object, { url: postUrl })]),
    ...(portalUrl === null ? [] : [button('SkyPortal', ids.fritz, object, { url: portalUrl })]),
    ...because
      .slice(0, 5)
      .map((one, index) => button(`Stop ${watchedWords(one)}`, `${ids.unwatch}_${index}`, watchValue(one))),
  ];
  return message(cut(`${escapeText(`${verdictTitle(verdict)} · ${object}`)}: ${news}`, 1000), [
    header(`${verdictTitle(verdict)} · ${object}`),
    section(`*${news}*`),
    verdictSection(verdict),
    ...(facts ? [context(facts)] : []),
    ...picture(lightCurve),
    context(`You watch ${escapeText(listed(because.map(watchedWords)))}.`),
    actions(ids.actionsBlock, buttons),
  ]);
}

/** Calls the people whom the configuration names. */
export function alert(content: Extract<PostContent, { kind: 'alert' }>): Message {
  const { object, verdict, kilonovaScore, users, groups } = content;
  const who = [...users.map(mention), ...groups.map((id) => `<!subteam^${id}>`)].join(' ');
  const score = kilonovaScore === null ? '' : `, kilonova score ${withError(kilonovaScore, null)}`;
  const title = escapeText(`${verdictTitle(verdict)} · ${object}`);
  const blocks: Block[] = [
    section(`${who} *${title}*${score}`),
    opinionBlock(object, [], 'What do you say?'),
  ];
  return message(`${who} ${title}${score}`, blocks);
}
