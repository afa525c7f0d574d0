/** What outlives a destroy: the persistent module stands alone, and its things cannot be destroyed by a plan. */
import type { PlanView } from './plan-view.ts';
import type { Finding, Invariant } from './types.ts';

const PERSISTENT = 'persistent';

/** Settings of something else, or a wait: losing one loses nothing that an apply does not put back. */
const MADE_AGAIN = /^aws_(?:s3_bucket_\w+|acm_certificate_validation|route53_record)$/;
/** A destroyed version of the secret goes with the secret, which is prevented; each rotation replaces one. */
const WITH_ITS_OWNER = ['aws_secretsmanager_secret_version'];

const preventDestroy: Invariant = {
  name: 'persistent-things-cannot-be-destroyed',
  holds: 'everything in module.persistent that holds something carries prevent_destroy',
  why: 'users, keys, models and results are not to be lost by any plan, however it came about',
  judge(plan) {
    const prevented = plan.files.prevented(PERSISTENT);
    const things = new Map(
      plan
        .every()
        .filter((r) => r.module === PERSISTENT && r.mode === 'managed')
        .filter(({ type }) => !MADE_AGAIN.test(type) && !WITH_ITS_OWNER.includes(type))
        .map((r) => [r.base, r.base.replace(`module.${PERSISTENT}.`, '')]),
    );
    return [...things].flatMap(([address, name]): Finding[] =>
      prevented.get(name) === true ? [] : [{ address, what: 'has no `lifecycle { prevent_destroy = true }`' }],
    );
  },
};

/** What cannot be made again from nothing. (Database and file system can: by their backups.) */
const IRREPLACEABLE = ['aws_cognito_user_pool', 'aws_kms_key', 'aws_s3_bucket', 'aws_secretsmanager_secret'];

const standTogether: Invariant = {
  name: 'persistent-things-stand-together',
  holds: 'every user pool, key, bucket and secret is in module.persistent',
  why: 'a destroy takes every other module, and only this one is checked for what must outlive it',
  judge: (plan) =>
    plan
      .all(...IRREPLACEABLE)
      .filter(({ module }) => module !== PERSISTENT)
      .map(({ address }): Finding => ({ address, what: 'stands outside module.persistent' })),
};

const standsAlone: Invariant = {
  name: 'persistent-things-stand-alone',
  holds: 'module.persistent takes nothing from any other module',
  why: 'a destroy of the rest would otherwise reach into it, and Terraform would refuse the whole destroy',
  judge: (plan: PlanView) =>
    plan.origins.modulesBehind(PERSISTENT).map((other) => ({
      address: `module.${PERSISTENT}`,
      what: `depends on ${other.startsWith('(') ? other : `module.${other}`}`,
    })),
};

export const PERSISTENCE_INVARIANTS: readonly Invariant[] = [standTogether, preventDestroy, standsAlone];
