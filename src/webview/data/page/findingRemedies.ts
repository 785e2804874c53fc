import type { Finding } from '../../../data/shapes/findings.ts';
import type { ColumnProfile, Profile } from '../../../data/shapes/profile.ts';
import type { TableEdits } from '../../../data/shapes/tableEdits.ts';
import type { FindingRemedy } from '../../kit/controls/Findings.tsx';
import { t } from '../../kit/language/language.ts';
import { full } from '../../kit/language/numbers.ts';
import { goToSection } from '../../kit/controls/Section.tsx';
import { farOutFences } from './farOutFences.ts';
import { otherOrder } from './dateOrder.ts';
import { shortened } from './shortened.ts';
import type { TableEditing } from './tableEditing.ts';
import {
  optionsOf,
  withColumn,
  withLeftOut,
  withMissing,
  withNumber,
  withoutGaps,
  withRead,
  withRule,
  withSplit,
  withValues,
} from './tableEdits.ts';

export interface Remedies {
  readonly editing: TableEditing;
  readonly chooseTarget: (column: string) => void;
  /** Absent for a file that is no text. */
  readonly openAsText: (() => void) | undefined;
  readonly saveWrongRows: () => void;
}

/** What can be done about a finding, as links that do it. */
export function remediesOf(finding: Finding, profile: Profile, remedies: Remedies): readonly FindingRemedy[] {
  const { editing, chooseTarget, openAsText, saveWrongRows } = remedies;
  const { edits, edit, target } = editing;
  const { columns } = finding;
  const [first = ''] = columns;
  const others = columns.filter((name) => name !== target);
  const howRead = { label: t('How it was read'), onClick: () => goToSection('reading') };
  switch (finding.kind) {
    case 'linear-relation':
      return first === target
        ? [{ label: t('Show its relations'), onClick: () => goToSection('relations') }]
        : [{ label: t('Use {0} as target', named(first)), onClick: () => chooseTarget(first) }];
    case 'leakage':
    case 'close-to-target':
      return leaveOut(others, editing);
    case 'collinear':
      return leaveOut(others.slice(-1), editing);
    case 'combination':
      return leaveOut(others.slice(0, 1), editing);
    case 'no-header':
      return [
        { label: t('Row 1 is the header'), onClick: () => edit(withRead(edits, { header: true })) },
        howRead,
      ];
    case 'wrong-rows':
      return [howRead, { label: t('Save as a file'), onClick: saveWrongRows }];
    case 'words-in-numbers':
      return [{ label: t('Keep as values'), onClick: () => edit(withWords(profile, editing)) }, howRead];
    case 'sentinel':
      return markMissing(finding, profile, editing);
    case 'undecided-dates':
      return turnDates(columns, finding.facts.format, profile, editing);
    case 'outliers':
      return clip(columns, profile, editing);
    case 'coarse-float':
      return countFromStart(columns, editing);
    case 'skewed-target':
      return learnLogarithm(editing);
    case 'imbalance':
      return balance(editing);
    case 'rare-class':
      return leaveRowsOut(first, finding.facts.value, editing);
    case 'text-column':
      return asCategories(columns, editing);
    case 'skipped-lines':
    case 'unsure-reading':
      return [howRead];
    case 'missing-values':
      return leaveGapsOut(columns, editing);
    case 'duplicate-rows':
      return [
        openAsText === undefined
          ? { label: t('Show the rows'), onClick: () => goToSection('rows') }
          : { label: t('Open as text'), onClick: openAsText },
      ];
    case 'small-table':
      return holdOutHalf(editing);
    case 'few-rows':
      return holdOutForValidation(editing);
    case 'constant-column':
      return leaveOut(others, editing);
    case 'identifier-column':
      return useAnyway(others, profile, editing);
    case 'all-good':
      return [];
  }
}

/** A link is no place for a long name. */
const named = (name: string) => shortened(name, 24);

function leaveOut(names: readonly string[], { edits, edit }: TableEditing): readonly FindingRemedy[] {
  const [first, ...others] = names;
  if (first === undefined) return [];
  const areLeftOut = names.every((name) => edits.leftOut?.includes(name) === true);
  const label =
    others.length === 0
      ? areLeftOut
        ? t('Use {0} again', named(first))
        : t('Leave out {0}', named(first))
      : areLeftOut
        ? t('Use them again')
        : t('Leave them out');
  return [{ label, onClick: () => edit(withLeftOut(edits, names, !areLeftOut)) }];
}

const withWords = ({ reading }: Profile, { edits, values }: TableEditing) =>
  withValues(
    edits,
    values,
    reading.words.flatMap(({ words }) => words.map(({ word }) => word)),
  );

/** An edit of each of the columns, as one. */
const ofEach = <Column>(
  columns: readonly Column[],
  edits: TableEdits,
  change: (edits: TableEdits, column: Column) => TableEdits,
): TableEdits => columns.reduce(change, edits);

const columnsNamed = (names: readonly string[], { columns }: Profile): readonly ColumnProfile[] =>
  columns.filter(({ name }) => names.includes(name));

/** One click for all columns where something looks like a sign of a missing value. */
function markMissing(
  { columns: names, facts }: Extract<Finding, { kind: 'sentinel' }>,
  profile: Profile,
  { edits, edit }: TableEditing,
): readonly FindingRemedy[] {
  const shown = columnsNamed(names, profile).flatMap(({ name, numeric }) =>
    numeric?.sentinel === undefined ? [] : [{ name, value: numeric.sentinel.value }],
  );
  // The first one may be on another page of columns.
  const suspected =
    shown.length > 0 ? shown : names.slice(0, 1).map((name) => ({ name, value: facts.value }));
  return [
    {
      label:
        suspected.length === 1 ? t('Treat {0} as missing', full(facts.value)) : t('Treat them as missing'),
      onClick: () =>
        edit(
          ofEach(suspected, edits, (edited, { name, value }) =>
            withMissing(edited, name, String(value), true),
          ),
        ),
    },
  ];
}

/** Day and month the other way round, in all columns where the dates do not show it. */
function turnDates(
  names: readonly string[],
  format: string,
  profile: Profile,
  { edits, edit }: TableEditing,
): readonly FindingRemedy[] {
  const other = otherOrder(format);
  if (other === undefined) return [];
  const shown = columnsNamed(names, profile);
  const formats = names.flatMap((name, index) => {
    const own =
      shown.find((column) => column.name === name)?.date?.format ?? (index === 0 ? format : undefined);
    const turned = own === undefined ? undefined : otherOrder(own);
    return turned === undefined ? [] : [{ name, format: turned.format }];
  });
  return [
    {
      label: other.isDayFirst ? t('Day before month') : t('Month before day'),
      onClick: () =>
        edit(
          ofEach(formats, edits, (edited, column) =>
            withColumn(edited, column.name, {
              ...optionsOf(edited, column.name),
              meaning: 'date',
              format: column.format,
            }),
          ),
        ),
    },
  ];
}

/** Limits far values to the fences beyond which a value is far out. */
function clip(
  names: readonly string[],
  profile: Profile,
  { edits, edit }: TableEditing,
): readonly FindingRemedy[] {
  const numbers = columnsNamed(names, profile).flatMap(({ name, numeric }) =>
    numeric === undefined ? [] : [{ name, numeric }],
  );
  if (numbers.length === 0) return [];
  const areClipped = numbers.every(({ name }) => edits.numbers?.[name]?.clip !== undefined);
  return [
    {
      label: areClipped ? t('Do not limit them') : t('Limit them'),
      onClick: () =>
        edit(
          ofEach(numbers, edits, (edited, { name, numeric }) =>
            withNumber(edited, name, { clip: areClipped ? undefined : farOutFences(numeric) }),
          ),
        ),
    },
  ];
}

function countFromStart(names: readonly string[], { edits, edit }: TableEditing): readonly FindingRemedy[] {
  const areCounted = names.every((name) => edits.numbers?.[name]?.transform !== undefined);
  return [
    {
      label: areCounted ? t('Use them as they are') : t('Count from the smallest value'),
      onClick: () =>
        edit(
          ofEach(names, edits, (edited, name) =>
            withNumber(edited, name, { transform: areCounted ? undefined : { since: 'start' } }),
          ),
        ),
    },
  ];
}

function learnLogarithm({ edits, edit }: TableEditing): readonly FindingRemedy[] {
  const { targetTransform, ...rest } = edits;
  return targetTransform === undefined
    ? [{ label: t('Learn its logarithm'), onClick: () => edit({ ...rest, targetTransform: 'log1p' }) }]
    : [{ label: t('Learn the value itself'), onClick: () => edit(rest) }];
}

function balance({ edits, edit }: TableEditing): readonly FindingRemedy[] {
  const { balanced, ...rest } = edits;
  return balanced === true
    ? [{ label: t('Weight all rows equally'), onClick: () => edit(rest) }]
    : [{ label: t('Balance the classes'), onClick: () => edit({ ...rest, balanced: true }) }];
}

function leaveRowsOut(
  column: string,
  value: string,
  { edits, edit }: TableEditing,
): readonly FindingRemedy[] {
  const isLeftOut =
    edits.rows?.some((rule) => rule.column === column && rule.notIn?.includes(value) === true) === true;
  return [
    {
      label: isLeftOut ? t('Use these rows again') : t('Leave these rows out'),
      onClick: () => edit(withRule(edits, column, value, !isLeftOut)),
    },
  ];
}

function leaveGapsOut(names: readonly string[], { edits, edit }: TableEditing): readonly FindingRemedy[] {
  const areLeftOut = names.every(
    (name) => edits.rows?.some((rule) => rule.column === name && rule.isMissing === false) === true,
  );
  return [
    {
      label: areLeftOut ? t('Use rows with missing values again') : t('Leave out rows with missing values'),
      onClick: () => edit(withoutGaps(edits, names, !areLeftOut)),
    },
  ];
}

const usualShare = 0.33;

/** More rows to test with: of as few as these, each one counts more for the metrics than for the fit of a line. */
function holdOutHalf({ edits, edit }: TableEditing): readonly FindingRemedy[] {
  const isHalf = (edits.split?.test ?? 0) >= 0.5;
  return [
    {
      label: isHalf ? t('Hold out a third') : t('Hold out half'),
      onClick: () => edit(withSplit(edits, { test: isHalf ? usualShare : 0.5 })),
    },
  ];
}

/** Of several models, the one that does best on rows that none was trained on. */
function holdOutForValidation({ edits, edit }: TableEditing): readonly FindingRemedy[] {
  const isHeldOut = (edits.split?.validation ?? 0) > 0;
  return [
    {
      label: isHeldOut ? t('Train on the validation rows too') : t('Hold out rows for validation'),
      onClick: () => edit(withSplit(edits, { validation: isHeldOut ? 0 : 0.2 })),
    },
  ];
}

/** What is called an identifier may be a quantity, or a category, to the user. */
function useAnyway(
  names: readonly string[],
  profile: Profile,
  { edits, edit }: TableEditing,
): readonly FindingRemedy[] {
  const [first] = names;
  if (first === undefined) return [];
  const numbers = new Set(
    profile.columns.flatMap(({ name, numeric }) => (numeric === undefined ? [] : [name])),
  );
  return [
    {
      label: names.length === 1 ? t('Use {0} anyway', named(first)) : t('Use them anyway'),
      onClick: () =>
        edit(
          ofEach(names, edits, (edited, name) =>
            withColumn(edited, name, {
              ...optionsOf(edited, name),
              meaning: numbers.has(name) ? 'integer' : 'category',
            }),
          ),
        ),
    },
  ];
}

function asCategories(names: readonly string[], { edits, edit }: TableEditing): readonly FindingRemedy[] {
  return [
    {
      label: names.length === 1 ? t('Treat it as a category') : t('Treat them as categories'),
      onClick: () =>
        edit(
          ofEach(names, edits, (edited, name) =>
            withColumn(edited, name, { ...optionsOf(edited, name), meaning: 'category' }),
          ),
        ),
    },
  ];
}
