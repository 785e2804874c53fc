import { ServiceError } from '../../../src/local/protocols/service.ts';
import { textOf } from '../calls.ts';
import file from '../../fixtures/prices/AmazonSageMaker.json' with { type: 'json' };
import type { Input, JsonOperations } from './json.ts';

type Attributes = Readonly<Record<string, string>>;

const terms = new Map<string, object>(Object.entries(file.terms.OnDemand));

/** Fewer than AWS returns, so that an excerpt has several pages. */
const mostResults = 3;

/** The Pricing API, over the products of the price list's excerpt, wherever it is called. */
export const pricingOperations: JsonOperations<string> = {
  GetProducts: {
    understood: ['ServiceCode', 'Filters', 'FormatVersion', 'NextToken', 'MaxResults'],
    result: (region, input) => {
      // Only these regions have an endpoint.
      if (!/^(?:us-east-1|eu-central-1|ap-south-1)$/.test(region))
        throw new ServiceError('UnknownEndpoint', `There is no Pricing API in ${region}`, 404);
      if (textOf(input, 'ServiceCode') !== 'AmazonSageMaker') throw invalid('Invalid service code');
      const size = input['MaxResults'] ?? 100;
      if (typeof size !== 'number' || size < 1 || size > 100)
        throw invalid('MaxResults must be from 1 to 100');
      const isWanted = filterOf(input);
      const found = Object.entries(file.products).filter(([, { attributes }]) => isWanted(attributes));
      const start = positionOf(input);
      const end = start + Math.min(size, mostResults);
      const page = found.slice(start, end).map(([sku, product]) =>
        JSON.stringify({
          product,
          serviceCode: 'AmazonSageMaker',
          terms: { OnDemand: terms.get(sku) },
          version: file.version,
          publicationDate: file.publicationDate,
        }),
      );
      return {
        FormatVersion: 'aws_v1',
        PriceList: page,
        ...(end < found.length ? { NextToken: Buffer.from(String(end)).toString('base64url') } : {}),
      };
    },
  },
};

const invalid = (message: string) => new ServiceError('InvalidParameterException', message);

/** Filters are combined with "and". */
function filterOf({ Filters: filters = [] }: Input): (attributes: Attributes) => boolean {
  if (!Array.isArray(filters)) throw invalid('Filters must be a list');
  const wanted = filters.map((filter: unknown) => {
    const members = new Map<string, unknown>(Object.entries(Object(filter)));
    const [type, field, value] = [members.get('Type'), members.get('Field'), members.get('Value')];
    if (type !== 'TERM_MATCH' || typeof field !== 'string' || typeof value !== 'string')
      throw invalid('A filter has Type TERM_MATCH, Field and Value here');
    return [field, value] as const;
  });
  return (attributes) => wanted.every(([field, value]) => attributes[field] === value);
}

function positionOf(input: Input): number {
  const token = textOf(input, 'NextToken');
  const position = token === '' ? '0' : Buffer.from(token, 'base64url').toString();
  if (!/^\d+$/.test(position)) throw new ServiceError('InvalidNextTokenException', 'Invalid next token');
  return Number(position);
}
