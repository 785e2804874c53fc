import { pageHtml } from '../../../src/webview/host/pageHtml.ts';
import { Uri } from '../../fakeVscode.ts';
import { compareStates } from './compareStates.ts';
import { dataStates } from './dataStates.ts';
import { experimentStates } from './experimentStates.ts';
import type { GalleryEntry } from './gallery.ts';
import { predictStates } from './predictStates.ts';
import { runsStates } from './runsStates.ts';
import { runStates } from './runStates.ts';
import { spendStates } from './spendStates.ts';
import { studyStates } from './studyStates.ts';
import { tableStates } from './tableStates.ts';
import { viewerStates } from './viewerStates.ts';

/** Every page in every state. `examples` is the folder with the example tables. */
export async function gallery(examples: string): Promise<readonly GalleryEntry[]> {
  return [
    ...(await dataStates(examples)),
    ...(await tableStates()),
    ...viewerStates(),
    ...(await experimentStates(examples)),
    ...runStates(),
    ...runsStates(),
    ...spendStates(),
    ...predictStates(),
    ...compareStates(),
    ...studyStates(),
  ];
}

/** The shell of a page, whose files are at `/dist/pages`. */
export function shellOf({ page, heading }: GalleryEntry): string {
  const webview = { cspSource: "'self'", asWebviewUri: (uri: Uri) => uri };
  // SAFETY: a shell is made of these two members.
  return pageHtml(webview as never, new Uri('') as never, page, heading);
}
