const msOfQuarter = 900_000;
const mostRemembered = 100_000;

/** The time of day and date in a time zone: milliseconds since 1970 as if the local time were UTC. */
export function localTime(timezone: string): (time: number) => number {
  if (timezone === 'UTC') return (time) => time;
  const offsetAt = offsetReader(timezone);
  const offsets = new Map<number, number | undefined>();
  return (time) => {
    // Zones change on quarters of an hour, but for some long ago.
    const quarter = Math.floor(time / msOfQuarter);
    if (!offsets.has(quarter)) {
      if (offsets.size === mostRemembered) offsets.clear();
      const [before, after] = [offsetAt(quarter * msOfQuarter), offsetAt((quarter + 1) * msOfQuarter - 1)];
      offsets.set(quarter, before === after ? before : undefined);
    }
    return time + (offsets.get(quarter) ?? offsetAt(time));
  };
}

/** Milliseconds that local time is ahead of UTC. */
function offsetReader(timeZone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (time) => {
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
    const numberOf = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const year = parts.get('era') === 'BC' ? 1 - numberOf('year') : numberOf('year');
    const local = new Date(0);
    local.setUTCFullYear(year, numberOf('month') - 1, numberOf('day'));
    local.setUTCHours(numberOf('hour'), numberOf('minute'), numberOf('second'));
    return local.getTime() - Math.floor(time / 1000) * 1000;
  };
}
