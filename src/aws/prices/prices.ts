type Rates = Readonly<Record<string, number>>;

/** The day on which the prices were read, ISO 8601. */
export const pricesReadOn = '2026-11-23';

/**
 * US dollars per instance-hour on demand, by region, use and instance type, as read on that day. Incomplete on purpose: a number
 * that no current source of AWS bears out is left out, and shown as unknown.
 */
export const prices: Readonly<Record<string, { readonly hosting: Rates; readonly training: Rates }>> = {
  'us-east-1': {
    hosting: {
      'ml.t2.medium': 0.056,
      'ml.m5.large': 0.115,
      'ml.m5.xlarge': 0.23,
      'ml.m5.2xlarge': 0.461,
      'ml.c5.large': 0.102,
      'ml.c5.xlarge': 0.204,
      'ml.c5.2xlarge': 0.408,
      'ml.c7i.xlarge': 0.214,
      'ml.g4dn.xlarge': 0.7364,
      'ml.p3.2xlarge': 3.825,
    },
    training: {
      'ml.m5.large': 0.115,
      'ml.g5.2xlarge': 1.515,
    },
  },
  'us-east-2': {
    hosting: {
      'ml.g6.xlarge': 1.1267,
    },
    training: {},
  },
  'eu-west-1': {
    hosting: {
      'ml.m5.large': 0.128,
      'ml.m5.xlarge': 0.257,
      'ml.c5.2xlarge': 0.461,
      'ml.g4dn.xlarge': 0.821,
      'ml.g4dn.4xlarge': 1.678,
      'ml.g4dn.12xlarge': 5.453,
      'ml.g5.xlarge': 1.57,
      'ml.g5.12xlarge': 7.91,
    },
    training: {
      'ml.m5.xlarge': 0.257,
      'ml.g4dn.xlarge': 0.822,
      'ml.g5.xlarge': 1.57,
      'ml.p3.2xlarge': 4.131,
    },
  },
};
