/**
 * import-persistent: what outlives a destroy and exists already is brought into the plan by import blocks, so that
 * nothing is created twice. Writes only into this run's copy of the root; the imports themselves happen at apply.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { existingSecret, restoreSecret } from '../../aws/existing.ts';
import { PLAN_FILE } from '../../engine/run/folder.ts';
import {
  ADOPTED_FILE,
  IMPORTS_FILE,
  type ImportBlock,
  importsText,
  writeImports,
} from '../../tools/terraform/index.ts';
import { guardAccount } from '../account.ts';
import type { HubContext, HubPhase } from '../services.ts';
import { cutOffApply } from './cut-off-apply.ts';
import { IMPORTS, SECRET } from './imports/table.ts';
import { openSession, type TerraformSession } from './session.ts';

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
    // An apply that still runs is bound to the root it was planned from: that copy is not touched.
    if (cutOffApply(ctx) === undefined) putImports(ctx, session, blocks);
    return { managed: managed.size, toImport: blocks.length };
  },
};

/** A plan that was made from another list of imports is not the one to apply: it goes, and is made again. */
function putImports(ctx: HubContext, session: TerraformSession, blocks: ImportBlock[]): void {
  const path = join(session.root, IMPORTS_FILE);
  if (existsSync(path) && readFileSync(path, 'utf8') === importsText(blocks)) return;
  rmSync(join(ctx.dir, PLAN_FILE), { force: true });
  // What the last plan found by itself may be in this list now, and Terraform takes no address twice.
  rmSync(join(session.root, ADOPTED_FILE), { force: true });
  writeImports(session.root, blocks);
  session.seal();
}

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
