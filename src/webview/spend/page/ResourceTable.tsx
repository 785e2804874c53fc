import type { ResourceRow, RunKey, SpendPart } from '../contract.ts';
import { Icon, Link } from '../../kit/controls/controls.tsx';
import { Grid, Scroll } from '../../kit/controls/Grid.tsx';
import type { GridColumn } from '../../kit/controls/Grid.tsx';
import { t } from '../../kit/language/language.ts';
import { dateTime, dollars, duration } from '../../kit/language/numbers.ts';
import { MoreRows } from './MoreRows.tsx';
import { endedByText, rateText, sourceText } from './spendWords.ts';

interface ResourceTableProps {
  readonly label: string;
  readonly testId: string;
  readonly part: SpendPart<ResourceRow>;
  readonly onOpen: (run: RunKey) => void;
  readonly onSetRate: () => void;
  /** Of a table that shows a few at first. */
  readonly onMore?: () => void;
  /** All of them still run. */
  readonly isRunning?: boolean;
}

/** Endpoints or training jobs: time × rate, where the rate is from, and the lease. */
export function ResourceTable(props: ResourceTableProps) {
  const { label, testId, part, onOpen, onSetRate, onMore, isRunning = false } = props;
  const hasLeases = part.rows.some(({ kind }) => kind === 'endpoint');
  const columns: readonly GridColumn<ResourceRow>[] = [
    { label: t('Name'), className: 'spend-two', cell: (row) => <Name row={row} onOpen={onOpen} /> },
    {
      label: isRunning ? t('So far') : t('Cost'),
      numeric: true,
      cell: (row) => <strong>{usdText(row)}</strong>,
    },
    { label: t('Time'), numeric: true, cell: ({ seconds }) => duration(seconds) },
    {
      label: t('Rate'),
      className: 'spend-two',
      cell: ({ price }) => <Rate price={price} onSetRate={onSetRate} />,
    },
    ...(hasLeases
      ? [{ label: t('Lease'), className: 'spend-two', cell: (row: ResourceRow) => <Lease row={row} /> }]
      : []),
    {
      label: isRunning ? t('Ends') : t('Ended'),
      className: 'spend-two',
      cell: (row) => <End row={row} />,
    },
    { label: t('Started'), cell: ({ startedAt }) => dateTime(startedAt) },
  ];
  return (
    <>
      <Scroll label={t('{0}, scrolls sideways', label)}>
        <Grid label={label} columns={columns} rows={part.rows} testId={testId} />
      </Scroll>
      {onMore && <MoreRows part={part} onMore={onMore} />}
    </>
  );
}

/** The link leads to the run: that of an endpoint is the one that trained its model. */
function Name({ row, onOpen }: { readonly row: ResourceRow; readonly onOpen: (run: RunKey) => void }) {
  const { name, run, connection } = row;
  return (
    <>
      {run === undefined ? name : <Link onClick={() => onOpen(run)}>{name}</Link>}
      <Second text={`${instancesText(row)} · ${connection}`} />
    </>
  );
}

const instancesText = ({ instanceType, instanceCount }: ResourceRow) =>
  instanceType === '' ? t('instances unknown') : `${instanceCount} × ${instanceType}`;

function End({ row: { endedAt, endedBy, until } }: { readonly row: ResourceRow }) {
  if (endedAt !== undefined)
    return (
      <>
        {dateTime(endedAt)}
        <Second text={endedByText(endedBy)} />
      </>
    );
  return (
    <>
      {t('running')}
      <Second text={until === undefined ? t('no end time') : t('until {0}', dateTime(until))} />
    </>
  );
}

function Lease({ row: { kind, price, leaseMinutes, pastLeaseSeconds } }: { readonly row: ResourceRow }) {
  if (kind === 'trainingJob') return <>–</>;
  if (leaseMinutes === undefined) return <>{t('none')}</>;
  return (
    <>
      {t('{0} min', leaseMinutes)}
      {/* A deletion takes its time. */}
      {pastLeaseSeconds >= 120 && price.kind !== 'free' && (
        <span class="second s">
          <Icon name="warning" tone="warn" /> {t('{0} past its end', duration(pastLeaseSeconds))}
        </span>
      )}
    </>
  );
}

function Rate({
  price,
  onSetRate,
}: {
  readonly price: ResourceRow['price'];
  readonly onSetRate: () => void;
}) {
  return (
    <>
      {rateText(price)}
      {price.kind === 'unknown' ? (
        <>
          {' '}
          <Link onClick={onSetRate}>{t('Set rate…')}</Link>
        </>
      ) : (
        <Second text={sourceText(price)} />
      )}
    </>
  );
}

/** A quiet second line of a cell. */
const Second = ({ text }: { readonly text: string }) =>
  text === '' ? null : <span class="second s q">{text}</span>;

function usdText({ usd, price }: ResourceRow): string {
  if (price.kind === 'free') return t('free');
  return usd === undefined ? t('unknown') : dollars(usd);
}
