import type { RunsScope } from '../contract.ts';
import { t } from '../../kit/language/language.ts';

export function scopeTitle(scope: RunsScope): string {
  return scope.kind === 'all' ? t('All runs') : t('Runs of {0}', scope.name);
}
