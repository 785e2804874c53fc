import { meaningOf } from '../../../data/findings/meaning.ts';
import type { ColumnProfile } from '../../../data/shapes/profile.ts';
import type { WordsInNumbers } from '../../../data/shapes/reading.ts';
import { MenuButton } from '../../kit/controls/MenuButton.tsx';
import type { MenuItem } from '../../kit/controls/MenuButton.tsx';
import { meaningName, meaningReason } from '../../kit/language/columnWords.ts';
import { t } from '../../kit/language/language.ts';
import { full } from '../../kit/language/numbers.ts';
import { otherOrder } from './dateOrder.ts';
import { choosableMeanings } from './meanings.ts';
import { optionsOf, withColumn, withLeftOut, withMissing, withValues } from './tableEdits.ts';
import type { TableEditing } from './tableEditing.ts';

interface ColumnMenuProps {
  readonly column: ColumnProfile;
  /** Words in it, where it is a column of numbers. */
  readonly words: WordsInNumbers | undefined;
  readonly editing: TableEditing;
}

/** What a column is, why, and what else it could be. */
export function ColumnMenu({ column, words, editing }: ColumnMenuProps) {
  const meaning = meaningOf(column);
  return (
    <MenuButton
      label={t('{0}: {1}', column.name, meaningName(meaning))}
      about={meaningReason(meaning, column.why)}
      groups={[
        { label: t('Meaning'), items: meaningItems(column, editing) },
        { label: t('Values'), items: valueItems(column, words, editing) },
        { label: t('Use'), items: useItems(column, editing) },
      ].filter(({ items }) => items.length > 0)}
    >
      {meaningName(meaning)}
    </MenuButton>
  );
}

function meaningItems(column: ColumnProfile, { edits, edit }: TableEditing): MenuItem[] {
  const { name, given, date } = column;
  const { meaning: _, format: __, ...others } = optionsOf(edits, name);
  const current = meaningOf(column);
  const order = date && otherOrder(date.format);
  return [
    ...choosableMeanings.map((meaning) => ({
      label: meaningName(meaning),
      isChecked: meaning === current,
      onChoose: () => edit(withColumn(edits, name, { ...others, meaning })),
    })),
    ...(order === undefined
      ? []
      : [
          {
            label: order.isDayFirst ? t('Day before month') : t('Month before day'),
            onChoose: () =>
              edit(withColumn(edits, name, { ...others, meaning: 'date', format: order.format })),
          },
        ]),
    ...(given === undefined
      ? []
      : [{ label: t('Reset to detected'), onChoose: () => edit(withColumn(edits, name, others)) }]),
  ];
}

function valueItems(
  { name, numeric }: ColumnProfile,
  words: WordsInNumbers | undefined,
  { edits, edit, values }: TableEditing,
): MenuItem[] {
  const sentinel = numeric?.sentinel;
  const { missing = [] } = optionsOf(edits, name);
  return [
    ...(sentinel === undefined
      ? []
      : [
          {
            label: t('Treat {0} as missing', full(sentinel.value)),
            onChoose: () => edit(withMissing(edits, name, String(sentinel.value), true)),
          },
        ]),
    ...missing.map((value) => ({
      label: t('Treat “{0}” as a value', value),
      onChoose: () => edit(withMissing(edits, name, value, false)),
    })),
    ...(words === undefined
      ? []
      : [
          {
            label: t('Keep its words as values'),
            onChoose: () =>
              edit(
                withValues(
                  edits,
                  values,
                  words.words.map(({ word }) => word),
                ),
              ),
          },
        ]),
  ];
}

function useItems({ name }: ColumnProfile, { edits, edit, target, chooseTarget }: TableEditing): MenuItem[] {
  if (name === target) return [];
  const isLeftOut = edits.leftOut?.includes(name) === true;
  return [
    { label: t('Use as target'), onChoose: () => chooseTarget(name) },
    {
      label: isLeftOut ? t('Use as a feature again') : t('Leave out of the features'),
      onChoose: () => edit(withLeftOut(edits, [name], !isLeftOut)),
    },
  ];
}
