import { mediaType } from '../../../learner/serving/mediaType.ts';

const recordIO = 'application/x-recordio-protobuf';
const mediaTypes = [recordIO, 'text/csv'];

/** A channel's content type without its parameters, and whether its rows begin with a label. */
interface ChannelContent {
  readonly contentType: string;
  readonly hasLabels: boolean;
}

/**
 * Reads the ContentType of a channel, RecordIO by default. `text/csv;label_size=1` says that the label comes first, which is also
 * what holds without it; `label_size=0` that there is none. Undefined for a type or a label size that Linear Learner does not read.
 */
export function channelContent(given: string = recordIO): ChannelContent | undefined {
  const contentType = mediaType(given);
  const size = /;\s*label_size\s*=\s*([^;\s]*)/i.exec(given)?.[1];
  if (!mediaTypes.includes(contentType)) return undefined;
  if (size === undefined || size === '1') return { contentType, hasLabels: true };
  return size === '0' && contentType === 'text/csv' ? { contentType, hasLabels: false } : undefined;
}
