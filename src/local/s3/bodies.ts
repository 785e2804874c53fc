import { ServiceError } from '../protocols/service.ts';
import type { ServiceRequest } from '../protocols/service.ts';
import { malformedXml, parseXml } from '../protocols/xml.ts';
import { extraAlgorithmsOf } from './checksums.ts';
import { checkDigests, openDigests } from './digests.ts';

/** Longest document of a configuration. */
export const configurationBytes = 64 * 1024;

/**
 * A request's XML body below its root, checked against every checksum that came with it, and the hash in its signature. Undefined for
 * an empty body. Throws MalformedXML, also for a longer body.
 */
export async function readXmlBody(request: ServiceRequest, root: string, maxBytes: number): Promise<unknown> {
  const body = await request.readBody(maxBytes).catch((error: unknown) => {
    throw error instanceof ServiceError && error.status === 413 ? malformedXml() : error;
  });
  const digests = openDigests(extraAlgorithmsOf(request));
  digests.update(body);
  checkDigests(request, digests.digests());
  return body.length === 0 ? undefined : parseXml(body.toString(), root);
}
