const two = (value: number) => String(value).padStart(2, '0');
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A time, in milliseconds since 1970, as a column writes its dates; `format` is as dateReader takes it. */
export function dateText(time: number, format: string): string {
  if (format === 'epoch-s') return String(time / 1000);
  if (format === 'epoch-ms') return String(time);
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '';
  return format.replaceAll(/%(.)/g, (_, part: string) => partText(part, date));
}

function partText(part: string, date: Date): string {
  const hour = date.getUTCHours();
  switch (part) {
    case 'Y':
      return String(date.getUTCFullYear()).padStart(4, '0');
    case 'y':
      return two(date.getUTCFullYear() % 100);
    case 'm':
      return two(date.getUTCMonth() + 1);
    case 'd':
      return two(date.getUTCDate());
    case 'b':
      return months[date.getUTCMonth()] ?? '';
    case 'H':
      return two(hour);
    case 'I':
      return two(hour % 12 === 0 ? 12 : hour % 12);
    case 'M':
      return two(date.getUTCMinutes());
    case 'S':
      return two(date.getUTCSeconds());
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case 'z':
      return 'Z';
    default:
      return '';
  }
}
