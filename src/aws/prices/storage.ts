/** The day on which the rates were read from AWS's Pricing API, ISO 8601. */
export const storageRatesReadOn = '2025-10-28';

/**
 * US dollars per GB-month of S3 Standard, first 50 TB, by region. Incomplete on purpose: a number that no dated reading bears out is
 * left out, and shown as unknown.
 */
export const storageRates: Readonly<Record<string, number>> = { 'us-east-1': 0.023 };
