import type { Cost, RunKey, RunSpendRow, SpendPart } from '../contract.ts';
import { Link } from '../../kit/controls/controls.tsx';
import { Grid, Scroll } from '../../kit/controls/Grid.tsx';
import type { GridColumn } from '../../kit/controls/Grid.tsx';
import { t } from '../../kit/language/language.ts';
import { duration } from '../../kit/language/numbers.ts';
import { MoreRows } from './MoreRows.tsx';
import { wholeCostText, together } from './spendWords.ts';

interface RunSpendTableProps {
  readonly part: SpendPart<RunSpendRow>;
  readonly onOpen: (run: RunKey) => void;
  readonly onMore: () => void;
}

/** What each run cost: its training, and the endpoints of its model. */
export function RunSpendTable({ part, onOpen, onMore }: RunSpendTableProps) {
  const columns: readonly GridColumn<RunSpendRow>[] = [
    {
      label: t('Run'),
      cell: ({ run, experiment }) =>
        run === undefined ? (
          <span class="q">{t('run unknown')}</span>
        ) : (
          <>
            <Link onClick={() => onOpen(run)}>{run.trainingJobName}</Link>
            {experiment !== undefined && <span class="q"> {experiment}</span>}
          </>
        ),
    },
    {
      label: t('Cost'),
      numeric: true,
      cell: ({ training, endpoints }) => <strong>{wholeCostText(together(training, endpoints))}</strong>,
    },
    { label: t('Training'), numeric: true, cell: ({ training }) => timeText(training) },
    { label: t('Training cost'), numeric: true, cell: ({ training }) => wholeCostText(training) },
    {
      label: t('Endpoints'),
      numeric: true,
      cell: ({ endpoints }) =>
        endpoints.count > 1 ? t('{0} in {1}', timeText(endpoints), endpoints.count) : timeText(endpoints),
      hint: t('Total time for which the model’s endpoints existed.'),
    },
    { label: t('Endpoint cost'), numeric: true, cell: ({ endpoints }) => wholeCostText(endpoints) },
    { label: t('Connection'), cell: ({ connection }) => connection },
  ];
  return (
    <>
      <Scroll label={t('{0}, scrolls sideways', t('By run'))}>
        <Grid label={t('By run')} columns={columns} rows={part.rows} testId="spend-runs" />
      </Scroll>
      <MoreRows part={part} onMore={onMore} />
    </>
  );
}

const timeText = ({ count, seconds }: Cost & { readonly seconds: number }) =>
  count === 0 ? '–' : duration(seconds);
