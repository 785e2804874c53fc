import type { ExperimentEdit } from '../../../data/comparison/experimentDifference.ts';
import type { RowRule } from '../../../data/shapes/rowRules.ts';
import type { Setting } from '../../../data/comparison/sharedSettings.ts';
import { t } from '../../kit/language/language.ts';
import { featureText } from '../../kit/language/featureWords.ts';
import { listText } from '../../kit/language/listFields.ts';
import { nameList } from '../../kit/language/nameList.ts';
import { fixed, full } from '../../kit/language/numbers.ts';
import { ruleText } from '../../kit/language/rowRules.ts';
import { settingName } from '../../kit/language/settingNames.ts';

/** What a setting is before and after an edit. */
export function editWords(edit: ExperimentEdit): { readonly before: string; readonly after: string } {
  switch (edit.kind) {
    case 'value':
      return { before: valueText(edit.path, edit.before), after: valueText(edit.path, edit.after) };
    case 'feature': {
      const words = (feature: typeof edit.before) =>
        feature === undefined ? t('not used') : featureText(feature);
      return { before: words(edit.before), after: words(edit.after) };
    }
    case 'rule': {
      const words = (rule: typeof edit.before) => (rule === undefined ? t('none') : ruleText(rule));
      return { before: words(edit.before), after: words(edit.after) };
    }
    case 'order':
      return {
        before: t('in the order {0}', nameList(edit.before)),
        after: t('in the order {0}', nameList(edit.after)),
      };
  }
}

/** A setting that is the same for all, in few words. */
export const settingText = ({ path, value }: Setting): string =>
  Array.isArray(value) || typeof value !== 'number' || (path[0] !== 'features' && path[0] !== 'rows')
    ? t('{0} {1}', settingName(path), valueText(path, value))
    : path[0] === 'features'
      ? value === 1
        ? t('1 feature')
        : t('{0} features', fixed(value))
      : value === 1
        ? t('1 row rule')
        : t('{0} row rules', fixed(value));

function valueText(path: readonly string[], value: unknown): string {
  if (value === undefined) return absentText(path);
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (typeof value === 'number') return full(value);
  if (typeof value === 'string') return value === '' ? '“”' : value;
  if (Array.isArray(value) && value.every(isPlain)) return listText(value);
  if (Array.isArray(value) && path[0] === 'rows') return listOf(value.map(ruleTextOf));
  if (Array.isArray(value)) return t('{0} of them', fixed(value.length));
  return JSON.stringify(value);
}

const listOf = (texts: readonly string[]): string => (texts.length === 0 ? t('none') : texts.join('; '));

// SAFETY: an experiment has row rules there.
const ruleTextOf = (rule: unknown): string => ruleText(rule as RowRule);

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** What holds where an experiment says nothing. */
function absentText([top = '']: readonly string[]): string {
  switch (top) {
    case 'hyperparameters':
    case 'split':
      return t('default');
    case 'features':
      return t('every usable column');
    case 'read':
    case 'columns':
      return t('detected');
    default:
      return t('none');
  }
}
