import { describe, expect, it } from 'vitest';
import { shorten, textWidth } from '../../../charts/look/fonts.ts';

describe('text', () => {
  it('is measured in the charts’ own font and shortened in the middle', () => {
    expect(textWidth('ZTF22aawacjw', 20, true)).toBeGreaterThan(textWidth('ZTF22aawacjw', 20));
    expect(shorten('short', 200, 14)).toBe('short');
    const long = shorten(`begin${'x'.repeat(80)}end`, 150, 14);
    expect(long).toMatch(/^begin.*….*end$/);
    expect(textWidth(long, 14)).toBeLessThanOrEqual(150);
  });
});
