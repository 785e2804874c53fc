import { ServiceError } from '../../../src/local/protocols/service.ts';
import type { ServiceResponse } from '../../../src/local/protocols/service.ts';
import type { Call, SignedCall } from '../calls.ts';
import type { Cloud } from '../cloud.ts';
import type { FakeAccount } from '../identity/account.ts';
import { costOperations } from './costExplorer.ts';
import { iamNamespace, iamOperations } from './iam.ts';
import { answerJson } from './json.ts';
import { answerPriceList } from './priceList.ts';
import { answerQuery } from './query.ts';
import { pricingOperations } from './pricing.ts';
import { quotaOperations } from './serviceQuotas.ts';
import { authorizePage, oidcOperations } from './ssoOidc.ts';
import { answerPortal } from './ssoPortal.ts';
import { stsNamespace, stsOperations } from './sts.ts';

/** The answers of the services that the fake has of its own. */
export async function answerOwn(
  cloud: Cloud,
  call: Call | SignedCall,
  requestId: string,
): Promise<ServiceResponse> {
  const principal = 'principal' in call ? call.principal : undefined;
  switch (call.service) {
    case 'sts': {
      const form = new URLSearchParams(call.body.toString());
      return answerQuery(stsOperations, stsNamespace, { cloud, principal }, { form, requestId });
    }
    case 'iam': {
      const form = new URLSearchParams(call.body.toString());
      const account = accountOf(cloud, principal?.accountId ?? '');
      return answerQuery(iamOperations, iamNamespace, { account, form }, { form, requestId });
    }
    case 'servicequotas': {
      const { region } = call;
      const account = accountOf(cloud, principal?.accountId ?? '');
      const given = { quotas: account.quotas(region), accountId: account.id, region };
      return answerJson(quotaOperations, given, call, 'application/x-amz-json-1.1');
    }
    case 'pricing':
      return answerJson(pricingOperations, call.region, call, 'application/x-amz-json-1.1');
    case 'ce': {
      const { bills } = accountOf(cloud, principal?.accountId ?? '');
      return answerJson(costOperations, { bills }, call, 'application/x-amz-json-1.1');
    }
    case 'sso':
      return answerPortal(cloud.sso, call);
    case 'sso-oidc':
      return call.operation === 'Authorize'
        ? authorizePage(cloud.sso, call)
        : answerJson(oidcOperations, { sso: cloud.sso, now: cloud.now() }, call);
    case 'signin':
      return cloud.signin.answer(call);
    case 'pricelist':
      return answerPriceList(call);
    case 'metadata':
      return cloud.metadata.answer(call);
    case 's3':
    case 'sagemaker':
    case 'runtime':
    case 'logs':
    case 'scheduler':
    case 'monitoring':
      throw new ServiceError('UnknownOperationException', `The fake does not serve ${call.operation}`);
  }
}

function accountOf({ accounts }: Cloud, id: string): FakeAccount {
  const account = accounts.get(id);
  if (account === undefined) throw new Error(`there is no account ${id}`);
  return account;
}
