/**
 * Names of objects, in the one spelling that is kept. Each is safe in paths and addresses: letters, digits and hyphens.
 *
 * | whose | kept as | also typed as |
 * | --- | --- | --- |
 * | ZTF | `ZTF22aawacjw` | `22aawacjw` |
 * | IAU (TNS) | `AT2022abc`, `SN1987A` | `AT 2022abc`, `2022abc` |
 * | LSST | `LSST` and its diaObjectId | the number alone |
 * | gamma-ray bursts | `GRB211211A` | `GRB 211211A` |
 * | other surveys | `ATLAS22abc`, `ASASSN-15lh`, … | in any case |
 */

/** Other surveys, as they write themselves; what follows is two to six digits and a few letters or digits. */
const surveys = [
  ...['ASASSN-', 'ATLAS', 'BGEM', 'CSS', 'DES', 'EP', 'FXT', 'Gaia', 'GOTO', 'iPTF', 'MLS', 'PS', 'PTF'],
  ...['SNhunt', 'WXT', 'XRT', 'KMTNet', 'DEBass', 'SKYMAPPER', 'LSQ'],
] as const;
const bySmall = new Map(surveys.map((survey) => [survey.toLowerCase(), survey]));

const sources = {
  ztf: String.raw`ZTF\d{2}[a-z]{7}`,
  iau: String.raw`(?:AT|SN)[ _-]?(?:18|19|20)\d{2}[a-z]{1,5}`,
  grb: String.raw`GRB[ _-]?\d{6}[a-z]?`,
  lsst: String.raw`LSST[ _-]?\d{15,20}`,
  survey: String.raw`(?:${surveys.join('|')})\d{2,6}[a-z0-9]{1,8}`,
};

/** Names at the beginning of a file's name, as the source of a pattern without regard to case. */
export const objectNameSource = [...Object.values(sources), String.raw`\d{15,20}`].join('|');
const inText = new RegExp(`(?<![A-Za-z0-9])(?:${Object.values(sources).join('|')})(?![A-Za-z0-9])`, 'gi');
/** The page of an object at TNS has its name without AT or SN. */
const atTns = /wis-tns\.org\/object\/((?:18|19|20)\d{2}[a-z]{1,5})(?![A-Za-z0-9])/gi;
const survey = new RegExp(`^(${surveys.join('|')})(\\d{2,6}[a-z0-9]{1,8})$`, 'i');

/** IAU letters: one is a capital, several are small. */
function iauLetters(letters: string): string {
  return letters.length === 1 ? letters.toUpperCase() : letters.toLowerCase();
}

const readers: readonly { pattern: RegExp; name: (parts: readonly string[]) => string }[] = [
  { pattern: /^(?:ZTF[ _-]?)?(\d{2}[a-z]{7})$/i, name: ([rest = '']) => `ZTF${rest.toLowerCase()}` },
  {
    pattern: /^(?:(AT|SN)[ _-]?)?((?:18|19|20)\d{2})([a-z]{1,5})$/i,
    name: ([prefix, year = '', letters = '']) =>
      `${(prefix || 'AT').toUpperCase()}${year}${iauLetters(letters)}`,
  },
  { pattern: /^GRB[ _-]?(\d{6}[a-z]?)$/i, name: ([rest = '']) => `GRB${rest.toUpperCase()}` },
  { pattern: /^(?:LSST[ _-]?)?(\d{15,20})$/i, name: ([id = '']) => `LSST${id}` },
  {
    pattern: survey,
    name: ([prefix = '', rest = '']) => `${bySmall.get(prefix.toLowerCase()) ?? prefix}${rest.toLowerCase()}`,
  },
];

/** The full name of what somebody typed, in any case and without what goes without saying; null when it cannot be one. */
export function fullName(typed: string): string | null {
  const word = typed.trim();
  for (const { pattern, name } of readers) {
    const found = pattern.exec(word);
    if (found) return name(found.slice(1).map((part) => part ?? ''));
  }
  return null;
}

/** Whether a string is the name of an object as it is kept: it then is safe in paths and addresses. */
export function isObjectName(name: string): boolean {
  return fullName(name) === name;
}

/** Whether it is one of ZTF's own. */
export function isZtfName(name: string): boolean {
  return name.startsWith('ZTF') && isObjectName(name);
}

/** The name without the AT or SN that changes with its classification; null for another kind of name. */
export function iauDesignation(name: string): string | null {
  return /^(?:AT|SN)(\d{4}[A-Za-z]+)$/.exec(name)?.[1] ?? null;
}

/** Every name that an object may be known by: of an IAU name, that before and after its classification. */
export function sameNames(name: string): string[] {
  const designation = iauDesignation(name);
  if (designation === null) return [name];
  return [name, name.startsWith('AT') ? `SN${designation}` : `AT${designation}`];
}

/** The names that stand in a text, each once, spelt as they are kept. */
export function namesInText(text: string): string[] {
  const tns = [...text.matchAll(atTns)].map(([, designation = '']) => designation);
  const all = [...(text.match(inText) ?? []), ...tns];
  return [...new Set(all.flatMap((one) => fullName(one) ?? []))];
}

/** What an object's name is like, for sentences. */
export const nameExample = 'ZTF22aawacjw, AT2022abc or GRB211211A';
