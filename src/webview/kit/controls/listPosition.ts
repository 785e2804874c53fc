const optionHeight = 22;
const mostVisible = 10;
const border = 2;

/** On which side of its field a select opens its list: above only where that shows more of it. Pixels, from the top of the page. */
export function listPosition(
  field: { readonly top: number; readonly bottom: number },
  optionCount: number,
  pageHeight: number,
): 'above' | 'below' {
  const needed = Math.min(optionCount, mostVisible) * optionHeight + border;
  const below = pageHeight - field.bottom;
  return below < needed && field.top > below ? 'above' : 'below';
}
