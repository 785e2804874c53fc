import { openTransport } from '../connections/transport.ts';
import type { TransportOptions } from '../connections/transport.ts';
import { call } from '../failures/call.ts';
import { priceFileUnusable, pricesMissing } from '../failures/errors.ts';
import { readPriceFile, regionPathIn } from './priceFile.ts';
import type { ReadRates } from './priceFile.ts';

/** AWS's public price list, without credentials. */
const priceListUrl = 'https://pricing.us-east-1.amazonaws.com';

const indexPath = '/offers/v1.0/aws/AmazonSageMaker/current/region_index.json';

export interface FetchRatesOptions extends Pick<TransportOptions, 'proxies'> {
  readonly signal?: AbortSignal | undefined;
  /** Bytes read so far, and of all where the server says so. */
  readonly onProgress?: (readBytes: number, totalBytes: number | undefined) => void;
  /** Another server with the same files, for tests. */
  readonly baseUrl?: string | undefined;
}

/** Reads the rates of a region from AWS's public price list. Throws AwsFailure: 'prices-missing', 'price-file-unusable', the network's. */
export async function fetchRates(region: string, options: FetchRatesOptions = {}): Promise<ReadRates> {
  const { proxies, signal, onProgress, baseUrl = priceListUrl } = options;
  const transport = openTransport({ proxies });
  const read = async <T>(
    path: string,
    parse: (chunks: AsyncIterable<Uint8Array>) => Promise<T>,
    onRead?: FetchRatesOptions['onProgress'],
  ): Promise<T> => {
    const url = new URL(path, baseUrl);
    const response = await transport.get(url, signal);
    const { statusCode } = response;
    if (statusCode !== 200) {
      response.destroy();
      throw priceFileUnusable(region, url.href, `HTTP ${statusCode}`);
    }
    const length = Number(response.headers['content-length']);
    const total = Number.isSafeInteger(length) && length > 0 ? length : undefined;
    try {
      return await parse(counted(response, (bytes) => onRead?.(bytes, total)));
    } catch (error) {
      // A TypeError means invalid UTF-8.
      if (!(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error;
      throw priceFileUnusable(region, url.href, error.message, error);
    } finally {
      response.destroy();
    }
  };
  try {
    return await call('GetPriceList', signal, async () => {
      const path = await read(indexPath, (chunks) => regionPathIn(chunks, region));
      if (path === undefined) throw pricesMissing(region);
      const rates = await read(path, readPriceFile, onProgress);
      const count = Object.keys(rates.hosting).length + Object.keys(rates.training).length;
      if (count === 0) throw priceFileUnusable(region, new URL(path, baseUrl).href, 'no rates of instances');
      return rates;
    });
  } finally {
    transport.release();
  }
}

async function* counted(
  chunks: AsyncIterable<unknown>,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) continue;
    bytes += chunk.length;
    onRead(bytes);
    yield chunk;
  }
}
