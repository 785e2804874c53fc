import { createHash } from 'node:crypto';
import type { ServiceResponse } from '../../../src/local/protocols/service.ts';
import { xmlResponse } from '../../../src/local/protocols/xml.ts';
import type { SignedCall } from '../calls.ts';

const objectElement = /<Object>.*?<\/Object>/gs;
const keyIn = (object: string) => /<Key>([^<]*)<\/Key>/.exec(object)?.[1] ?? '';
/** What describes the body as it was. */
const ofBody = /^(content-md5|x-amz-content-sha256|x-amz-(sdk-)?checksum.*)$/;

/** The same DeleteObjects without the keys that the caller may not delete; undefined when none is left. */
export function withoutKeys(call: SignedCall, denied: ReadonlySet<string>): SignedCall | undefined {
  const text = call.body.toString();
  const objects = text.match(objectElement) ?? [];
  if (objects.every((object) => denied.has(keyIn(object)))) return undefined;
  const body = Buffer.from(
    text.replaceAll(objectElement, (object) => (denied.has(keyIn(object)) ? '' : object)),
  );
  const headers = Object.fromEntries(Object.entries(call.headers).filter(([name]) => !ofBody.test(name)));
  const hash = (algorithm: string, encoding: 'hex' | 'base64') =>
    createHash(algorithm).update(body).digest(encoding);
  const described = { 'content-md5': hash('md5', 'base64'), 'x-amz-content-sha256': hash('sha256', 'hex') };
  return { ...call, body, headers: { ...headers, ...described } };
}

/** The answer with an error for each key that the caller may not delete: S3 answers 200 all the same. */
export function withErrors(
  answer: ServiceResponse | undefined,
  messages: ReadonlyMap<string, string>,
): ServiceResponse {
  const errors = [...messages].map(
    ([key, message]) =>
      [
        'Error',
        [
          ['Key', key],
          ['Code', 'AccessDenied'],
          ['Message', message],
        ],
      ] as const,
  );
  const own = xmlResponse('DeleteResult', errors);
  if (answer === undefined || answer.status !== 200) return answer ?? own;
  const inner = /<DeleteResult[^>]*>(.*)<\/DeleteResult>/s.exec(textOf(own))?.[1] ?? '';
  const whole = textOf(answer).replace('</DeleteResult>', `${inner}</DeleteResult>`);
  const { 'content-length': _, ...headers } = answer.headers ?? {};
  return { ...answer, headers, body: whole };
}

const textOf = ({ body }: ServiceResponse) =>
  typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body).toString() : '';
