/** Stands in for the parts of `vscode` that change the text of a document, whose positions are offsets. */
export function fakeTextEdits(world: { text: string }) {
  class Range {
    constructor(
      readonly start: number,
      readonly end: number,
    ) {}
  }
  class WorkspaceEdit {
    text = '';
    replace(_uri: unknown, { start, end }: Range, part: string): void {
      this.text = world.text.slice(0, start) + part + world.text.slice(end);
    }
  }
  return {
    Range,
    WorkspaceEdit,
    applyEdit: async (edit: WorkspaceEdit) => void (world.text = edit.text),
    document: (uri: unknown) => ({
      uri,
      lineCount: 1,
      getText: () => world.text,
      positionAt: (offset: number) => offset,
    }),
  };
}
