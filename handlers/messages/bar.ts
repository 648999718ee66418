const barCells = 10;

/** "█████░░░░░ 48 %" for a fraction of 0 to 1. */
export function bar(fraction: number): string {
  const share = Math.min(1, Math.max(0, Number.isFinite(fraction) ? fraction : 0));
  const full = Math.floor(share * barCells);
  return `${'█'.repeat(full)}${'░'.repeat(barCells - full)} ${Math.floor(share * 100)} %`;
}
