/** Where the hub's one-off tasks run, from Terraform's outputs. */
import type { HubContext } from '../services.ts';
import { isText, isTextByName, isTexts, outputValues, requiredOutput } from '../terraform/outputs.ts';

export interface HubTasks {
  cluster: string;
  subnets: string[];
  /** Definition that copies kits. */
  provision: string;
  /** Definition that registers trusts' keys: with Flower only. */
  registerKeys: string | undefined;
  flServerGroup: string;
  flApiGroup: string;
  /** Services that read kits when they start. */
  flServices: string[];
}

export async function hubTasks(ctx: HubContext): Promise<HubTasks> {
  const values = await outputValues(ctx);
  const text = (name: string) => requiredOutput(ctx, values, name, isText);
  const definitions = requiredOutput(ctx, values, 'OneShotTaskDefinitions', isTextByName);
  const services = requiredOutput(ctx, values, 'EcsServiceNames', isTextByName);
  return {
    cluster: text('EcsClusterName'),
    subnets: requiredOutput(ctx, values, 'PrivateSubnetIds', isTexts),
    provision: requiredOutput(ctx, definitions, 'provision', isText),
    registerKeys: definitions.register_keys,
    flServerGroup: text('FlServerSecurityGroupId'),
    flApiGroup: text('FlApiSecurityGroupId'),
    flServices: ['fl_api', 'fl_server'].map((key) => requiredOutput(ctx, services, key, isText)),
  };
}
