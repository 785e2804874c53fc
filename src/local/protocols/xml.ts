import { XMLParser } from 'fast-xml-parser';
import { ServiceError } from './service.ts';
import type { ServiceResponse } from './service.ts';

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => name === 'Part' || name === 'Object',
});

/** The root element of a request body. Throws MalformedXML. */
export function parseXml(text: string, root: string): unknown {
  try {
    const parsed: Record<string, unknown> = parser.parse(text, true);
    if (parsed[root] !== undefined) return parsed[root];
  } catch {
    // answered below
  }
  throw new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

type XmlValue = string | number | boolean | readonly XmlElement[];
export type XmlElement = readonly [name: string, value: XmlValue];

/** An XML answer in S3's namespace. */
export function xmlResponse(root: string, content: XmlValue): ServiceResponse {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner(content)}</${root}>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

const inner = (value: XmlValue): string =>
  Array.isArray(value) ? value.map(element).join('') : escapeXml(String(value));

const element = ([name, value]: XmlElement): string => `<${name}>${inner(value)}</${name}>`;

export function escapeXml(text: string): string {
  // Control characters are no XML; S3 escapes what it can and clients ask for url encoding of keys.
  return text.replace(/[<>&"'\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
