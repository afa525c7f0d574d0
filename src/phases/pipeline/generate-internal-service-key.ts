/** generate-internal-service-key: mints the key with which fl-server calls flip-api; keeps every key that is there. */
import { Secret } from '../../engine/secret.ts';
import { keysInSync, withAllKeys } from '../../hub/index.ts';
import type { HubPhase } from '../services.ts';
import { saveEnvFile } from './edit-env-file.ts';

export const generateInternalServiceKey: HubPhase = {
  id: 'generate-internal-service-key',
  title: 'Internal service key',
  needs: [],
  reads: [],
  danger: 'moderate',
  rehearse: 'real',
  prove: async (ctx) => (keysInSync(ctx.services.settings().reading.document) ? 'proven' : 'not done'),
  async run(ctx) {
    const { document, changes } = withAllKeys(ctx.services.settings().reading.document);
    for (const { key } of changes) {
      const value = document.value(key);
      if (value !== undefined) ctx.secret(new Secret(value, key));
    }
    const made = changes.filter(({ action }) => action !== 'kept' && action !== 'in sync');
    const { backup } = saveEnvFile(
      ctx,
      document,
      made.map(({ key }) => key),
    );
    for (const { key, action } of changes) ctx.log(`${key}: ${action}`);
    return {
      ...Object.fromEntries(changes.map(({ key, action }) => [key, action])),
      ...(backup === undefined ? {} : { backup }),
    };
  },
};
