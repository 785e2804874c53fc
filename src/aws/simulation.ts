import { paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam';
import type { AwsClients } from './connections/clients.ts';
import { call, required } from './failures/call.ts';

/** Actions on one resource, and the condition keys that such calls have. */
export interface SimulatedCalls {
  readonly actions: readonly string[];
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** What the policies of a user or role say of an action. Policies of resources, such as a bucket's, are not among them. */
export interface Decision {
  readonly action: string;
  readonly resource: string;
  /** 'unclear': it depends on a condition key that is not known here. */
  readonly decision: 'allowed' | 'not-allowed' | 'denied' | 'unclear';
}

const operation = 'SimulatePrincipalPolicy';

/** Simulates what a user or role may do; a decision for each action. `arn`: of the user or role, not of a session. */
export async function simulate(
  clients: AwsClients,
  arn: string,
  { actions, resource, context = {} }: SimulatedCalls,
  signal?: AbortSignal,
): Promise<readonly Decision[]> {
  const input = {
    PolicySourceArn: arn,
    ActionNames: [...actions],
    ResourceArns: [resource],
    ContextEntries: Object.entries(context).map(([name, value]) => ({
      ContextKeyName: name,
      ContextKeyType: 'string' as const,
      ContextKeyValues: [value],
    })),
  };
  const decisions = await call(operation, signal, async (options) => {
    const found: Decision[] = [];
    const pages = paginateSimulatePrincipalPolicy({ client: clients.iam() }, input, options);
    for await (const { EvaluationResults = [] } of pages)
      for (const { EvalActionName = '', EvalDecision, MissingContextValues = [] } of EvaluationResults)
        found.push({
          action: EvalActionName,
          resource,
          decision: decisionOf(
            required(EvalDecision, operation, 'EvalDecision'),
            MissingContextValues.length > 0,
          ),
        });
    return found;
  });
  // An answer without an action must not count as allowing it.
  const decided = new Set(decisions.map(({ action }) => action.toLowerCase()));
  for (const action of actions)
    required(decided.has(action.toLowerCase()) || undefined, operation, 'EvaluationResults');
  return decisions;
}

function decisionOf(decision: string, lacksKeys: boolean): Decision['decision'] {
  if (decision === 'allowed') return lacksKeys ? 'unclear' : 'allowed';
  if (decision === 'explicitDeny') return 'denied';
  return lacksKeys ? 'unclear' : 'not-allowed';
}
