export interface FolderTable {
  readonly folder: string;
  readonly arrows: ReadonlyMap<string, readonly string[]>;
}

export declare function folderTables(markdown: string, folders: readonly string[]): readonly FolderTable[];
export declare function arrowProblems(
  table: FolderTable,
  imports: readonly { readonly file: string; readonly target: string }[],
): readonly string[];
