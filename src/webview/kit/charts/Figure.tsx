import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Canvas } from './Canvas.tsx';
import { pictureToPng } from './pictureFile.ts';
import type { PicturePanel } from './pictureFile.ts';
import { theme } from './theme.ts';
import { IconButton } from '../controls/controls.tsx';
import { t } from '../language/language.ts';
import { useSharedPort } from '../page/port.ts';
import { useRovingFocus } from '../controls/rovingFocus.ts';

/** What a picture shows, as text: the twin for who can't see it or wants the numbers. */
export interface TableTwin {
  readonly columns: readonly { readonly label: string; readonly numeric?: boolean }[];
  readonly rows: readonly (readonly string[])[];
}

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
  const body = useRef<HTMLDivElement>(null);
  const [asTable, setAsTable] = useState(false);
  const [height, setHeight] = useState(0);
  const [note, setNote] = useState('');
  const port = useSharedPort();

  const png = () =>
    pictureToPng(
      {
        title,
        panels,
        columns,
        width: body.current?.clientWidth ?? 640,
        ...(caption === undefined ? {} : { caption }),
      },
      theme.value,
    );
  const say = (done: Promise<string>, failed: string) =>
    void done.then(setNote, () => {
      setNote(failed);
    });
  const copy = async () => {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png() })]);
    return t('Copied');
  };
  const save = async () => {
    const pngBase64 = await base64(await png());
    await port.request('savePicture', { suggestedName: `${testId}.png`, pngBase64 });
    return '';
  };
  const toggle = () => {
    setHeight(body.current?.clientHeight ?? 0);
    setAsTable(!asTable);
  };

  return (
    <figure data-testid={testId}>
      <header>
        <h3>{title}</h3>
        <Toolbar
          title={title}
          asTable={asTable}
          note={note}
          forget={() => setNote('')}
          onTable={toggle}
          onCopy={() => say(copy(), t('Pictures cannot be copied here. Save it as PNG instead.'))}
          onSave={() => say(save(), t('Not saved'))}
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

interface ToolbarProps {
  readonly title: string;
  readonly asTable: boolean;
  readonly note: string;
  readonly forget: () => void;
  readonly onTable: () => void;
  readonly onCopy: () => void;
  readonly onSave: () => void;
}

function Toolbar({ title, asTable, note, forget, onTable, onCopy, onSave }: ToolbarProps) {
  const focus = useRovingFocus(3);
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
          label={asTable ? t('Show as picture') : t('Show as table')}
          tabIndex={focus.tabIndexOf(0)}
          onClick={onTable}
        />
        <IconButton icon="copy" label={t('Copy image')} tabIndex={focus.tabIndexOf(1)} onClick={onCopy} />
        <IconButton
          icon="desktop-download"
          label={t('Save as PNG')}
          tabIndex={focus.tabIndexOf(2)}
          onClick={onSave}
        />
      </div>
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
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Base64 of a blob, without the data: prefix. */
function base64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const { result } = reader;
      resolve(typeof result === 'string' ? result.replace(/^[^,]*,/, '') : '');
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The picture cannot be read')));
    reader.readAsDataURL(blob);
  });
}
