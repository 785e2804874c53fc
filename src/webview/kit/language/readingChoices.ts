import type { WholeReadOptions } from '../../../data/shapes/read.ts';
import { delimiterWord, encodingName } from './columnWords.ts';
import { t } from './language.ts';

interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/** The values of an option in the order they are offered, each exactly once. */
const choicesOf = <Value extends string>(
  order: Readonly<Record<Value, true>>,
  label: (value: Value) => string,
): Choice<Value>[] =>
  // SAFETY: the keys of a constant with every value.
  (Object.keys(order) as Value[]).map((value) => ({ value, label: label(value) }));

export const delimiterChoices = (): Choice<WholeReadOptions['delimiter']>[] =>
  choicesOf({ ',': true, ';': true, '\t': true, '|': true, ' ': true }, delimiterWord);

export const encodingChoices = (): Choice<WholeReadOptions['encoding']>[] =>
  choicesOf(
    {
      'utf-8': true,
      'windows-1252': true,
      'utf-16le': true,
      'utf-16be': true,
      'iso-8859-2': true,
      'iso-8859-15': true,
      'windows-1250': true,
      'windows-1251': true,
      'windows-1253': true,
      'windows-1254': true,
      'windows-1255': true,
      'windows-1256': true,
      'koi8-r': true,
      macintosh: true,
      shift_jis: true,
      'euc-jp': true,
      'euc-kr': true,
      gb18030: true,
      big5: true,
    },
    encodingName,
  );

export const quoteChoices = (): Choice<'double' | 'single' | 'none'>[] => [
  { value: 'double', label: '"' },
  { value: 'single', label: "'" },
  { value: 'none', label: t('none') },
];

export const escapeChoices = (): Choice<'doubled' | 'backslash'>[] => [
  { value: 'doubled', label: t('doubled') },
  { value: 'backslash', label: t('after a backslash') },
];

export const headerChoices = (): Choice<'names' | 'data'>[] => [
  { value: 'names', label: t('Row 1 is the header') },
  { value: 'data', label: t('Row 1 is data') },
];

export const decimalChoices = (): Choice<'.' | ','>[] => [
  { value: '.', label: t('point') },
  { value: ',', label: t('comma') },
];

type Thousands = 'none' | 'comma' | 'point' | 'apostrophe' | 'blank';
export const thousandsSigns: Readonly<Record<Thousands, WholeReadOptions['thousands']>> = {
  none: '',
  comma: ',',
  point: '.',
  apostrophe: "'",
  blank: ' ',
};

export const thousandsChoices = (): Choice<Thousands>[] => [
  { value: 'none', label: t('none') },
  { value: 'comma', label: t('comma') },
  { value: 'point', label: t('point') },
  { value: 'apostrophe', label: t('apostrophe') },
  { value: 'blank', label: t('blank') },
];

export const indexChoices = (): Choice<WholeReadOptions['index']>[] => [
  { value: 'leaveOut', label: t('leave it out') },
  { value: 'keep', label: t('keep it') },
];

export const wrongRowsChoices = (): Choice<WholeReadOptions['wrongRows']>[] => [
  { value: 'setAside', label: t('set aside, up to 1\u00a0% of the rows') },
  { value: 'refuse', label: t('refuse the file') },
];
