/** What setup offers before anybody typed: made from the answers already given. Pure; a suggestion is never taken unseen. */
import type { EnvironmentName } from '../../../engine/environments.ts';
import type { Look, Suggest } from '../schema.ts';

/** A name that is free in all the world when the domain is the operator's own: `stag-flip-example-org-uploads`. */
export const bucketNamed =
  (what: string): Suggest =>
  (look) => {
    const domain = look('ALB_SUBDOMAIN');
    if (domain === undefined) return undefined;
    const longest = 63 - what.length - 1;
    return `${domain.replaceAll('.', '-').slice(0, longest).replace(/-+$/, '')}-${what}`;
  };

export const publicName =
  (made: (domain: string) => string): Suggest =>
  (look) => {
    const domain = look('ALB_SUBDOMAIN');
    return domain === undefined ? undefined : made(domain);
  };

/** Other tooling of FLIP insists on the usual profile unless this key names another. */
export const otherProfile =
  (of: EnvironmentName): Suggest =>
  (look: Look, environment) => {
    const profile = look('AWS_PROFILE');
    return environment.name === of && profile !== environment.profile ? profile : undefined;
  };
