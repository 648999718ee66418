/** The full name of what somebody typed, which may lack `ZTF`; null when it cannot be one. */
export function fullName(typed: string): string | null {
  const [, year, letters] = /^(?:ztf)?(\d{2})([a-z]{7})$/i.exec(typed.trim()) ?? [];
  return year === undefined || letters === undefined ? null : `ZTF${year}${letters.toLowerCase()}`;
}

/** ZTF's names: two digits of the year, seven letters. */
export const ztfName = /^ZTF\d{2}[a-z]{7}$/;
/** Whether a string is the name of an object: it then is safe in paths and addresses. */
export function isObjectName(name: string): boolean {
  return ztfName.test(name);
}
