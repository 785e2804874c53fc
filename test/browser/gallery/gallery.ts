/** A page in one state, as its host would send it. */
export interface GalleryEntry {
  readonly name: string;
  readonly page:
    | 'data'
    | 'table'
    | 'viewer'
    | 'experiment'
    | 'run'
    | 'runs'
    | 'compare'
    | 'predict'
    | 'study'
    | 'spend';
  readonly heading: string;
  readonly state: unknown;
  /** What requests of the page are answered with, or a function of their body; others stay unanswered. */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** What the user chose on the page before a reload. */
  readonly choices?: Readonly<Record<string, unknown>>;
}
