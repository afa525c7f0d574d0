/**
 * import-persistent: what outlives a destroy and exists already is brought into the plan by import blocks, so that
 * nothing is created twice. Writes only into this run's copy of the root; the imports themselves happen at apply.
 */
import { existingSecret, restoreSecret } from '../../aws/existing.ts';
import { type ImportBlock, writeImports } from '../../tools/terraform/index.ts';
import { guardAccount } from '../account.ts';
import type { HubContext, HubPhase } from '../services.ts';
import { IMPORTS, SECRET } from './imports/table.ts';
import { openSession } from './session.ts';

const SECRET_ADDRESS = 'module.persistent.aws_secretsmanager_secret.flip_api';

export const importPersistent: HubPhase = {
  id: 'import-persistent',
  title: 'What exists already',
  needs: ['init'],
  reads: [
    'ALB_SUBDOMAIN',
    'SES_VERIFIED_EMAIL',
    'FLIP_MODEL_FILES_UPLOADS_BUCKET_NAME',
    'FLIP_FL_RESULTS_BUCKET_NAME',
    'FLIP_APP_BUNDLES_BUCKET_NAME',
    'AICENTRE_BUCKET_NAME',
    'FLIP_UI_BUCKET_NAME',
  ],
  danger: 'moderate',
  rehearse: 'real',
  // Looking again takes seconds, and what exists may have changed.
  prove: async () => 'not done',
  async run(ctx) {
    const session = await openSession(ctx);
    const { addresses: managed } = await session.state();
    const blocks = (
      await Promise.all(IMPORTS.filter((row) => !managed.has(row.address)).map((row) => blockOf(ctx, row)))
    ).flat();
    if (!managed.has(SECRET_ADDRESS)) blocks.push(...(await secretBlock(ctx)));
    const ctxHasPlan = ctx.held('apply') !== undefined;
    // An apply that began is bound to the root it was planned from: that copy is never touched again.
    if (!ctxHasPlan) {
      writeImports(session.root, blocks);
      session.seal();
    }
    return { managed: managed.size, toImport: blocks.length };
  },
};

async function blockOf(ctx: HubContext, row: (typeof IMPORTS)[number]): Promise<ImportBlock[]> {
  const id = await row.find(ctx);
  ctx.log(
    id === undefined
      ? `${row.what}: not there, it will be created`
      : `${row.what}: exists (${id}), it will be imported`,
  );
  return id === undefined ? [] : [{ to: row.address, id }];
}

/** A secret that is scheduled for deletion cannot be imported; restoring it is asked on its own. */
async function secretBlock(ctx: HubContext): Promise<ImportBlock[]> {
  const { services } = ctx;
  const found = await existingSecret(services.aws(), SECRET, services.login);
  if (!found) return [];
  if (found.deletedAt !== undefined) {
    await ctx.confirm({
      id: 'restore-secret',
      level: 'moderate',
      subject: `The secret ${SECRET} is scheduled for deletion. Restore it?`,
      typed: [],
      because: [
        `it was deleted ${found.deletedAt.toISOString()} and can still be restored`,
        'a deployment needs it, and cannot create another of that name',
      ],
    });
    await guardAccount(ctx);
    await restoreSecret(services.aws(), found.arn, services.login);
    ctx.log(`the secret ${SECRET} is restored`);
  }
  return [{ to: SECRET_ADDRESS, id: found.arn }];
}
