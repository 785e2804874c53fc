/** Of the schedules that delete endpoints after their leases. */
export const scheduleGroup = 'linear-learner';
/** With it they do; one role an account. */
export const deleterRoleName = 'LinearLearnerEndpointDeleter';
/** How a role that we made is recognised. */
export const roleTag = { key: 'linear-learner:created-by', value: 'linear-learner' } as const;
