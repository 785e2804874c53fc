import type { ComponentChildren } from 'preact';
import type { PredictField } from '../contract.ts';
import { DateField, Icon, Select, TextField } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { isOther, levelEntry, missingEntry, otherEntry, otherText } from './entries.ts';
import { rangeText, remarkText } from './fieldWords.ts';
import { lookAtEntry } from './question.ts';

interface FieldControlProps {
  readonly id: string;
  readonly field: PredictField;
  readonly entry: string;
  readonly problem: string | undefined;
  readonly onEntry: (entry: string) => void;
  readonly onEnter: () => void;
  readonly children?: ComponentChildren;
}

/** A column's control, and beside it what becomes of its value. */
export function FieldControl(props: FieldControlProps) {
  const { id, field, entry, problem, children } = props;
  const { remark } = { remark: undefined, ...lookAtEntry(field, entry) };
  const said = remark === undefined ? undefined : remarkText(field, remark);
  // A missing value is usual where the model knows what becomes of it.
  const isUsual = remark === undefined || remark.kind === 'missing';
  return (
    <div class="field">
      <label for={id}>{field.column}</label>
      <div class="field-row">
        <Control {...props} description={said} />
        {children}
      </div>
      {problem !== undefined && <div class="s">{problem}</div>}
      <div class="q s">
        {rangeText(field)}
        {problem === undefined && said !== undefined && (
          <div class="remark">
            {!isUsual && <Icon name="info" tone="info" />}
            {said}
          </div>
        )}
      </div>
    </div>
  );
}

interface ControlProps extends Omit<FieldControlProps, 'children'> {
  readonly description: string | undefined;
}

function Control({ id, field, entry, problem, description, onEntry, onEnter }: ControlProps) {
  const { column, values } = field;
  const label = problem === undefined ? column : `${column}: ${problem}`;
  const shared = { id, label, value: entry, invalid: problem !== undefined, description };
  switch (values.kind) {
    case 'number':
    case 'text':
      return <TextField {...shared} onInput={onEntry} onEnter={onEnter} />;
    case 'date':
      return <DateField {...shared} hasTime={values.hasTime} onInput={onEntry} onEnter={onEnter} />;
    case 'boolean':
      return (
        <Select
          {...shared}
          options={[nothing, ...yesAndNo(values), ...missingOption(field)]}
          onChange={onEntry}
        />
      );
    case 'level':
      return (
        <>
          <Select
            {...shared}
            value={isOther(entry) ? otherEntry('') : entry}
            searchable={values.levels.length > fewLevels}
            options={[
              nothing,
              ...values.levels.map(levelOption),
              ...otherOption(field),
              ...missingOption(field),
            ]}
            onChange={onEntry}
          />
          {isOther(entry) && (
            <TextField
              label={t('Other value of {0}', column)}
              value={otherText(entry)}
              placeholder={t('other')}
              onInput={(text) => onEntry(otherEntry(text))}
              onEnter={onEnter}
            />
          )}
        </>
      );
  }
}

/** Of more values the list can be searched. */
const fewLevels = 12;

const nothing = { value: '', label: '–' };
const levelOption = (level: string) => ({ value: levelEntry(level), label: level });

function yesAndNo({ yes, no }: Extract<PredictField['values'], { kind: 'boolean' }>) {
  if (yes !== '1') return [yes, no].map(levelOption);
  return [
    { value: levelEntry(yes), label: t('yes (1)') },
    { value: levelEntry(no), label: t('no (0)') },
  ];
}

function otherOption({ values, moreLevels = 0 }: PredictField) {
  const isTaken = values.kind === 'level' && (values.unseen !== 'refused' || moreLevels > 0);
  return isTaken ? [{ value: otherEntry(''), label: t('other…') }] : [];
}

const missingOption = ({ missing }: PredictField) =>
  missing.kind === 'refused' ? [] : [{ value: missingEntry, label: t('missing') }];
