/** On-demand price of all instances together, in US dollars; free on the embedded server. */
export type Price =
  | { readonly kind: 'free' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'hourly'; readonly usdPerHour: number };
