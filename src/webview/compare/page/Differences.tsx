import { useState } from 'preact/hooks';
import type { ShownDifference } from '../contract.ts';
import { Link } from '../../kit/controls/controls.tsx';
import type { GridColumn } from '../../kit/controls/Grid.tsx';
import { LongGrid } from '../../kit/controls/LongGrid.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { dataWords } from './dataWords.ts';
import { preparationWords } from './preparationWords.ts';
import { RunMark } from './RunMark.tsx';
import type { SectionProps } from './sectionProps.ts';
import { letterIn } from './sectionProps.ts';
import { settingRows } from './settingRows.ts';
import type { SettingRow } from './settingRows.ts';
import { settingText } from './settingWords.ts';

/** What differs in experiment, data and preparation; what is the same is one line. */
export function Differences({ state, names }: SectionProps) {
  const rows = settingRows(state);
  const others = state.runs.flatMap(({ against }, index) =>
    against === undefined ? [] : [{ index, against }],
  );
  const hidden = others.reduce(
    (sum, { against }) => sum + against.experimentEditCount - against.experiment.length,
    0,
  );
  return (
    <Section id="differences" title={t('What differs')}>
      {rows.length > 0 && (
        <LongGrid
          label={t('Settings that differ')}
          testId="settings"
          columns={settingColumns({ state, names })}
          rows={rows}
          rowsAtFirst={20}
        />
      )}
      {rows.length === 0 && others.length > 0 && (
        <p class="q">{t('The experiments have the same settings.')}</p>
      )}
      {hidden > 0 && <p class="q s">{t('{0} more differences are not shown.', fixed(hidden))}</p>}
      <Same {...{ state, names }} />
      {others.length > 0 && (
        <div class="learned">
          {others.map(({ index, against }) => (
            <Learned
              key={index}
              index={index}
              letter={letterIn(names, index)}
              base={letterIn(names, state.base)}
              against={against}
            />
          ))}
        </div>
      )}
    </Section>
  );
}

function settingColumns({ state, names }: SectionProps): readonly GridColumn<SettingRow>[] {
  const order = [state.base, ...[...state.runs.keys()].filter((run) => run !== state.base)];
  return [
    { label: t('Setting'), cell: ({ name }) => name },
    ...order.map((run): GridColumn<SettingRow> => ({
      label: letterIn(names, run),
      hint: names[run]?.name ?? '',
      className: 'flowing',
      cell: ({ values, isOther }) => {
        const value = values[run];
        if (value === undefined) return <span class="q">–</span>;
        return isOther[run] === true ? <b>{value}</b> : <span class="q">{value}</span>;
      },
    })),
  ];
}

const sameAtFirst = 12;

function Same({ state: { same } }: SectionProps) {
  const [isWhole, setWhole] = useState(false);
  if (same.length === 0) return null;
  const shown = isWhole ? same : same.slice(0, sameAtFirst);
  return (
    <p class="s same" data-testid="same">
      <span class="q">{t('Same for all:')}</span> {shown.map(settingText).join(' · ')}
      {shown.length < same.length && (
        <>
          {' · '}
          <Link onClick={() => setWhole(true)}>{t('{0} more', fixed(same.length - shown.length))}</Link>
        </>
      )}
    </p>
  );
}

interface LearnedProps {
  readonly index: number;
  readonly letter: string;
  readonly base: string;
  readonly against: ShownDifference;
}

const learnedAtFirst = 5;

/** The data of a run beside the base's, and what its encoders learned otherwise. */
function Learned({ index, letter, base, against }: LearnedProps) {
  const [isWhole, setWhole] = useState(false);
  const { preparation, preparationDifferenceCount: count } = against;
  const shown = isWhole ? preparation : preparation.slice(0, learnedAtFirst);
  return (
    <div data-testid={`learned-${letter}`}>
      <h3>
        <RunMark index={index} letter={letter} /> <span class="q">{t('against {0}', base)}</span>
      </h3>
      <dl class="dl">
        <dt>{t('Data')}</dt>
        <dd>{dataWords(against.data).join(' ')}</dd>
        <dt>{t('Learned')}</dt>
        <dd>
          {count === 0 ? (
            t('The features learned the same values from the training rows.')
          ) : (
            <ul class="learned-list">
              {shown.map((difference, at) => {
                const { subject, text } = preparationWords(difference);
                return (
                  <li key={at}>
                    {subject} <span class="q">{text}</span>
                  </li>
                );
              })}
              {shown.length < preparation.length && (
                <li>
                  <Link
                    label={t('Show all {0} of {1}', fixed(preparation.length), letter)}
                    onClick={() => setWhole(true)}
                  >
                    {t('Show all {0}', fixed(preparation.length))}
                  </Link>
                </li>
              )}
              {isWhole && preparation.length < count && (
                <li class="q">{t('{0} more are not shown.', fixed(count - preparation.length))}</li>
              )}
            </ul>
          )}
        </dd>
      </dl>
    </div>
  );
}
