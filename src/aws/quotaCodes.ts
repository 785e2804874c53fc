interface Codes {
  readonly hosting?: string;
  readonly training?: string;
}

/** AWS's codes of SageMaker's quotas for instances, by type; only where SageMaker offers the type for the use. */
export const quotaCodes: Readonly<Record<string, Codes>> = {
  'ml.t2.medium': { hosting: 'L-29C181D7' },
  'ml.m4.xlarge': { hosting: 'L-97CF11BE', training: 'L-A373146E' },
  'ml.c4.xlarge': { hosting: 'L-F8C60E1D', training: 'L-85D4BAF3' },
  'ml.m5.large': { hosting: 'L-614B09FD', training: 'L-611FA074' },
  'ml.m5.xlarge': { hosting: 'L-2F737F8D', training: 'L-CCE2AFA6' },
  'ml.m5.2xlarge': { hosting: 'L-C88C8F13', training: 'L-AD0A282D' },
  'ml.c5.large': { hosting: 'L-4D27DFDD' },
  'ml.c5.xlarge': { hosting: 'L-E9EE5599', training: 'L-E2BB44FE' },
  'ml.c5.2xlarge': { hosting: 'L-E091038E', training: 'L-49679826' },
  'ml.m7i.large': { hosting: 'L-3E715088', training: 'L-C5747110' },
  'ml.m7i.xlarge': { hosting: 'L-E793924B', training: 'L-E84ADEB3' },
  'ml.c7i.xlarge': { hosting: 'L-9A5FC4CF', training: 'L-194981EA' },
  'ml.c6i.xlarge': { hosting: 'L-28FF72CA', training: 'L-D526E050' },
  'ml.g4dn.xlarge': { hosting: 'L-B67CFA0C', training: 'L-3F53BF0F' },
  'ml.p3.2xlarge': { hosting: 'L-1623D0BE', training: 'L-D438008E' },
};
