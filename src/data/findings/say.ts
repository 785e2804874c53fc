/** How one side of the product writes a finding: the texts and numbers of the user's language. */
export interface Say {
  /** The user's text for an English one, `{0}`… replaced. */
  readonly t: (english: string, ...values: (string | number)[]) => string;
  readonly number: (value: number, decimals?: number) => string;
  /** Of a share from 0 to 1. */
  readonly percent: (share: number) => string;
  /** "a, b, and c"; of many the first, and how many more there are; `total` where there are more than the names. */
  readonly list: (names: readonly string[], total?: number) => string;
}
