/**
 * fl-kits: the kits that the FL server, the FL API and every slot's trust start from lie in their bucket, before
 * anything is changed: without them the hub comes up and trains nothing. Only looks.
 */
import { HubError } from '../../engine/errors/hub-error.ts';
import { EXIT } from '../../engine/exit-codes.ts';
import type { Problem } from '../../engine/graph/phase.ts';
import { type KitChoice, type KitLack, kitFolder, lackingKits, neededKits } from '../../hub/fl-kits/index.ts';
import { rightAccount } from '../account.ts';
import { onceSignedIn } from '../pipeline/once-signed-in.ts';
import type { HubContext, HubPhase } from '../services.ts';
import { KIT_KEYS, kitChoice, listKits } from './kit-choice.ts';

export const flKits: HubPhase = {
  id: 'fl-kits',
  title: 'FL kits in their bucket',
  needs: ['aws-login'],
  reads: KIT_KEYS,
  danger: 'mild',
  rehearse: 'real',
  check: (ctx) => onceSignedIn(ctx, async () => problems(ctx, await look(ctx))),
  // Somebody else puts them there, and looking takes a second.
  prove: async () => 'not done',
  async run(ctx) {
    await rightAccount(ctx);
    const seen = await look(ctx);
    const [problem] = problems(ctx, seen);
    if (problem) throw new HubError({ exit: EXIT.precondition, ...problem });
    const { bucket, kits } = seen;
    ctx.log(
      `s3://${bucket}/${kitFolder(kits)} holds the kits of ${kits.backend} for ${kits.slots.join(', ') || 'no slot'}`,
    );
    return { bucket, folder: kitFolder(kits), files: neededKits(kits).length, slots: kits.slots.length };
  },
};

interface Seen {
  bucket: string;
  kits: KitChoice;
  /** Undefined: there is no such bucket. */
  lack: KitLack | undefined;
}

async function look(ctx: HubContext): Promise<Seen> {
  const settings = ctx.services.settings();
  const kits = kitChoice(settings);
  const listed = await listKits(ctx, kits);
  return {
    bucket: settings.required('AICENTRE_BUCKET_NAME'),
    kits,
    lack: listed === undefined ? undefined : lackingKits(kits, listed),
  };
}

/** More names than this help nobody. */
const NAMED = 6;

function problems(ctx: HubContext, { bucket, kits, lack }: Seen): Problem[] {
  if (lack !== undefined && lack.missing.length + lack.empty.length === 0) return [];
  const folder = `s3://${bucket}/${kitFolder(kits)}`;
  const region = ctx.services.settings().required('AWS_REGION');
  const names = [...(lack?.missing ?? []), ...(lack?.empty ?? []).map((key) => `${key} (empty)`)].map((name) =>
    name.slice(kitFolder(kits).length),
  );
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const date = kits.backend === 'flower' ? 'FLOWER_KIT_DATE' : 'FLARE_KIT_DATE';
  return [
    {
      code: 'fl-kits-missing',
      who: 'operator',
      what:
        lack === undefined
          ? `the bucket of the FL kits does not exist: ${bucket}`
          : `FL kits are missing or empty in ${folder}: ${names.slice(0, NAMED).join(', ')}${more}`,
      cause:
        'the FL server and every trust start from kits that one certificate authority signed; whoever runs it makes them, nobody edits them',
      next: [
        // A bucket that is there before the first deployment is adopted by it.
        ...(lack === undefined ? [`aws s3 mb s3://${bucket} --region ${region}    the deployment adopts it`] : []),
        `aws s3 sync <folder of the kits of ${kits.date}>/net-1 ${folder.replace(/\/$/, '')}`,
        `or name what is there: ${date} is the date's folder, FL_KIT_SLOT_NAMES the slots`,
        `aws s3 ls --recursive ${folder}    shows what is there`,
      ],
    },
  ];
}
