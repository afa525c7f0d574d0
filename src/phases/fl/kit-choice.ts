/** Which FL kits this environment wants, from its file; and what lies in their bucket. */
import { objectsBelow } from '../../aws/kit-bucket.ts';
import { type KitChoice, type KitObject, kitFolder } from '../../hub/fl-kits/index.ts';
import type { HubContext, Settings } from '../services.ts';

export const KIT_KEYS = [
  'FL_BACKEND',
  'FLARE_KIT_DATE',
  'FLOWER_KIT_DATE',
  'FL_KIT_SLOT_NAMES',
  'AICENTRE_BUCKET_NAME',
];

export function kitChoice(settings: Settings): KitChoice {
  const backend = settings.text('FL_BACKEND') === 'flower' ? 'flower' : 'nvflare';
  const slots = settings.reading.values.value('FL_KIT_SLOT_NAMES');
  return {
    backend,
    date: settings.required(backend === 'flower' ? 'FLOWER_KIT_DATE' : 'FLARE_KIT_DATE'),
    slots: Array.isArray(slots) ? slots.map(String) : [],
  };
}

/** Undefined when the bucket does not exist. */
export function listKits({ services }: HubContext, kits: KitChoice): Promise<KitObject[] | undefined> {
  const bucket = services.settings().required('AICENTRE_BUCKET_NAME');
  return objectsBelow(services.aws(), bucket, kitFolder(kits), services.login);
}
