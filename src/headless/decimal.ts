/** A decimal number, such as 0.9, -5 or 1e-3; NaN for anything else, such as 0x10, which Number would take. */
export const decimalOf = (text: string): number =>
  /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
