import { useEffect } from 'preact/hooks';
import type { DrawnPicture, RunContract, RunFollowed } from '../contract.ts';
import { base64 } from '../../kit/charts/base64.ts';
import { pictureToPng, pictureToSvg } from '../../kit/charts/pictureFile.ts';
import { printTheme } from '../../kit/charts/printTheme.ts';
import type { ShownFigure, ShownFigures } from '../../kit/charts/shownFigures.ts';
import { textOf } from '../../kit/charts/twin.ts';
import type { TableTwin } from '../../kit/charts/twin.ts';
import type { Port } from '../../kit/page/port.ts';

/** In CSS px: what fits on a printed page. */
const pictureWidth = 780;
/** A larger SVG, of thousands of points, is sent as a PNG. */
const mostSvgLength = 700_000;
const mostTwinRows = 100;
const mostCellLength = 200;

/** Draws the figures of the page for a report that waits for them. */
export function useReportPictures(
  wanted: RunFollowed['report'],
  figures: ShownFigures,
  port: Port<RunContract>,
): void {
  useEffect(() => {
    if (wanted === undefined) return;
    const { id, format } = wanted;
    void sendPictures(id, format, figures.list(), port).then(
      () => port.request('reportDrawn', { report: id }),
      (error: unknown) =>
        port.request('reportDrawn', {
          report: id,
          failure: error instanceof Error ? error.message : String(error),
        }),
    );
  }, [wanted?.id]);
}

async function sendPictures(
  report: number,
  format: DrawnPicture['format'],
  figures: readonly ShownFigure[],
  port: Port<RunContract>,
): Promise<void> {
  // One after the other: each is drawn on a canvas of its own.
  for (const figure of figures)
    await port.request('reportPicture', { report, picture: await drawn(figure, format) });
}

async function drawn(figure: ShownFigure, format: DrawnPicture['format']): Promise<DrawnPicture> {
  const { testId, title, caption, twin, ...picture } = figure;
  // Title and caption are text of the report.
  const file = { ...picture, title: '', width: pictureWidth };
  const facts = {
    key: testId.replaceAll(/[^\w-]/g, '-'),
    title,
    ...(caption === undefined ? {} : { caption }),
    twin: shortTwin(twin),
  };
  if (format === 'svg') {
    const content = pictureToSvg(file, printTheme);
    if (content.length <= mostSvgLength) return { ...facts, format, content };
  }
  return { ...facts, format: 'png', content: await base64(await pictureToPng(file, printTheme)) };
}

const shortTwin = ({ columns, rows }: TableTwin): DrawnPicture['twin'] => ({
  columns: columns.map(({ label, numeric }) => ({
    label: label.slice(0, mostCellLength),
    ...(numeric === undefined ? {} : { isNumeric: numeric }),
  })),
  rows: rows.slice(0, mostTwinRows).map((row) => row.map((cell) => textOf(cell).slice(0, mostCellLength))),
  rowCount: rows.length,
});
