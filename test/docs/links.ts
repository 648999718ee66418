// What the pages name: links, anchors, commands of the shell and paths of the project.

/** A page without its code blocks, so that what only looks like a link in them is none. */
export function withoutCodeBlocks(text: string): string {
  return text.replace(/^( *)```[\s\S]*?^\1```$/gm, '');
}

/** Targets of all links and pictures: `[words](target)`, `![words](target)`. */
export function linkTargets(text: string): string[] {
  const prose = withoutCodeBlocks(text).replace(/`[^`\n]*`/g, '``');
  return [...prose.matchAll(/\]\(<?([^()\s>]+)>?\)/g)].map(([, target = '']) => target);
}

/** The anchors that GitHub gives the headings of a page: small letters, hyphens for blanks, no punctuation. */
export function anchors(text: string): Set<string> {
  const found = new Set<string>();
  for (const [, heading = ''] of withoutCodeBlocks(text).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const anchor = words
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let numbered = anchor;
    for (let count = 1; found.has(numbered); count += 1) numbered = `${anchor}-${count}`;
    found.add(numbered);
  }
  return found;
}

/** A command of the shell as a page names it, and the options behind it. */
export interface NamedCommand {
  word: string;
  options: string[];
}

/** Every `./nmma WORD …` of a page, in code blocks and in code spans; `./nmma WORD` itself is none. */
export function namedCommands(text: string): NamedCommand[] {
  return [...text.matchAll(/\.\/nmma ([a-z]\w*)((?:[^\S\n]+[^`\s#]+)*)/g)].map(
    ([, word = '', rest = '']) => ({
      word,
      options: [...rest.matchAll(/(?<=\s)--[a-z][a-z-]*/g)].map(([option]) => option),
    }),
  );
}

/** Code spans that are paths of the project: `pipeline/fits/ranking.ts`, `docs/`, not `STATE/jobs` nor a pattern. */
export function namedPaths(text: string): string[] {
  const folders = 'app|handlers|pipeline|charts|db|fitter|sandbox|bench|docs|test';
  const pattern = new RegExp(`\`((?:${folders})/[\\w./-]*)(?:(?: [^\`]*)|/?)\``, 'g');
  return [...withoutCodeBlocks(text).matchAll(pattern)].map(([, path = '']) => path);
}
