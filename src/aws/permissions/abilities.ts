/** The parts of the product that rights are granted for, in the order of docs/permissions.md. */
export const features = ['storage', 'training', 'deployment', 'roles', 'checks', 'account'] as const;
export type Feature = (typeof features)[number];

/** Everything that can be impossible for want of a right, by feature. */
export const abilitiesOf = {
  storage: [
    'list-buckets',
    'create-buckets',
    'encrypt-buckets',
    'list-objects',
    'read-objects',
    'write-objects',
    'copy-objects',
    'delete-objects',
    'versions',
    'object-tags',
    'resume-uploads',
    'clean-up-uploads',
    'bucket-properties',
  ],
  training: ['train', 'follow-training', 'training-log', 'list-training', 'stop-training', 'delete-training'],
  deployment: [
    'deploy',
    'list-endpoints',
    'see-endpoints',
    'origins',
    'predict',
    'delete-endpoints',
    'part-use',
    'unclear-answers',
    'keep-leases',
    'extend-leases',
    'schedule-deletions',
    'idle-endpoints',
    'find-leftovers',
  ],
  roles: [
    'list-roles',
    'create-role',
    'repeat-create-role',
    'create-deleter-role',
    'find-roles',
    'delete-role',
  ],
  checks: ['check-rights', 'check-quotas', 'check-rare-quotas', 'count-instances'],
  account: ['account-alias', 'read-prices', 'aws-bill'],
} as const satisfies Record<Feature, readonly string[]>;

export type Ability = (typeof abilitiesOf)[Feature][number];

type Translate = (english: string) => string;

/** Each ability as a noun phrase that fits into a list. */
export const abilityWords = (t: Translate): Readonly<Record<Ability, string>> => ({
  'list-buckets': t('the list of buckets'),
  'create-buckets': t('creating a bucket'),
  'encrypt-buckets': t('setting the encryption of a new bucket'),
  'list-objects': t('the list of objects in a bucket'),
  'read-objects': t('opening, downloading and evaluating what is in the bucket'),
  'write-objects': t('uploading'),
  'copy-objects': t('copying and moving objects'),
  'delete-objects': t('deleting objects'),
  versions: t('counting and deleting versions of objects'),
  'object-tags': t('the tags of objects'),
  'resume-uploads': t('continuing an upload that was interrupted'),
  'clean-up-uploads': t('removing what incomplete uploads left'),
  'bucket-properties': t('some properties of buckets'),
  train: t('training'),
  'follow-training': t('the state of training jobs'),
  'training-log': t('the log of training jobs'),
  'list-training': t('the list of training jobs'),
  'stop-training': t('stopping a training job'),
  'delete-training': t('deleting the record of a training job'),
  'check-rights': t('checking role and rights before a training'),
  'check-quotas': t('checking quotas before a training'),
  'check-rare-quotas': t('checking quotas of less common instance types before training'),
  'count-instances': t('counting the instances in use against a quota'),
  deploy: t('deploying a model'),
  'list-endpoints': t('the list of endpoints'),
  'see-endpoints': t('the state of endpoints'),
  origins: t('which run an endpoint belongs to'),
  predict: t('predictions'),
  'delete-endpoints': t('deleting an endpoint'),
  'part-use': t(
    'finding out whether anything else uses the model or the configuration of a deleted endpoint',
  ),
  'keep-leases': t('deleting an endpoint when its lease ends'),
  'extend-leases': t('extending the lease of an endpoint'),
  'schedule-deletions': t('deleting an endpoint when its lease ends while VS Code is closed'),
  'idle-endpoints': t('detecting idle endpoints'),
  'create-deleter-role': t('creating the role that schedules use to delete endpoints'),
  'find-leftovers': t('finding leftover models and endpoint configurations'),
  'list-roles': t('the list of execution roles'),
  'repeat-create-role': t('repeating the creation of an execution role'),
  'create-role': t('creating an execution role'),
  'find-roles': t('finding roles created by Linear Learner'),
  'delete-role': t('deleting roles created by Linear Learner'),
  'account-alias': t('the alias of the account in the status bar'),
  'read-prices': t('reading prices where the public price list cannot be read'),
  'aws-bill': t('what AWS billed, on the Spending page'),
  'unclear-answers': t('finding what was created when an answer of AWS was lost'),
});

export const featureWords = (t: Translate): Readonly<Record<Feature, string>> => ({
  storage: t('Storage'),
  training: t('Training'),
  deployment: t('Deployment'),
  roles: t('Execution roles'),
  checks: t('Checks before a training'),
  account: t('Account'),
});
