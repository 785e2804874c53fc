/** The format with day and month the other way round; undefined where that makes no other date. */
export function otherOrder(
  format: string,
): { readonly format: string; readonly isDayFirst: boolean } | undefined {
  const [day, month] = [format.indexOf('%d'), format.indexOf('%m')];
  const year = Math.max(format.indexOf('%Y'), format.indexOf('%y'));
  if (day < 0 || month < 0 || year < Math.max(day, month)) return undefined;
  const swapped = format.replaceAll(/%[dm]/g, (part) => (part === '%d' ? '%m' : '%d'));
  return { format: swapped, isDayFirst: month < day };
}
