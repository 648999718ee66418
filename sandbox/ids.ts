import { randomBytes } from 'node:crypto';

let lastNumber = Date.now();

/**
 * A new id in Slack's looks: the prefix, a zero and ten letters or digits, never given twice
 * (also not by the sandbox of an earlier start).
 * @param prefix `C`, `U`, `D`, `F`, `V`, `B`, `A`, `T`.
 */
export function newId(prefix: string): string {
  lastNumber += 1;
  return `${prefix}0${lastNumber.toString(36).toUpperCase().padStart(9, '0')}`;
}

let lastMicros = 0;

/** A message timestamp: Unix seconds and microseconds (`1732370000.000100`), unique and increasing. */
export function newTs(): string {
  lastMicros = Math.max(lastMicros + 100, Date.now() * 1000);
  const seconds = Math.floor(lastMicros / 1e6);
  return `${seconds}.${String(lastMicros % 1e6).padStart(6, '0')}`;
}

/** Random hexadecimal digits for tickets, secrets and hashes. */
export function secret(bytes = 12): string {
  return randomBytes(bytes).toString('hex');
}

/** Five letters or digits, as Slack gives to blocks and elements that came without an id. */
export function shortId(): string {
  return randomBytes(6).toString('base64url').slice(0, 5);
}
