/** The environments a hub can be deployed to, as a table; every other spelling is a usage error. */
import { HubError } from './errors/hub-error.ts';
import { EXIT } from './exit-codes.ts';

export type EnvironmentName = 'stag' | 'production' | 'development';

export interface Environment {
  name: EnvironmentName;
  /** Other spellings accepted for `--env` and `FLIP_HUB_ENV`. */
  aliases: string[];
  /** The value of the `PROD` variable that means this environment. */
  prodVariable: string | undefined;
  envFile: string;
  /** Value of the Terraform variable `environment`; none where nothing is deployed to AWS. */
  terraform: 'stag' | 'prod' | undefined;
  profile: string;
  /** Environment-file key that overrides the expected AWS profile. */
  profileKey: string;
  branch: string | undefined;
}

export const ENVIRONMENTS: Record<EnvironmentName, Environment> = {
  stag: {
    name: 'stag',
    aliases: ['staging'],
    prodVariable: 'stag',
    envFile: '.env.stag',
    terraform: 'stag',
    profile: 'stag',
    profileKey: 'STAG_AWS_PROFILE',
    branch: 'develop',
  },
  production: {
    name: 'production',
    aliases: ['prod'],
    prodVariable: 'true',
    envFile: '.env.production',
    terraform: 'prod',
    profile: 'prod',
    profileKey: 'PROD_AWS_PROFILE',
    branch: 'main',
  },
  development: {
    name: 'development',
    aliases: ['dev'],
    prodVariable: undefined,
    envFile: '.env.development',
    terraform: undefined,
    profile: 'dev',
    profileKey: 'DEV_AWS_PROFILE',
    branch: undefined,
  },
};

/** The environment a token names, by its name or an alias. Throws a usage error that lists what is accepted. */
export function environmentNamed(token: string, source: string): Environment {
  const found = Object.values(ENVIRONMENTS).find((e) => e.name === token || e.aliases.includes(token));
  if (found) return found;
  throw unknownEnvironment(token, source);
}

/** The environment a value of `PROD` means (`stag`, `true`). */
export function environmentOfProd(value: string): Environment {
  const found = Object.values(ENVIRONMENTS).find((e) => e.prodVariable !== undefined && e.prodVariable === value);
  if (found) return found;
  throw unknownEnvironment(value, 'PROD');
}

function unknownEnvironment(token: string, source: string): HubError {
  return new HubError({
    code: 'unknown-environment',
    who: 'operator',
    what: `${source} names an environment that does not exist: ${JSON.stringify(token)}`,
    next: [
      `use one of: ${Object.values(ENVIRONMENTS)
        .map((e) => e.name)
        .join(', ')} (--env), or PROD=stag, PROD=true`,
    ],
    exit: EXIT.usage,
  });
}
