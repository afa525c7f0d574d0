/**
 * generate-internal-service-key: the keys of the hub. Keeps what is there, puts a wrong hash right, and makes what is
 * missing; but first it looks whether a deployed hub has keys already, and adopts those. New ones only when told to.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readHubSecret } from '../../aws/hub-secret.ts';
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import { Secret } from '../../engine/secret.ts';
import {
  AES_KEY,
  absentKeys,
  type EnvDocument,
  KEY,
  type KeyChange,
  type KeyWishes,
  keysInSync,
  withAllKeys,
  withDatabasePassword,
  withDeployedKeys,
} from '../../hub/index.ts';
import { rightAccount } from '../account.ts';
import { withLiveSession } from '../credentials.ts';
import type { HubContext, HubPhase } from '../services.ts';
import { saveEnvFile } from './edit-env-file.ts';

export interface KeyOptions extends KeyWishes {
  databasePassword: boolean;
}

export const keysPhase = (options: KeyOptions): HubPhase => {
  const rotating = options.rotate || options.rotateAes;
  return {
    id: 'generate-internal-service-key',
    title: 'Internal service key',
    needs: ['aws-login'],
    reads: [],
    danger: rotating ? 'severe' : 'moderate',
    rehearse: 'real',
    async prove(ctx) {
      // Whether a key is the new one or still the old one cannot be seen; made twice, it would be lost in between.
      if (rotating) return 'cannot tell';
      return keysInSync(ctx.services.settings().reading.document) ? 'proven' : 'not done';
    },
    async run(ctx) {
      const before = ctx.services.settings().reading.document;
      const adopted = await adoptDeployed(ctx, before, rotating);
      if (rotating) await agree(ctx, options);
      if (options.mint === 'none') requireAdopted(adopted.document);
      const { document, changes } = made(adopted.document, options);
      for (const { key } of changes) {
        const value = document.value(key);
        if (value !== undefined) ctx.secret(new Secret(value, key));
      }
      const all = [...adopted.changes, ...changes.filter(({ key }) => !adopted.changes.some((c) => c.key === key))];
      const written = all.filter(({ action }) => action !== 'kept' && action !== 'in sync');
      const { backup } = saveEnvFile(
        ctx,
        document,
        written.map(({ key }) => key),
      );
      for (const { key, action } of all) ctx.log(`${key}: ${action}`);
      for (const key of absentKeys(document))
        ctx.warn('keys-missing', `${key} is missing and no deployed hub has one: --aes-key makes it`);
      return {
        ...Object.fromEntries(all.map(({ key, action }) => [key, action])),
        ...(backup === undefined ? {} : { backup }),
      };
    },
  };
};

/** What a first set-up, a deployment and a rehearsal need: all keys there, none made anew. */
export const generateInternalServiceKey = keysPhase({
  rotate: false,
  rotateAes: false,
  mint: 'all',
  databasePassword: false,
});

function made(document: EnvDocument, options: KeyOptions): { document: EnvDocument; changes: KeyChange[] } {
  const keys = withAllKeys(document, options);
  if (!options.databasePassword) return keys;
  const password = withDatabasePassword(keys.document, options.rotate);
  return { document: password.document, changes: [...keys.changes, ...password.changes] };
}

/** Throws exit 4 where a key would have to be made, though the deployed hub has others. */
function requireAdopted(document: EnvDocument): void {
  const absent = absentKeys(document);
  if (absent.length === 0) return;
  throw new HubError({
    code: 'keys-missing',
    who: 'operator',
    what: `the deployed hub's secret holds no ${absent.join(' and no ')}`,
    cause: 'none was made here: trusts that hold the right one would be cut off by another',
    next: [
      'ask the operator who deployed it, and export FLIP_HUB_SET_AES_KEY_BASE64 and FLIP_HUB_SET_INTERNAL_SERVICE_KEY',
      'aws secretsmanager list-secrets --query "SecretList[].Name"    what this account has',
    ],
    exit: EXIT.precondition,
  });
}

/** Reads the hub's secret before anything is made; throws when it cannot be read, because then nobody knows what is deployed. */
async function adoptDeployed(ctx: HubContext, document: EnvDocument, rotating: boolean) {
  if (absentKeys(document).length === 0 && !rotating) return { document, changes: [] as KeyChange[] };
  const { services } = ctx;
  await withLiveSession(ctx, () => rightAccount(ctx));
  const held = await readHubSecret(services.aws(), services.login);
  if (held === undefined) {
    ctx.log('no hub is deployed in this account yet: there are no keys to adopt');
    return { document, changes: [] as KeyChange[] };
  }
  for (const secret of held.values()) ctx.secret(secret);
  const value = (name: string) => held.get(name)?.reveal();
  const { differs, ...adopted } = withDeployedKeys(document, {
    [AES_KEY]: value('aes_key'),
    [KEY]: value('internal_service_key'),
  });
  for (const key of differs)
    ctx.warn('key-differs', `${key} is not the one of the deployed hub: the next apply would replace that one`);
  return adopted;
}

async function agree(ctx: HubContext, options: KeyOptions): Promise<void> {
  const kits = kitsOf(ctx);
  await ctx.confirm({
    id: 'rotate-keys',
    level: 'severe',
    subject: `Make ${options.rotateAes ? 'new keys' : 'a new internal service key'} for ${ctx.environment}?`,
    typed: [ctx.environment],
    because: [
      'nothing changes before the next apply: until then hub and trusts go on with the old one',
      ...(options.rotate
        ? ['from the apply on fl-server cannot call flip-api, until both are redeployed (deploy-centralhub)']
        : []),
      ...(options.rotateAes
        ? [
            'from the apply on no trust can read what the hub sends, until its kit is synced, delivered and the trust restarted',
            kits.length === 0
              ? 'every kit that was given out is stale then'
              : `stale then: ${kits.join(', ')}, and every copy of them`,
          ]
        : []),
    ],
  });
}

/** The kit files of this environment in the workspace. */
function kitsOf({ services, environment }: HubContext): string[] {
  try {
    return readdirSync(join(services.workspace, 'trust')).filter(
      (name) => name.startsWith('.env.') && name.endsWith(`.${environment}`),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
