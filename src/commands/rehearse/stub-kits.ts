/** Stubs of the FL kits that an environment file names: enough for every look at them, and no kit. */
import { neededKits } from '../../hub/fl-kits/index.ts';
import { kitChoice } from '../../phases/fl/kit-choice.ts';
import type { Settings } from '../../phases/services.ts';
import type { StubKits } from '../../rehearsal/index.ts';

export function stubKits(settings: Settings): StubKits {
  return {
    bucket: settings.required('AICENTRE_BUCKET_NAME'),
    region: settings.required('AWS_REGION'),
    // A folder in which any file will do gets one.
    keys: neededKits(kitChoice(settings)).map((key) => (key.endsWith('/') ? `${key}stub` : key)),
  };
}
