import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { base64 } from './base64.ts';
import { Canvas } from './Canvas.tsx';
import { pictureToPng, pictureToSvg } from './pictureFile.ts';
import type { PicturePanel } from './pictureFile.ts';
import { useShownFigure } from './shownFigures.ts';
import { theme } from './theme.ts';
import { textOf, twinRows } from './twin.ts';
import type { TableTwin } from './twin.ts';
import { IconButton } from '../controls/controls.tsx';
import { Menu } from '../controls/MenuButton.tsx';
import { t } from '../language/language.ts';
import { fileName } from '../language/plainNumber.ts';
import { useSharedPort } from '../page/port.ts';
import { useRovingFocus } from '../controls/rovingFocus.ts';

/** What is drawn, and what it says. */
export interface FigureContent {
  /** The finding, as a sentence with its number. */
  readonly title: string;
  readonly panels: readonly PicturePanel[];
  readonly twin: TableTwin;
}

interface FigureProps extends FigureContent {
  readonly testId: string;
  /** What the marks mean, and which rows are shown. */
  readonly caption?: string;
  /** Panels side by side. */
  readonly columns?: 1 | 2 | 3 | 4;
  /** Legend of paired bars. */
  readonly legend?: ComponentChildren;
}

/** A titled picture with its table twin, copy and save. */
export function Figure({ title, panels, twin, testId, caption, columns = 1, legend }: FigureProps) {
  const whole = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const [asTable, setAsTable] = useState(false);
  const [height, setHeight] = useState(0);
  // A table takes the same space as the chart that it replaces.
  const [shownWidth, setShownWidth] = useState(640);
  const [note, setNote] = useState('');
  const port = useSharedPort();

  const file = () => ({
    title,
    panels,
    columns,
    width: body.current?.clientWidth ?? shownWidth,
    ...(caption === undefined ? {} : { caption }),
  });
  useShownFigure(whole, () => ({ ...file(), testId, twin }));
  const png = () => pictureToPng(file(), theme.value);
  const say = (done: Promise<string>, failed: string) =>
    void done.then(setNote, () => {
      setNote(failed);
    });
  const copy = async () => {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png() })]);
    return t('Copied');
  };
  const save = async (as: SaveFormat) => {
    const suggestedName = fileName(testId, as);
    switch (as) {
      case 'png':
        await port.request('savePicture', {
          format: 'png',
          suggestedName,
          content: await base64(await png()),
        });
        break;
      case 'svg':
        await port.request('savePicture', {
          format: 'svg',
          suggestedName,
          content: pictureToSvg(file(), theme.value),
        });
        break;
      case 'csv':
        await port.request('saveTable', { suggestedName, rows: twinRows(twin) });
        break;
    }
    return '';
  };
  const toggle = () => {
    setHeight(body.current?.clientHeight ?? 0);
    if (body.current !== null) setShownWidth(body.current.clientWidth);
    setAsTable(!asTable);
  };

  return (
    <figure ref={whole} data-testid={testId}>
      <header>
        <h3>{title}</h3>
        <Toolbar
          title={title}
          asTable={asTable}
          note={note}
          forget={() => setNote('')}
          onTable={toggle}
          onCopy={() => say(copy(), t('This chart cannot be copied here. Save it as PNG instead.'))}
          onSave={(as) => say(save(as), t('Not saved'))}
        />
      </header>
      {legend !== undefined && <div class="key">{legend}</div>}
      {asTable ? (
        <Twin title={title} twin={twin} height={height} />
      ) : (
        <div ref={body} class={`panels panels-${columns}`}>
          {panels.map((panel, index) => (
            <div key={index} class="panel">
              {panel.yLabel !== undefined && (
                <div class="ylab" title={panel.label}>
                  {panel.yLabel}
                </div>
              )}
              <Canvas draw={panel.draw} height={panel.height} {...panelLabel(title, panels, panel)} />
            </div>
          ))}
        </div>
      )}
      {caption !== undefined && <figcaption>{caption}</figcaption>}
    </figure>
  );
}

function panelLabel(title: string, panels: readonly PicturePanel[], panel: PicturePanel): { label?: string } {
  if (panel.isDecoration === true) return {};
  const spoken = panels.filter(({ isDecoration }) => isDecoration !== true);
  return { label: spoken.length > 1 ? (panel.label ?? panel.yLabel ?? title) : title };
}

type SaveFormat = 'png' | 'svg' | 'csv';

interface ToolbarProps {
  readonly title: string;
  readonly asTable: boolean;
  readonly note: string;
  readonly forget: () => void;
  readonly onTable: () => void;
  readonly onCopy: () => void;
  readonly onSave: (as: SaveFormat) => void;
}

function Toolbar({ title, asTable, note, forget, onTable, onCopy, onSave }: ToolbarProps) {
  const focus = useRovingFocus(3);
  const opener = useRef<HTMLButtonElement>(null);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const item = (label: string, as: SaveFormat) => ({ label, onChoose: () => onSave(as) });
  return (
    <div class="tb-holder" onMouseLeave={forget} onFocusOut={forget}>
      <span class={note === '' ? 'unseen' : 'note'} role="status">
        {note}
      </span>
      <div
        ref={focus.ref}
        class="tb"
        role="toolbar"
        aria-label={t('Chart actions: {0}', title)}
        onKeyDown={focus.onKeyDown}
      >
        <IconButton
          icon={asTable ? 'graph' : 'table'}
          label={asTable ? t('Show as chart') : t('Show as table')}
          tabIndex={focus.tabIndexOf(0)}
          onClick={onTable}
        />
        <IconButton icon="copy" label={t('Copy image')} tabIndex={focus.tabIndexOf(1)} onClick={onCopy} />
        <IconButton
          icon="desktop-download"
          label={t('Save as…')}
          tabIndex={focus.tabIndexOf(2)}
          onClick={() => setMenuOpen(true)}
          opens={{ isOpen: isMenuOpen, ref: opener }}
        />
      </div>
      {isMenuOpen && (
        <Menu
          label={t('Save as…')}
          groups={[
            {
              label: t('Chart'),
              items: [item(t('Chart as PNG'), 'png'), item(t('Chart as SVG'), 'svg')],
            },
            { label: t('Table'), items: [item(t('Table as CSV'), 'csv')] },
          ]}
          opener={opener}
          onClosed={() => setMenuOpen(false)}
        />
      )}
    </div>
  );
}

function Twin({
  title,
  twin,
  height,
}: {
  readonly title: string;
  readonly twin: TableTwin;
  readonly height: number;
}) {
  return (
    <div class="twin" role="region" aria-label={title} tabIndex={0} style={{ height: `${height}px` }}>
      <table class="grid" aria-label={title}>
        <thead>
          <tr>
            {twin.columns.map(({ label, numeric }) => (
              <th key={label} scope="col" class={numeric === true ? 'n' : ''}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {twin.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} class={twin.columns[column]?.numeric === true ? 'n' : ''}>
                  {textOf(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
