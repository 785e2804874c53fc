import { useEffect, useState } from 'preact/hooks';
import type { RecordRow } from '../../../data/shapes/recordFiles.ts';
import type { ViewerContract } from '../contract.ts';
import { IconButton, TextField } from '../../kit/controls/controls.tsx';
import { Grid, Scroll } from '../../kit/controls/Grid.tsx';
import type { GridColumn } from '../../kit/controls/Grid.tsx';
import { FailureLine } from '../../kit/controls/MessageLine.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed, fullSingle } from '../../kit/language/numbers.ts';
import { useFailures } from '../../kit/page/failures.ts';
import type { Port } from '../../kit/page/port.ts';

interface RecordListProps {
  readonly port: Port<ViewerContract>;
  readonly recordCount: number;
  /** The first record shown. */
  readonly from: number;
  readonly onFrom: (from: number) => void;
}

const recordsAtOnce = 100;

/** The records, a hundred at a time. */
export function RecordList({ port, recordCount, from: chosen, onFrom }: RecordListProps) {
  const { failure, run } = useFailures();
  const from = Math.min(Math.max(1, chosen), recordCount);
  const [rows, setRows] = useState<readonly RecordRow[]>([]);
  useEffect(() => {
    const loading = new AbortController();
    const { signal } = loading;
    const load = async () => {
      const found = await port.request('records', { from, count: recordsAtOnce }, { signal });
      if (!signal.aborted) setRows(found.rows);
    };
    run(load());
    return () => loading.abort();
  }, [from, port]);
  const to = Math.min(recordCount, from + recordsAtOnce - 1);
  return (
    <Section id="records" title={t('Records')} aside={<Pager {...{ from, to, recordCount, onFrom }} />}>
      {failure && <FailureLine failure={failure} takeAction={port.takeAction} />}
      <Scroll label={t('Records, scrolls horizontally')}>
        <Grid
          label={t('Records')}
          columns={columns()}
          rows={rows}
          keyOf={({ record }) => String(record)}
          testId="records"
        />
      </Scroll>
    </Section>
  );
}

function Pager({ from, to, recordCount, onFrom }: Omit<RecordListProps, 'port'> & { readonly to: number }) {
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | undefined>();
  const go = () => {
    const record = Number(typed.replaceAll(/[\s,]/g, ''));
    const isThere = Number.isInteger(record) && record >= 1 && record <= recordCount;
    setProblem(isThere ? undefined : t('Records are numbered from 1 to {0}.', fixed(recordCount)));
    if (isThere) onFrom(record);
  };
  return (
    <span class="pager">
      <span aria-live="polite">{t('{0} to {1} of {2}', fixed(from), fixed(to), fixed(recordCount))}</span>
      <IconButton
        icon="chevron-left"
        label={t('Previous records')}
        onClick={() => onFrom(Math.max(1, from - recordsAtOnce))}
      />
      <IconButton
        icon="chevron-right"
        label={t('Next records')}
        onClick={() => to < recordCount && onFrom(from + recordsAtOnce)}
      />
      <TextField
        id="go-to-record"
        label={t('Go to record')}
        placeholder={t('Go to record…')}
        value={typed}
        invalid={problem !== undefined}
        description={problem}
        onInput={(next) => {
          setTyped(next);
          setProblem(undefined);
        }}
        onEnter={go}
      />
      {problem !== undefined && (
        <span class="s" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}

const columns = (): readonly GridColumn<RecordRow>[] => [
  { label: t('Record'), numeric: true, cell: ({ record }) => fixed(record) },
  { label: t('Label'), numeric: true, cell: ({ labels }) => labels.map(fullSingle).join(' ') },
  { label: t('First features'), className: 'values', cell: valuesText },
  {
    label: t('Features'),
    numeric: true,
    cell: ({ width, valueCount, isSparse }) =>
      isSparse ? t('{0} of {1}', fixed(valueCount), fixed(width)) : fixed(width),
  },
  { label: t('Byte'), numeric: true, cell: ({ offset }) => fixed(offset) },
  { label: t('Size in bytes'), numeric: true, cell: ({ byteCount }) => fixed(byteCount) },
];

function valuesText({ values, keys, valueCount }: RecordRow): string {
  const shown = values.slice(0, mostShown);
  const texts = shown.map((value, at) =>
    keys === undefined ? fullSingle(value) : `${keys[at]}: ${fullSingle(value)}`,
  );
  return [...texts, ...(valueCount > shown.length ? ['…'] : [])].join(keys === undefined ? '  ' : ', ');
}

const mostShown = 12;
