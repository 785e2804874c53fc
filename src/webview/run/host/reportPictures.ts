import { Cancelled } from '../../../platform/cancellation.ts';
import type { PictureRequest, PictureRequests, PicturedRun } from '../../../runs/report/pictureRequests.ts';
import type { DrawnPicture, RunFollowed } from '../contract.ts';

/** Serves the requests for pictures of one run, one after the other, while its page is open. */
export interface ReportPictures {
  /** What the page should draw now; undefined for nothing. */
  wanted(): RunFollowed['report'];
  /** A page that was loaded anew sends its pictures again. */
  add(id: number, picture: DrawnPicture): void;
  end(id: number, failure: string | undefined): void;
  /** What waits gets no pictures: the page has no evaluation to draw. */
  refuse(why: string): void;
  /** What still waits gets no pictures: the page is closed. */
  dispose(): void;
}

const notDrawn = (why: string) => new Error(`The pictures could not be drawn: ${why}`);

export function openReportPictures(
  requests: PictureRequests,
  run: PicturedRun,
  onWanted: () => void,
): ReportPictures {
  let id = 0;
  let serving:
    | { readonly id: number; readonly request: PictureRequest; readonly drawn: Map<string, DrawnPicture> }
    | undefined;
  const serveNext = (): boolean => {
    const request = requests.next(run);
    if (request === serving?.request) return false;
    id += 1;
    serving = request === undefined ? undefined : { id, request, drawn: new Map() };
    request?.signal.addEventListener('abort', look);
    return true;
  };
  const look = () => {
    if (serveNext()) onWanted();
  };
  const listener = requests.onRequest(run, look);
  const current = (of: number) => (serving?.id === of ? serving : undefined);
  const rejectAll = (error: Error) => {
    for (let left = requests.next(run); left !== undefined; left = requests.next(run)) left.reject(error);
  };
  serveNext();
  return {
    wanted: () => (serving === undefined ? undefined : { id: serving.id, format: serving.request.format }),
    add: (of, picture) => void current(of)?.drawn.set(picture.key, picture),
    end(of, failure) {
      const ended = current(of);
      if (ended === undefined) return;
      if (failure === undefined) ended.request.resolve([...ended.drawn.values()]);
      else ended.request.reject(notDrawn(failure));
      look();
    },
    refuse(why) {
      rejectAll(notDrawn(why));
      serveNext();
    },
    dispose() {
      listener.dispose();
      rejectAll(new Cancelled());
    },
  };
}
