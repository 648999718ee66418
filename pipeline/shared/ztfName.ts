/** ZTF's names, as the source of a pattern: two digits of the year, seven letters. */
export const ztfNameSource = 'ZTF\\d{2}[a-z]{7}';
const ztfName = new RegExp(`^${ztfNameSource}$`);
const ztfNameInText = new RegExp(`(?<![A-Za-z0-9])${ztfNameSource}(?![A-Za-z0-9])`, 'gi');

/** Whether a string is the name of an object: it then is safe in paths and addresses. */
export function isObjectName(name: string): boolean {
  return ztfName.test(name);
}

/** The full name of what somebody typed, which may lack `ZTF`; null when it cannot be one. */
export function fullName(typed: string): string | null {
  const letters = typed.trim().toLowerCase().replace(/^ztf/, '');
  const name = `ZTF${letters}`;
  return isObjectName(name) ? name : null;
}

/** The names that stand in a text, written in any case, each spelt as ZTF does. */
export function namesInText(text: string): string[] {
  return (text.match(ztfNameInText) ?? []).map((name) => `ZTF${name.slice(3).toLowerCase()}`);
}
