import { getL10nPseudoLocalized } from '@vscode/l10n-dev';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import english from '../../../../l10n/bundle.l10n.json';
import { setLanguage, t } from './language.ts';
import { bytes, fixed } from './numbers.ts';
import { priceText } from './prices.ts';

const pseudo = Object.fromEntries(
  Object.entries(getL10nPseudoLocalized(english)).flatMap(([key, text]) =>
    typeof text === 'string' ? [[key, text]] : [],
  ),
);
beforeEach(() => setLanguage('de', pseudo));
afterEach(() => setLanguage('en', {}));

describe('a page in another language', () => {
  test('every text has a translation that keeps its placeholders', () => {
    expect(Object.keys(pseudo)).toEqual(Object.keys(english));
    const placeholders = (text: string) => (text.match(/\{\d+\}/g) ?? []).toSorted();
    for (const [key, text] of Object.entries(pseudo)) {
      expect(placeholders(text)).toEqual(placeholders(key));
      if (/\p{L}{2,}/u.test(key)) expect(text).not.toBe(key);
    }
  });

  test('speaks it, numbers included', () => {
    expect(t('Open experiment')).not.toMatch(/\b(Open|experiment)\b/);
    expect(priceText({ kind: 'free' }, () => '')).not.toMatch(/\b(free|computer)\b/);
    expect(bytes(333)).toMatch(/333/);
    expect(bytes(333)).not.toMatch(/\bbytes\b/);
    expect(fixed(24267.3, 1)).toBe('24.267,3');
  });
});
