export function operationProblems(
  sources: readonly { readonly name: string; readonly text: string }[],
  listed: readonly string[],
): readonly string[];
