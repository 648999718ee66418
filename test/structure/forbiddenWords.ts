import type { SourceFile } from './files.ts';

interface Rule {
  pattern: RegExp;
  what: string;
  /** Files where it may stand. */
  except?: RegExp;
  /** Files that are looked at; all without it. */
  only?: RegExp;
}

const typescript = /\.ts$/;

// Joined from pieces where this file would otherwise contain what it forbids.
const rules: readonly Rule[] = [
  {
    pattern: new RegExp(`(?<![\\w./-])/${'work'}(?![\\w-])`),
    what: 'names a folder of the machine it was written on',
  },
  {
    // pipeline/shared is a room of ours.
    pattern: new RegExp(`\\.\\./${'shared'}\\b(?!/\\w+\\.ts)`),
    what: 'needs a folder beside the project',
    except: /^(test|fitter\/tests|docs)\/|^README\.md$/,
  },
  { pattern: /\bxox[abepr](?:\.xox[a-z])?-\d{9,}-\d{9,}-\w{16,}/, what: 'holds a Slack token' },
  { pattern: /\bxapp-\d-[A-Z0-9]{9,}-\d{9,}-[0-9a-f]{32,}/, what: 'holds a Slack app token' },
  { pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/, what: 'holds a private key' },
  { pattern: /\b(AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}|npm_\w{36})\b/, what: 'holds a key of a service' },
  { pattern: /[:<|&,(]\s*any\b\s*(?=[[\]<>;,)=|&{}]|$)|\bas any\b/, what: 'uses any', only: typescript },
  { pattern: /@ts-(ignore|nocheck)/, what: 'silences the type checker', only: typescript },
];

/** Comments and strings go, so that prose may say "any"; line numbers stay. */
export function codeOnly(text: string): string {
  return text.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g,
    (match) => `''${'\n'.repeat(match.split('\n').length - 1)}`,
  );
}

/** One sentence, with the line, per word that must not stand where it stands. */
export function wordErrors(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    rules
      .filter((rule) => !rule.except?.test(path) && (rule.only?.test(path) ?? true))
      .flatMap(({ pattern, what }) => {
        const looked = what === 'uses any' ? codeOnly(text) : text;
        return looked
          .split('\n')
          .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${what}`] : []));
      }),
  );
}
