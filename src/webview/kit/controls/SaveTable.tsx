import { render } from 'preact';
import { useState } from 'preact/hooks';
import { fileName, plainNumber } from '../language/plainNumber.ts';
import { t } from '../language/language.ts';
import { useSharedPort } from '../page/port.ts';
import { Link } from './controls.tsx';
import type { GridColumn } from './Grid.tsx';

interface SaveTableProps<Row> {
  /** Of the file, without its ending. */
  readonly name: string;
  /** Of the table. */
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
}

/** A link that saves all rows of a table as CSV, including those not shown. */
export function SaveTable<Row>({ name, label, columns, rows }: SaveTableProps<Row>) {
  const port = useSharedPort();
  const [note, setNote] = useState('');
  const save = () =>
    port.request('saveTable', { suggestedName: fileName(name, 'csv'), rows: tableRows(columns, rows) }).then(
      () => setNote(''),
      () => setNote(t('Not saved')),
    );
  return (
    <>
      <Link label={t('Save as CSV: {0}', label)} onClick={() => void save()}>
        {t('Save as CSV')}
      </Link>
      <span role="status">{note === '' ? '' : ` ${note}`}</span>
    </>
  );
}

/** The rows of a grid for a file, its header first. */
function tableRows<Row>(columns: readonly GridColumn<Row>[], rows: readonly Row[]): (string | number)[][] {
  const saved = columns.filter(({ file }) => file !== 'none');
  return [
    saved.map(({ label }) => label),
    ...rows.map((row) => saved.map((column) => fileCell(column, row))),
  ];
}

function fileCell<Row>({ file, cell, numeric }: GridColumn<Row>, row: Row): string | number {
  if (typeof file === 'function') return file(row);
  const holder = document.createElement('div');
  render(<>{cell(row)}</>, holder);
  // A rounded value has its full digits in its title.
  const text =
    holder.querySelector(':scope > [title]:only-child')?.getAttribute('title') ?? holder.textContent;
  render(null, holder);
  return numeric === true ? plainNumber(text) : text;
}
