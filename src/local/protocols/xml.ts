import { readXml } from './readXml.ts';
import { ServiceError } from './service.ts';
import type { ServiceResponse } from './service.ts';

const limits = { repeated: new Set(['Part', 'Object', 'Tag', 'Grant']), maxDepth: 10, maxElements: 100_000 };

export const malformedXml = () =>
  new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

/** The content of the root element of a request body. Throws MalformedXML. */
export function parseXml(text: string, root: string): unknown {
  try {
    const content = readXml(text, limits)[root];
    if (content !== undefined) return content;
  } catch {
    // reported below
  }
  throw malformedXml();
}

/** Elements may be generated lazily, so that a long list is not all in memory. */
type XmlValue = string | number | boolean | Iterable<XmlElement>;
/** Attributes are written as they are. */
export type XmlElement = readonly [name: string, value: XmlValue, attributes?: string];

/** An XML answer in S3's namespace. */
export function xmlResponse(root: string, content: XmlValue): ServiceResponse {
  const body = xmlDocument(root, 'http://s3.amazonaws.com/doc/2006-03-01/', content);
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

export const xmlDocument = (root: string, namespace: string, content: XmlValue): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${inner(content)}</${root}>`;

const inner = (value: XmlValue): string =>
  typeof value === 'object' ? Array.from(value, element).join('') : escapeXml(String(value));

const element = ([name, value, attributes]: XmlElement): string =>
  `<${name}${attributes === undefined ? '' : ` ${attributes}`}>${inner(value)}</${name}>`;

export function escapeXml(text: string): string {
  // Control characters are not allowed in XML; clients request url encoding for keys that contain them.
  return text.replace(/[<>&"'\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
