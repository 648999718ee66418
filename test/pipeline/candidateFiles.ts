import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a file as it was a minute ago: nobody waits for it to settle. */
export function writeOld(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  const before = Date.now() / 1000 - 60;
  utimesSync(path, before, before);
}

/** Name of an object's candidate file. */
export function candidateFile(object: string): string {
  return `lc_${object}_forced1_stacked0.csv`;
}

export const csvHeader = ',jd,mag,mag_unc,filter,limmag,programid,forced';

/** One detection as candidate files write it. */
export function detection(jd: number, filter = 'g', mag = 18): string {
  return `0,${jd},${mag},0.1,${filter},20.5,2.0,1.0`;
}

/** A candidate file of detections at those Julian dates, one limit before them. */
export function candidateText(jds: readonly number[], mag = 18): string {
  const first = jds[0] ?? 2459786;
  const limit = `0,${first - 1},99.0,99.0,r,20.5,2.0,1.0`;
  return [csvHeader, limit, ...jds.map((jd, i) => detection(jd, 'gri'[i % 3], mag + i * 0.2)), ''].join('\n');
}
