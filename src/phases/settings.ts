/** The environment file as phases see it: read anew each time it is asked for, refused whole when it cannot be used. */
import { existsSync, readFileSync } from 'node:fs';
import type { Environment } from '../engine/environments.ts';
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import {
  type EnvProblem,
  type EnvReading,
  readEnvFile,
  readEnvironment,
  refuseProblems,
  schemaOf,
  terraformInputs,
} from '../hub/index.ts';
import type { Settings } from './services.ts';

const ACCOUNT = 'FLIP_AWS_ACCOUNT_ID';

export function loadSettings(envFile: string, environment: Environment, publicKeyFile: string): Settings {
  const text = readEnvFile(envFile);
  if (text === undefined) throw missing(envFile, environment);
  const reading = readEnvironment(text, environment.name);
  refuseUnnamedAccount(reading, envFile);
  refuseProblems(reading, envFile);
  return settingsOf(reading, text, envFile, environment, publicKeyFile);
}

/** Nothing protects the other account without it, so this is not one problem among others: exit 4. */
function refuseUnnamedAccount(reading: EnvReading, envFile: string): void {
  const unnamed = (p: EnvProblem) => p.key === ACCOUNT && (p.kind === 'missing' || p.kind === 'placeholder');
  if (!reading.problems.some(unnamed)) return;
  const others = [...new Set(reading.problems.filter((p) => p.key !== ACCOUNT).map((p) => p.key))];
  throw new HubError({
    code: 'account-mismatch',
    who: 'operator',
    what: `${envFile} does not say which AWS account this environment is`,
    cause: `${ACCOUNT} is missing: without it nothing protects the other account from this deployment`,
    next: [
      `write ${ACCOUNT}=<the 12 digits of the right account> into ${envFile}`,
      'aws sts get-caller-identity --query Account --output text    says where you are signed in',
      ...(others.length === 0 ? [] : [`these keys need a value too: ${others.join(', ')}`]),
    ],
    exit: EXIT.precondition,
  });
}

function settingsOf(
  reading: EnvReading,
  source: string,
  envFile: string,
  environment: Environment,
  publicKeyFile: string,
): Settings {
  const { values } = reading;
  return {
    source,
    reading,
    text: (key) => values.text(key),
    required(key) {
      const value = values.text(key);
      if (value !== undefined) return value;
      throw new HubError({
        code: 'env-file-invalid',
        who: 'operator',
        what: `${key} is not set in ${envFile}`,
        cause: schemaOf(key)?.words ?? 'this step cannot do without it',
        next: [`write ${key}=… into ${envFile}`],
        exit: EXIT.usage,
      });
    },
    secret: (key) => values.secret(key),
    terraformVariables: () =>
      terraformInputs(values, reading.document.keys(), { environment, publicKey: publicKey(publicKeyFile) }),
  };
}

function publicKey(path: string): string {
  if (existsSync(path)) return readFileSync(path, 'utf8');
  throw new HubError({
    code: 'tool-missing',
    who: 'operator',
    what: `there is no SSH public key at ${path}`,
    cause: 'the bastion needs it: SSH runs inside SSM sessions, with this key',
    next: [`ssh-keygen -t ed25519 -f ${path.replace(/\.pub$/, '')}`],
    exit: EXIT.precondition,
  });
}

function missing(envFile: string, environment: Environment): HubError {
  return new HubError({
    code: 'env-file-missing',
    who: 'operator',
    what: `${envFile} does not exist`,
    cause: `it holds the settings of ${environment.name}`,
    next: ['name the folder it is in with --workspace', 'to try a deployment without one: flip-hub rehearse deploy'],
    exit: EXIT.usage,
  });
}
