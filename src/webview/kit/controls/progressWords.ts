import type { EstimatedProgress } from '../../../data/shapes/progress.ts';
import { t } from '../language/language.ts';
import { bytes, duration, fixed } from '../language/numbers.ts';

/** "Reading: 120.4 MiB of 225.7 MiB", "Exact figures: 6 of 9 columns" */
export function progressWords({ phase, done, total, unit }: EstimatedProgress): string {
  const write = unit === 'bytes' ? bytes : (count: number) => fixed(Math.round(count));
  const shown = [write(Math.min(done, total)), write(total)] as const;
  const isReading = phase === 'reading';
  if (phase === 'downloading') return t('Downloading: {0} of {1}', ...shown);
  switch (unit) {
    case 'bytes':
      return isReading ? t('Reading: {0} of {1}', ...shown) : t('Exact figures: {0} of {1}', ...shown);
    case 'rows':
      return isReading
        ? t('Reading: {0} of {1} rows', ...shown)
        : t('Exact figures: {0} of {1} rows', ...shown);
    case 'columns':
      return isReading
        ? t('Reading: {0} of {1} columns', ...shown)
        : t('Exact figures: {0} of {1} columns', ...shown);
  }
}

/** "about 4 s left"; nothing while it is too early to tell. */
export function leftWords({ secondsLeft }: EstimatedProgress): string | undefined {
  if (secondsLeft === undefined) return undefined;
  const whole = Math.max(1, Math.round(secondsLeft));
  return whole < 60 ? t('about {0} s left', whole) : t('about {0} left', duration(whole));
}

export const progressShare = ({ done, total }: EstimatedProgress): number | undefined =>
  total > 0 ? Math.min(1, done / total) : undefined;
