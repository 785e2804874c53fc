/** On-demand price of all instances together, in US dollars; free on the embedded server. */
export type Price =
  | { readonly kind: 'free' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'hourly'; readonly usdPerHour: number };

/** Where the prices that our table does not know can be read. */
export const pricesUrl = 'https://aws.amazon.com/sagemaker/pricing/';
