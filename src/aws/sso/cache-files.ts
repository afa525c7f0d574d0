/**
 * The sign-in cache under `~/.aws/sso/cache`, in the AWS CLI's own format and names, so that the CLI, Terraform's
 * provider and the SDKs go on with what we wrote, and we with what they refreshed. Files are 0600 and replaced whole.
 * (Source of the format: botocore's SSO token loader and aws-sdk-go-v2's ssocreds, both public.)
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '../../engine/run/atomic-file.ts';
import { Secret } from '../../engine/secret.ts';
import type { SsoProfile } from './sso-profile.ts';

/** A client registered with IAM Identity Center: public, but its secret lets others sign in as this tool. */
export interface RegisteredClient {
  id: string;
  secret: Secret;
  expiresAt: Date;
}

export interface SsoToken {
  access: Secret;
  expiresAt: Date;
  /** Only of an sso-session: lets the CLI, the provider and the SDKs renew the token by themselves. */
  refresh: Secret | undefined;
}

/** The folder has no variable of its own anywhere: every reader looks below the home folder. */
export const ssoCacheDir = (env: NodeJS.ProcessEnv): string => join(env.HOME ?? homedir(), '.aws', 'sso', 'cache');

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

/** Named by the session, or by the start URL of an older profile. */
export const tokenFile = (dir: string, sso: SsoProfile): string =>
  join(dir, `${sha1(sso.session ?? sso.startUrl)}.json`);

/** One client a start URL, region and set of scopes. The name says whose it is; the AWS CLI keeps its own. */
export const clientFile = (dir: string, sso: SsoProfile): string =>
  join(dir, `flip-hub-client-${sha1(JSON.stringify([sso.startUrl, sso.region, sso.session ?? '', sso.scopes]))}.json`);

/** Undefined when there is none, it is not ours to understand, or it ends within `marginMs`. */
export function readClient(dir: string, sso: SsoProfile, now: Date, marginMs: number): RegisteredClient | undefined {
  const found = readCached(clientFile(dir, sso));
  const { clientId, clientSecret } = found;
  const expiresAt = new Date(String(found.expiresAt));
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string') return undefined;
  // An invalid date compares as false, and so counts as over.
  if (!(expiresAt.getTime() - now.getTime() > marginMs)) return undefined;
  return { id: clientId, secret: new Secret(clientSecret, 'SSO client secret'), expiresAt };
}

/** When the signed-in session ends for good; undefined without one, or where it can be renewed without a person. */
export function tokenEnd(dir: string, sso: SsoProfile): Date | undefined {
  const { expiresAt, refreshToken } = readCached(tokenFile(dir, sso));
  const end = new Date(String(expiresAt));
  return refreshToken !== undefined || Number.isNaN(end.getTime()) ? undefined : end;
}

/** A token that still counts for that long; undefined when nobody is signed in at this address. */
export function readToken(dir: string, sso: SsoProfile, now: Date, marginMs: number): Secret | undefined {
  const { accessToken, expiresAt, startUrl, region } = readCached(tokenFile(dir, sso));
  if (typeof accessToken !== 'string' || startUrl !== sso.startUrl || region !== sso.region) return undefined;
  const end = new Date(String(expiresAt));
  // An invalid date compares as false, and so counts as over.
  return end.getTime() - now.getTime() > marginMs ? new Secret(accessToken, 'SSO access token') : undefined;
}

export function writeClient(dir: string, sso: SsoProfile, client: RegisteredClient): void {
  writeFileAtomic(
    clientFile(dir, sso),
    json({ clientId: client.id, clientSecret: client.secret.reveal(), expiresAt: stamp(client.expiresAt) }),
  );
}

export function writeToken(dir: string, sso: SsoProfile, token: SsoToken, client: RegisteredClient): void {
  const file = tokenFile(dir, sso);
  writeFileAtomic(
    file,
    json({
      startUrl: sso.startUrl,
      region: sso.region,
      accessToken: token.access.reveal(),
      expiresAt: stamp(token.expiresAt),
      // Nobody renews the token of an older profile, and without renewing nobody has a use for the client.
      ...(token.refresh === undefined || sso.session === undefined
        ? {}
        : {
            clientId: client.id,
            clientSecret: client.secret.reveal(),
            registrationExpiresAt: stamp(client.expiresAt),
            refreshToken: token.refresh.reveal(),
          }),
    }),
  );
}

/** Seconds and `Z`: the one form that every reader of this cache understands. */
const stamp = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

const json = (value: object): string => `${JSON.stringify(value)}\n`;

/** A cache that cannot be read is an empty one: signing in writes it anew. */
function readCached(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
