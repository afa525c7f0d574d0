/**
 * `setup --join`: a workspace for an environment that somebody else deployed. What it was deployed with is on record beside
 * its state, and becomes the answers; only where that record lies has to be said. Reads AWS, changes nothing there.
 */
import { createAws } from '../../aws/factory.ts';
import { callerIdentity, requireAccount } from '../../aws/identity.ts';
import { StateObjects } from '../../aws/state-objects.ts';
import type { Environment } from '../../engine/environments.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { answerFlag, checkAnswer, diffInputs, type EnvValues, schemaOf } from '../../hub/index.ts';
import { type DeploymentRecord, recordKey } from '../../phases/ownership/record.ts';
import { isCi, refuseEndpointOverrides } from '../../tools/child-environment.ts';
import type { CommandContext } from '../context.ts';
import { acceptedOverrides } from '../services.ts';
import { Answers } from './answers.ts';
import type { Given } from './given.ts';
import { profileHints, type SetupLooks } from './looks.ts';
import { envFileOf } from './save.ts';
import { trouble } from './trouble.ts';

/** Where the record lies, and who may read it. */
export const JOIN_KEYS = ['AWS_PROFILE', 'FLIP_AWS_ACCOUNT_ID', 'AWS_REGION', 'FLIP_TFSTATE_BUCKET_NAME'] as const;

export interface JoinRequest {
  ctx: CommandContext;
  environment: Environment;
  workspace: string;
  given: ReadonlyMap<string, Given>;
  looks: SetupLooks;
}

/** The answers before the record is read; what the profile's own settings say is offered. */
export const joinAnswers = ({ environment, given, looks }: JoinRequest): Answers =>
  new Answers({ environment, given, file: undefined, hints: profileHints(looks, () => undefined) });

/** Throws exit 2 for what is not said or wrong, exit 4 for another account or an environment without a record. */
export async function readRecord(request: JoinRequest, answers: Answers): Promise<DeploymentRecord> {
  const { ctx, environment, looks } = request;
  refuseEndpointOverrides(ctx.io.env, ctx.options['allow-endpoint-override'] === true);
  for (const key of JOIN_KEYS) refuseWrong(key, answers, looks);
  const profile = answers.value('AWS_PROFILE');
  const bucket = answers.value('FLIP_TFSTATE_BUCKET_NAME');
  const login = `aws sso login --profile ${profile} --use-device-code`;
  const aws = createAws({
    region: answers.value('AWS_REGION'),
    ...(isCi(ctx.io.env) ? {} : { profile }),
    pathStyle: Object.keys(acceptedOverrides(ctx)).some((name) => name.startsWith('AWS_ENDPOINT_URL')),
  });
  const envFile = envFileOf(request.workspace, environment);
  requireAccount(await callerIdentity(aws, login), answers.value('FLIP_AWS_ACCOUNT_ID'), envFile);
  const found = await new StateObjects(aws, bucket, login).get<DeploymentRecord>(recordKey(environment.name));
  if (found?.value.env === environment.name && typeof found.value.values === 'object') return found.value;
  throw new HubError({
    code: 'record-missing',
    who: 'operator',
    what: `no deployment of ${environment.name} is on record in ${bucket}`,
    cause: 'it was never applied by flip-hub, or its state lies in another bucket',
    next: [
      'ask whoever deployed it for FLIP_TFSTATE_BUCKET_NAME',
      `flip-hub setup --env ${environment.name}    sets up a new one`,
    ],
    exit: EXIT.precondition,
  });
}

function refuseWrong(key: string, answers: Answers, looks: SetupLooks): void {
  const row = schemaOf(key);
  if (row === undefined) return;
  const value = answers.value(key);
  const wrong = value === '' ? 'needs a value' : (checkAnswer(row, value) ?? trouble(key, answers, looks));
  if (wrong === undefined) return;
  throw new HubError({
    code: 'usage',
    who: 'operator',
    what: `${key} ${wrong}`,
    cause: 'setup --join has to know where the environment is on record',
    next: [`${answerFlag(row)}    ${row.words}`],
    exit: EXIT.usage,
  });
}

/** The record as answers, below what was given by flags: who joins may still say otherwise, and the plan will show it. */
export function recordedAnswers(request: JoinRequest, record: DeploymentRecord, answers: Answers): Map<string, Given> {
  const by = `the record of ${record.at.slice(0, 10)}, by ${record.who}`;
  const all = new Map<string, Given>();
  for (const [key, value] of Object.entries(record.values))
    if (schemaOf(key) !== undefined) all.set(key, { value, by });
  for (const key of JOIN_KEYS) {
    const value = answers.value(key);
    if (!all.has(key) && value !== '') all.set(key, { value, by: 'the question' });
  }
  for (const [key, one] of request.given) all.set(key, one);
  return all;
}

/** Throws exit 4 when the keys that ended up in the file are not those that are deployed: nothing may be applied with them. */
export function requireDeployedKeys(record: DeploymentRecord, values: EnvValues, envFile: string): void {
  const other = diffInputs(record, values).filter((difference) => difference.level === 'severe');
  if (other.length === 0) return;
  throw new HubError({
    code: 'inputs-changed',
    who: 'operator',
    what: `${envFile} differs from what is deployed in ${other.map(({ key }) => key).join(', ')}`,
    cause: other.map(({ key, words }) => `${key}: ${words}`).join('\n'),
    next: [
      `flip-hub generate-internal-service-key adopts the keys of the deployed hub`,
      'apply nothing before they agree',
    ],
    exit: EXIT.precondition,
  });
}
