import { createContext } from 'preact';
import { useContext, useEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import type { PictureFile } from './pictureFile.ts';
import type { TableTwin } from './twin.ts';

/** A figure of the page, as it can be drawn elsewhere. */
export interface ShownFigure extends PictureFile {
  readonly testId: string;
  readonly twin: TableTwin;
}

/** The figures that a page shows at the moment. */
export interface ShownFigures {
  add(element: HTMLElement, figure: () => ShownFigure): () => void;
  /** In the order of the page. */
  list(): readonly ShownFigure[];
}

export function openShownFigures(): ShownFigures {
  const figures = new Map<HTMLElement, () => ShownFigure>();
  return {
    add(element, figure) {
      figures.set(element, figure);
      return () => void figures.delete(element);
    },
    list: () =>
      [...figures]
        .toSorted(([a], [b]) =>
          (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) === 0 ? 1 : -1,
        )
        .map(([, figure]) => figure()),
  };
}

/** Provided by pages whose figures are drawn elsewhere too. */
export const FiguresOfPage = createContext<ShownFigures | undefined>(undefined);

/** Adds a figure to those of its page while it is shown. */
export function useShownFigure(element: RefObject<HTMLElement | null>, figure: () => ShownFigure): void {
  const figures = useContext(FiguresOfPage);
  const latest = useRef(figure);
  latest.current = figure;
  useEffect(() => {
    if (figures === undefined || element.current === null) return undefined;
    return figures.add(element.current, () => latest.current());
  }, [figures]);
}
