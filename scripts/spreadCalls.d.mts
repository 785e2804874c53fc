export declare function spreadCalls(
  text: string,
): readonly { readonly line: number; readonly call: string }[];
