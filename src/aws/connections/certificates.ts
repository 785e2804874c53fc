import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import { certificatesUnreadable } from '../failures/errors.ts';
import type { Environment } from './proxies.ts';

/**
 * The authorities that we trust: those of Node and of the files that AWS_CA_BUNDLE, or else the profile's `ca_bundle`, and
 * NODE_EXTRA_CA_CERTS name; undefined when there are no such files. VS Code's processes do not read the latter by themselves. Throws
 * 'certificates-unreadable'.
 */
export async function trustedCertificates(
  env: Environment,
  caBundle: string | undefined,
): Promise<string[] | undefined> {
  const bundle = env['AWS_CA_BUNDLE']
    ? ([['AWS_CA_BUNDLE', env['AWS_CA_BUNDLE']]] as const)
    : caBundle
      ? ([['ca_bundle', caBundle]] as const)
      : [];
  const extra = env['NODE_EXTRA_CA_CERTS'];
  const own = await Promise.all(bundle.map(async ([source, path]) => certificatesIn(source, path)));
  // Node only warns when it cannot read this one.
  const extras = extra ? await certificatesIn('NODE_EXTRA_CA_CERTS', extra).catch(() => []) : [];
  const all = [...own.flat(), ...extras];
  return all.length === 0 ? undefined : [...rootCertificates, ...all];
}

async function certificatesIn(source: string, path: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw certificatesUnreadable(source, path, error);
  }
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  if (found === null) throw certificatesUnreadable(source, path, new Error('There is no certificate in it'));
  return found;
}
