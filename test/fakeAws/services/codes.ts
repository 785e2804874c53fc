import { createHash, randomUUID } from 'node:crypto';

interface Authorization {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly expiresAtMs: number;
}

/** Codes of an authorization page, with PKCE: each is good once, for ten minutes. */
export interface Codes {
  /** Where the page leads the browser; undefined for a request that no page takes. */
  redirectOf(query: URLSearchParams, isAllowed: boolean): string | undefined;
  redeem(given: {
    readonly code: string;
    readonly clientId: string;
    readonly redirectUri: string;
    readonly verifier: string;
  }): boolean;
}

const lifetimeMs = 600_000;

export function openCodes(now: () => Date): Codes {
  const codes = new Map<string, Authorization>();
  return {
    redirectOf(query, isAllowed) {
      const text = (name: string) => query.get(name) ?? '';
      const [redirectUri, challenge] = [text('redirect_uri'), text('code_challenge')];
      if (text('response_type') !== 'code' || challenge === '' || !isLoopback(redirectUri)) return undefined;
      if (!/^(S256|SHA-256)$/.test(text('code_challenge_method'))) return undefined;
      const target = new URL(redirectUri);
      target.searchParams.set('state', text('state'));
      if (isAllowed) {
        const code = randomUUID();
        const expiresAtMs = now().getTime() + lifetimeMs;
        codes.set(code, { clientId: text('client_id'), redirectUri, challenge, expiresAtMs });
        target.searchParams.set('code', code);
      } else target.searchParams.set('error', 'access_denied');
      return target.href;
    },
    redeem({ code, clientId, redirectUri, verifier }) {
      const known = codes.get(code);
      codes.delete(code);
      return (
        known !== undefined &&
        known.expiresAtMs > now().getTime() &&
        known.clientId === clientId &&
        known.redirectUri === redirectUri &&
        known.challenge === createHash('sha256').update(verifier).digest('base64url')
      );
    },
  };
}

/** A native program listens on this machine: RFC 8252. */
export const isLoopback = (uri: string) =>
  /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(:\d+)?(\/|$)/.test(uri);
