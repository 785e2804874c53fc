import { useState } from 'preact/hooks';
import type { RowRule } from '../../../data/shapes/rowRules.ts';
import type { ExperimentReady } from '../contract.ts';
import { Button, IconButton, Link, Select, TextField } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { Section } from '../../kit/controls/Section.tsx';
import { ColumnPicker } from './ColumnPicker.tsx';
import { useEditing } from './editing.ts';
import { ChoiceField, CommittedField } from './fields.tsx';
import { conditionsOf, operatorNames, operators, valueOf } from '../../kit/language/rowRules.ts';
import type { Operator } from '../../kit/language/rowRules.ts';
import type { SectionProps } from './sectionProps.ts';

/** Which rows are used: those that every rule holds for. */
export function RowsSection({ state, port, run }: SectionProps) {
  const { rows = [] } = state.experiment;
  return (
    <Section id="rows" title={t('Rows')} aside={keptText(state)}>
      {rows.length === 0 && <p class="q s">{t('All rows with a target are used.')}</p>}
      {rows.map((rule, index) => (
        <Rule key={index} {...{ state, port, run, rule, index }} />
      ))}
      <NewRule {...{ state, port, run }} />
    </Section>
  );
}

/** "58 of 60 rows kept" */
function keptText({ dataset, preflight }: ExperimentReady): string | undefined {
  if (dataset.kind !== 'known' || preflight.kind !== 'known') return undefined;
  const { train, validation, test, byRules = 0 } = preflight.rowCounts;
  const kept = fixed(train + validation + test);
  const all = fixed(dataset.rowCount);
  return byRules === 0
    ? t('{0} of {1} rows kept', kept, all)
    : t('{0} of {1} rows kept, {2} left out by rules', kept, all, fixed(byRules));
}

interface RuleProps extends SectionProps {
  readonly rule: RowRule;
  readonly index: number;
}

function Rule({ port, run, rule, index }: RuleProps) {
  const { edit } = useEditing();
  const conditions = conditionsOf(rule);
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const remove = (operator: Operator) =>
    conditions.length === 1 ? edit(['rows', index], undefined) : edit(['rows', index, operator], undefined);
  return (
    <div class="rule" role="group" aria-label={t('Rule about {0}', rule.column)}>
      {conditions.map(({ operator, text }, at) => (
        <div key={operator} class="form-control">
          {at === 0 ? (
            <ColumnPicker
              {...{ port, run }}
              label={t('Column of rule {0}', index + 1)}
              value={typed ?? rule.column}
              onInput={setTyped}
              onCommit={() => {
                if (typed !== undefined && typed !== '' && typed !== rule.column)
                  edit(['rows', index, 'column'], typed, { label: t('Rows') });
                setTyped(undefined);
              }}
            />
          ) : (
            <span class="and q">{t('and')}</span>
          )}
          <OperatorSelect
            operator={operator}
            onChange={(next) => {
              const { [operator]: _, ...others } = rule;
              edit(['rows', index], { ...others, [next]: valueOf(next, text) ?? text });
            }}
          />
          {operator === 'isMissing' ? (
            <ChoiceField
              label={t('Missing or not')}
              path={['rows', index, operator]}
              value={text}
              options={missingOptions()}
              toFile={(value) => value === 'true'}
            />
          ) : (
            <CommittedField
              label={t('Value of rule {0}', index + 1)}
              path={['rows', index, operator]}
              value={text}
              toFile={(value) => valueOf(operator, value)}
              className="medium"
            />
          )}
          <IconButton
            icon="trash"
            label={t('Remove the rule about {0}', rule.column)}
            onClick={() => remove(operator)}
          />
        </div>
      ))}
    </div>
  );
}

const missingOptions = () => [
  { value: 'true', label: t('yes') },
  { value: 'false', label: t('no') },
];

interface OperatorProps {
  readonly operator: Operator;
  readonly onChange: (operator: Operator) => void;
}

function OperatorSelect({ operator, onChange }: OperatorProps) {
  const names = operatorNames();
  return (
    <span class="operator">
      <Select
        label={t('Condition')}
        value={operator}
        options={operators.map((value) => ({ value, label: names[value] }))}
        onChange={(next) => {
          const chosen = operators.find((one) => one === next);
          if (chosen !== undefined && chosen !== operator) onChange(chosen);
        }}
      />
    </span>
  );
}

/** A rule is written once it says something. */
function NewRule({ state, port, run }: SectionProps) {
  const { edit } = useEditing();
  const [isOpen, setOpen] = useState(false);
  const [column, setColumn] = useState('');
  const [operator, setOperator] = useState<Operator>('above');
  const [text, setText] = useState('');
  const value = valueOf(operator, text);
  const add = () => {
    if (column === '' || value === undefined) return;
    edit(['rows', state.experiment.rows?.length ?? 0], { column, [operator]: value }, { label: t('Rows') });
    setColumn('');
    setText('');
    setOpen(false);
  };
  if (!isOpen) return <Link onClick={() => setOpen(true)}>{t('Add a rule…')}</Link>;
  return (
    <div class="form-control add" role="group" aria-label={t('Add a rule')}>
      <ColumnPicker
        {...{ port, run }}
        label={t('Column of the new rule')}
        placeholder={t('column')}
        value={column}
        onInput={setColumn}
      />
      <OperatorSelect operator={operator} onChange={setOperator} />
      {operator === 'isMissing' ? (
        <span class="operator">
          <Select
            label={t('Missing or not')}
            value={text === 'false' ? text : 'true'}
            options={missingOptions()}
            onChange={setText}
          />
        </span>
      ) : (
        <span class="medium">
          <TextField
            label={t('Value of the new rule')}
            placeholder={operator === 'in' || operator === 'notIn' ? t('values, …') : t('value or date')}
            value={text}
            onInput={setText}
            onEnter={add}
          />
        </span>
      )}
      <Button secondary disabled={column === '' || value === undefined} onClick={add}>
        {t('Add')}
      </Button>
      <Link onClick={() => setOpen(false)}>{t('Cancel')}</Link>
    </div>
  );
}
