/** The fake AWS for `check_fake.py`, whose path is given after Python's. Devices are approved at their second look. */
import { spawn } from 'node:child_process';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import { trustOf } from '../../fakeAws/identity/policies.ts';
import { understood } from '../../fakeAws/services/understood.ts';

const [python = 'python3', script = ''] = process.argv.slice(2);
const account = '111122223333';
const fake = await openFakeAws({ accounts: [account] });
const { sso, signin, now } = fake.cloud;
const provider = `arn:aws:iam::${account}:oidc-provider/ci.example.com`;
const serial = `arn:aws:iam::${account}:mfa/admin`;
fake.account(account).alias = 'acme-science';
fake.account(account).mfaDevices.set(serial, '123456');
fake.account(account).addRole('Guest', { trust: trustOf({ AWS: account }), tags: { team: 'science' } });
fake.account(account).addRole('Ci', {
  trust: {
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: provider },
      Action: 'sts:AssumeRoleWithWebIdentity',
    },
  },
});
fake.account(account).quotas('us-east-1').set('ml.m5.large for endpoint usage', undefined);
sso.intervalSeconds = 0;
sso.assign(fake.account(account), 'Science');
sso.assign(fake.account(account), 'Billing');
const approving = setInterval(() => {
  for (const { userCode, polledAtMs } of sso.devices.values())
    if (polledAtMs > Number.NEGATIVE_INFINITY) sso.decide(userCode, 'approved');
}, 10);
const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');
const exp = Math.floor(now().getTime() / 1000) + 3600;
const given = {
  ...fake.access(account),
  endpoint: fake.url,
  understood,
  serial,
  startUrl: sso.startUrl,
  webToken: `${part({})}.${part({ iss: 'https://ci.example.com', sub: 'job', aud: 'aws', exp })}.x`,
  login: signin.signIn(),
};
const check = spawn(python, [script], { stdio: ['pipe', 'inherit', 'inherit'] });
check.stdin.end(JSON.stringify(given));
const code = await new Promise<number>((resolve) => check.once('exit', (status) => resolve(status ?? 1)));
clearInterval(approving);
await fake.stop();
process.exitCode = code;
