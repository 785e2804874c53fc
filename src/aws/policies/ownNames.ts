/** Group of the schedules that delete endpoints when their leases end. */
export const scheduleGroup = 'linear-learner';
/** The role they use; one per account. */
export const deleterRoleName = 'LinearLearnerEndpointDeleter';
/** Identifies roles that we created. */
export const roleTag = { key: 'linear-learner:created-by', value: 'linear-learner' } as const;
