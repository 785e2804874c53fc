import * as z from 'zod/mini';
import { ServiceError, invalidArgument } from '../protocols/service.ts';
import { malformedXml } from '../protocols/xml.ts';
import type { XmlElement } from '../protocols/xml.ts';

export type TagSet = Readonly<Record<string, string>>;

/** docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
export const mostObjectTags = 10;
export const mostBucketTags = 50;
const longestKey = 128;
const longestValue = 256;
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Tags of an object as `x-amz-tagging` has them: a query string. Throws InvalidArgument, InvalidTag or BadRequest. */
export function parseTagHeader(header: string): TagSet {
  if (/%(?![0-9a-f]{2})/i.test(header) || /(^|&)=/.test(header)) throw malformedHeader(header);
  const pairs = [...new URLSearchParams(header)];
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw malformedHeader(header);
  return checkedTags(pairs, mostObjectTags);
}

const malformedHeader = (header: string) =>
  invalidArgument(
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    'x-amz-tagging',
    header,
  );

const tagSchema = z.object({ Key: z.string(), Value: z.string() });
const tagSetSchema = z.object({ Tag: z._default(z.array(tagSchema), []) });
const taggingSchema = z.object({ TagSet: z.union([tagSetSchema, z.literal('')]) });

/** The content of a `Tagging` document. Throws MalformedXML, InvalidTag or BadRequest. */
export function parseTagging(content: unknown, most: number): TagSet {
  const parsed = taggingSchema.safeParse(content);
  if (!parsed.success) throw malformedXml();
  return parseTagSet(parsed.data.TagSet, most);
}

/** The content of an element of tags. Throws MalformedXML, InvalidTag or BadRequest. */
export function parseTagSet(content: unknown, most: number): TagSet {
  const parsed = tagSetSchema.safeParse(content === '' ? {} : content);
  if (!parsed.success) throw malformedXml();
  const pairs = parsed.data.Tag.map(({ Key, Value }): [string, string] => [Key, Value]);
  if (new Set(pairs.map(([key]) => key)).size < pairs.length)
    throw new ServiceError('InvalidTag', 'Cannot provide multiple Tags with the same key');
  return checkedTags(pairs, most);
}

function checkedTags(pairs: readonly (readonly [string, string])[], most: number): TagSet {
  if (pairs.length > most)
    throw new ServiceError(
      'BadRequest',
      most === mostObjectTags
        ? `Object tags cannot be greater than ${most}`
        : `Bucket tag count cannot be greater than ${most}`,
    );
  for (const [key, value] of pairs) {
    if (/^aws:/i.test(key))
      throw new ServiceError(
        'InvalidTag',
        most === mostObjectTags
          ? 'Your TagKey cannot be prefixed with aws:'
          : 'System tags cannot be added/updated by requester',
        400,
        { TagKey: key },
      );
    if (key === '' || key.length > longestKey || !allowed.test(key))
      throw new ServiceError('InvalidTag', 'The TagKey you have provided is invalid', 400, { TagKey: key });
    if (value.length > longestValue || !allowed.test(value))
      throw new ServiceError('InvalidTag', 'The TagValue you have provided is invalid', 400, {
        TagKey: key,
        TagValue: value,
      });
  }
  return Object.fromEntries(pairs);
}

export const tagSetElement = (tags: TagSet): XmlElement => [
  'TagSet',
  Object.entries(tags).map(([key, value]): XmlElement => [
    'Tag',
    [
      ['Key', key],
      ['Value', value],
    ],
  ]),
];
