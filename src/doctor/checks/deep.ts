/**
 * What only AWS can answer, a row for each environment: whose account this is, what the role may do, whether EC2's key
 * pair is this machine's, and whether the public zone is fit for certificates. Only looks.
 */
import { existsSync, readFileSync } from 'node:fs';
import { ENVIRONMENTS, type Environment } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import {
  compareKeyPairs,
  INSTEAD,
  KEY_PAIR_NAMES,
  keyPairFile,
  WHAT_A_DIFFERENCE_MEANS,
} from '../../hub/key-pair/index.ts';
import { judgePermissions, type PermissionVerdict, policyDocument } from '../../hub/permissions/documented.ts';
import { type OperatorAction, operatorActions } from '../../hub/permissions/operator-actions.ts';
import { lookAtZone, type ZoneFinding } from '../../hub/public-zone/index.ts';
import type { Check, Cloud, DoctorContext, DoctorEnvironment, Finding } from '../check.ts';

const CALL_MS = 20_000;
/** Some three hundred actions in a handful of questions. */
const SIMULATION_MS = 60_000;
const FEW = 6;

const REAL = Object.values(ENVIRONMENTS).filter((environment) => environment.terraform !== undefined);

export const deepChecks: readonly Check[] = REAL.flatMap((environment) => [
  row(environment, 'account', 'account', 'the one of the environment file', ['aws-login'], CALL_MS, account),
  row(
    environment,
    'permissions',
    'permissions',
    'all that a deployment uses',
    ['plan', 'apply'],
    SIMULATION_MS,
    permissions,
  ),
  row(
    environment,
    'ec2-key-pair',
    'key pair in EC2',
    'the one of this machine',
    ['apply', 'ssh-config'],
    CALL_MS,
    keyPair,
  ),
  row(environment, 'public-zone', 'public zone', 'here, delegated, open to Amazon', ['apply'], CALL_MS, zone),
]);

type Look = (cloud: Cloud, of: DoctorEnvironment, ctx: DoctorContext) => Promise<Finding>;

function row(
  environment: Environment,
  id: string,
  title: string,
  needed: string,
  neededBy: readonly string[],
  boundMs: number,
  look: Look,
): Check {
  const of = (ctx: DoctorContext) => ctx.environments.find((e) => e.environment.name === environment.name);
  return {
    id: `${id}-${environment.name}`,
    title: `${environment.name}: ${title}`,
    needed,
    neededBy,
    boundMs,
    concerns: (ctx) => ctx.cloud !== undefined && of(ctx)?.reading !== undefined,
    async look(ctx) {
      const known = of(ctx);
      if (known === undefined || ctx.cloud === undefined) return { verdict: 'unknown', found: 'not asked' };
      try {
        return await look(ctx.cloud(known), known, ctx);
      } catch (error) {
        if (!(error instanceof HubError)) throw error;
        const { what, cause, exit, next } = error.fields;
        // A sign-in that has ended is one failure, in the row of the account; elsewhere nothing is known.
        if (exit === EXIT.authentication && id !== 'account')
          return { verdict: 'unknown', found: 'not signed in', why: `see "${environment.name}: account"` };
        const signIn =
          exit === EXIT.authentication ? [{ command: `flip-hub aws-login --env ${environment.name}` }] : next;
        return {
          verdict: exit === EXIT.authentication ? 'fail' : 'unknown',
          found: what,
          ...(cause === undefined ? {} : { why: cause }),
          fix: [...signIn],
        };
      }
    },
  };
}

async function account(cloud: Cloud, { reading, envFile }: DoctorEnvironment): Promise<Finding> {
  const caller = await cloud.caller();
  const wanted = reading?.values.text('FLIP_AWS_ACCOUNT_ID');
  if (wanted !== undefined && wanted !== caller.account)
    return {
      verdict: 'fail',
      found: `signed in to ${caller.account}, but ${envFile} says ${wanted}`,
      why: caller.arn,
      fix: ['sign in with the profile of this environment, or correct FLIP_AWS_ACCOUNT_ID: nothing starts like this'],
    };
  return { verdict: 'ok', found: `${caller.account}, ${caller.arn.split('/').slice(1, 2).join('') || caller.arn}` };
}

async function permissions(cloud: Cloud): Promise<Finding> {
  const actions = operatorActions();
  const simulated = await cloud.simulate(actions.map(({ action }) => action));
  if (simulated.kind === 'refused')
    return {
      verdict: 'unknown',
      found: 'not known: IAM may not be asked',
      why: `${simulated.why}; nothing is proven, and a missing permission would show in the middle of an apply`,
      fix: [
        'have somebody who may, run: flip-hub doctor --deep',
        'a rehearsal lists what is used: flip-hub rehearse deploy --iam list',
      ],
    };
  return permissionFinding(actions, judgePermissions(actions, simulated.decisions));
}

function permissionFinding(actions: readonly OperatorAction[], verdict: PermissionVerdict): Finding {
  const { allowed, byPolicy, rest, withheld, onlyOptional } = verdict;
  const note = 'asked for all resources: an action that is allowed for some of them only counts as missing';
  if (allowed === actions.length) return { verdict: 'ok', found: `all ${allowed} actions allowed` };
  const lacking = actions.length - allowed;
  return {
    verdict: onlyOptional ? 'warn' : 'fail',
    found: onlyOptional ? `${lacking} actions of mail missing` : `${lacking} of ${actions.length} actions missing`,
    why: [
      ...withheld.slice(0, FEW).map(({ action, by }) => `${action.action} is taken away by ${TAKEN_BY[by]}`),
      ...(withheld.length > FEW ? [`and ${withheld.length - FEW} more of that kind`] : []),
      note,
    ].join('; '),
    fix: [
      ...byPolicy.map(
        ({ policy, actions: supplied }) =>
          `attach ${policy.name}${policy.optional ? ' (optional: only mail needs it)' : ''}: it allows ${named(supplied)}`,
      ),
      ...(rest.length > 0
        ? [`no policy of the documentation allows ${named(rest)}: attach the document below to the role`]
        : []),
      ...(withheld.length > 0 ? ['what is taken away, only whoever keeps that rule can give back'] : []),
    ],
    ...(rest.length > 0 ? { attachment: policyDocument(rest) } : {}),
  };
}

const TAKEN_BY = { denied: 'an explicit deny', boundary: 'a permissions boundary', organization: 'the organization' };

const named = (actions: readonly OperatorAction[]): string => {
  const names = actions.map(({ action }) => action);
  return names.length <= FEW ? names.join(', ') : `${names.slice(0, FEW).join(', ')} and ${names.length - FEW} more`;
};

async function keyPair(cloud: Cloud, _: DoctorEnvironment, ctx: DoctorContext): Promise<Finding> {
  const file = `${keyPairFile(ctx.home)}.pub`;
  if (!existsSync(file))
    return { verdict: 'unknown', found: 'no key pair on this machine', fix: [{ command: 'flip-hub key-pair' }] };
  const findings = compareKeyPairs(readFileSync(file, 'utf8'), await cloud.keyPairs(KEY_PAIR_NAMES));
  if (findings.length === 0) return { verdict: 'ok', found: 'none yet: the first apply uploads this one' };
  const other = findings.find(({ sameness }) => sameness === 'different');
  if (other) return { verdict: 'fail', found: other.words, why: WHAT_A_DIFFERENCE_MEANS, fix: [...INSTEAD] };
  const unclear = findings.find(({ sameness }) => sameness === 'cannot tell');
  if (unclear) return { verdict: 'unknown', found: unclear.words, why: WHAT_A_DIFFERENCE_MEANS };
  return { verdict: 'ok', found: findings.map(({ name }) => name).join(', ') };
}

async function zone(cloud: Cloud, { reading }: DoctorEnvironment, ctx: DoctorContext): Promise<Finding> {
  const publicName = reading?.values.text('ALB_SUBDOMAIN');
  if (publicName === undefined) return { verdict: 'unknown', found: 'ALB_SUBDOMAIN is not set' };
  const name = reading?.values.text('PUBLIC_ZONE_NAME') ?? publicName;
  return worstOf(await lookAtZone({ zone: name, publicName, found: await cloud.zones(name), dns: ctx.dns }), name);
}

/** The first that failed speaks; else the first that is not known. */
export function worstOf(findings: readonly ZoneFinding[], name: string): Finding {
  const worst = findings.find((f) => f.verdict === 'fail') ?? findings.find((f) => f.verdict === 'unknown');
  if (worst === undefined) return { verdict: 'ok', found: name, why: findings.map(({ found }) => found).join('; ') };
  if (worst.verdict === 'unknown')
    return { verdict: 'unknown', found: 'could not be asked', why: worst.found, fix: worst.fix };
  return { verdict: 'fail', found: worst.found, fix: worst.fix };
}
