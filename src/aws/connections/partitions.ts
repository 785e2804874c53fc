/** The partition of a region, as ARNs name it. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('us-isob-')) return 'aws-iso-b';
  if (region.startsWith('us-isof-')) return 'aws-iso-f';
  if (region.startsWith('us-iso-')) return 'aws-iso';
  return 'aws';
}

/** The region whose Pricing API answers for all regions of AWS's own partition; undefined where there is none. */
export function pricingRegion(region: string): string | undefined {
  if (partitionOf(region) !== 'aws') return undefined;
  if (/^(?:eu|af|me|il)-/.test(region)) return 'eu-central-1';
  return region.startsWith('ap-') ? 'ap-south-1' : 'us-east-1';
}

/** ARN of a bucket, or of `BUCKET/KEY`, which may hold patterns. */
export const s3Arn = (region: string, resource: string): string =>
  `arn:${partitionOf(region)}:s3:::${resource}`;

/** Where the web console of a region begins, without a trailing slash; undefined where it is unknown. */
export function consoleUrl(region: string): string | undefined {
  switch (partitionOf(region)) {
    case 'aws':
      return `https://${region}.console.aws.amazon.com`;
    case 'aws-cn':
      return `https://${region}.console.amazonaws.cn`;
    case 'aws-us-gov':
      return `https://${region}.console.amazonaws-us-gov.com`;
    default:
      return undefined;
  }
}
