import { ServiceError } from '../../../src/local/protocols/service.ts';
import { textOf } from '../calls.ts';
import type { Input, JsonOperations } from './json.ts';

interface Given {
  /** US dollars by day. */
  readonly bills: ReadonlyMap<string, number>;
}

const sageMaker = 'Amazon SageMaker';

/** Its models are botocore's `ce`; a filter on a service that there is not finds nothing, which is no error. */
export const costOperations: JsonOperations<Given> = {
  GetCostAndUsage: {
    understood: ['TimePeriod', 'Granularity', 'Metrics', 'Filter'],
    result: ({ bills }, input) => {
      const { start, end } = periodOf(input);
      if (textOf(input, 'Granularity') !== 'MONTHLY')
        throw new ServiceError('ValidationException', 'The fake sums months alone');
      const days = [...bills].filter(([day]) => day >= start && day < end);
      const isAbout = JSON.stringify(input['Filter'] ?? sageMaker).includes(`"${sageMaker}"`);
      const amount = isAbout ? days.reduce((sum, [, usd]) => sum + usd, 0) : 0;
      const metrics = Array.isArray(input['Metrics']) ? input['Metrics'].map(String) : [];
      // Figures of a month are final some days after its end.
      const isFinal = [...bills.keys()].some((day) => day >= `${nextMonth(start)}-05`);
      return {
        ResultsByTime: [
          {
            TimePeriod: { Start: start, End: end },
            Total: Object.fromEntries(
              metrics.map((metric) => [
                metric,
                { Amount: String(amount), Unit: days.length === 0 ? 'N/A' : 'USD' },
              ]),
            ),
            Groups: [],
            Estimated: !isFinal,
          },
        ],
        DimensionValueAttributes: [],
      };
    },
  },
};

function periodOf(input: Input): { readonly start: string; readonly end: string } {
  const period = new Map(Object.entries(input['TimePeriod'] ?? {}));
  const [start, end] = [String(period.get('Start')), String(period.get('End'))];
  const isDay = (day: string) => /^\d{4}-\d{2}-\d{2}$/.test(day);
  if (!isDay(start) || !isDay(end))
    throw new ServiceError(
      'ValidationException',
      'Start time or end time is invalid. Valid format is: yyyy-MM-dd.',
    );
  if (start >= end)
    throw new ServiceError(
      'ValidationException',
      'Start date (and hour) should be before end date (and hour)',
    );
  return { start, end };
}

function nextMonth(day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month)).toISOString().slice(0, 7);
}
