/** A report as data: renderers make HTML or Markdown of it. All texts are plain, in the user's language. */
export interface ReportDocument {
  readonly title: string;
  /** What identifies the run: connection, job, date. */
  readonly facts: readonly string[];
  /** BCP 47 */
  readonly language: string;
  readonly sections: readonly ReportSection[];
}

export interface ReportSection {
  readonly title: string;
  readonly blocks: readonly ReportBlock[];
}

export type ReportBlock =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | ReportTable
  | { readonly kind: 'picture'; readonly picture: ReportPicture }
  | { readonly kind: 'code'; readonly text: string };

export interface ReportTable {
  readonly kind: 'table';
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly (readonly ReportCell[])[];
}

interface ReportColumn {
  readonly label: string;
  readonly isNumeric?: boolean | undefined;
}

/** A text, or a small histogram with what it shows in words. */
export type ReportCell = string | { readonly counts: readonly number[]; readonly label: string };

/** A picture as the page draws it, with its data as a table. */
export interface ReportPicture {
  /** Names its file: letters, digits and hyphens. */
  readonly key: string;
  readonly title: string;
  readonly caption?: string | undefined;
  /** The text of an SVG, or a PNG as base64. */
  readonly format: 'svg' | 'png';
  readonly content: string;
  readonly twin: {
    readonly columns: readonly ReportColumn[];
    readonly rows: readonly (readonly string[])[];
    /** Rows of the picture, of which `rows` are the first. */
    readonly rowCount: number;
  };
}
