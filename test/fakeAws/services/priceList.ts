import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceError } from '../../../src/local/protocols/service.ts';
import type { ServiceResponse } from '../../../src/local/protocols/service.ts';
import type { Call } from '../calls.ts';

const folder = join(import.meta.dirname, '..', '..', 'fixtures', 'prices');
const list = '/offers/v1.0/aws/AmazonSageMaker';

const files: Readonly<Record<string, string>> = {
  [`${list}/current/region_index.json`]: 'region_index.json',
  [`${list}/20260922230750/us-east-1/index.json`]: 'AmazonSageMaker.json',
};

/** The public price list: an excerpt of one region. */
export async function answerPriceList({ method, path }: Call): Promise<ServiceResponse> {
  const file = method === 'GET' && Object.hasOwn(files, path) ? files[path] : undefined;
  if (file === undefined) throw new ServiceError('NoSuchKey', `There is no file ${path}`, 404);
  const body = await readFile(join(folder, file), 'utf8');
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}
