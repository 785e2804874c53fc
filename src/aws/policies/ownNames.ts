/** Group of the schedules that delete endpoints when their leases end. */
export const scheduleGroup = 'linear-learner';
/** The role they use; one per account. */
export const deleterRoleName = 'LinearLearnerEndpointDeleter';
/** Of the names of roles that we create, and of the path of roles that are made for us. */
export const roleNamePrefix = 'LinearLearner-';
export const rolePath = '/linear-learner/';
/** Identifies roles that we created. */
export const roleTag = { key: 'linear-learner:created-by', value: 'linear-learner' } as const;
