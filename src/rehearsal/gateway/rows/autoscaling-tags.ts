/** Tags of Application Auto Scaling targets, which moto lacks; those given at registration are kept as well. */
import { amzJson } from '../answer.ts';
import { jsonOf } from '../call.ts';
import type { Row } from '../row.ts';

type Tags = Record<string, string>;
const PREFIX = 'AnyScaleFrontendService';
const SERVICE = 'application-autoscaling';

export function autoscalingTagRows(): Row[] {
  const tags = new Map<string, Tags>();
  const add = (arn: string, more: Tags) => tags.set(arn, { ...tags.get(arn), ...more });
  return [
    {
      service: SERVICE,
      operation: 'RegisterScalableTarget',
      by: { target: `${PREFIX}.RegisterScalableTarget` },
      async answer(call, { moto }) {
        const made = await moto.forward(call);
        const given = jsonOf(call).Tags as Tags | undefined;
        if (made.status === 200 && given) {
          const { ScalableTargetARN } = JSON.parse(made.body.toString('utf8')) as { ScalableTargetARN: string };
          add(ScalableTargetARN, given);
        }
        return made;
      },
    },
    {
      service: SERVICE,
      operation: 'ListTagsForResource',
      by: { target: `${PREFIX}.ListTagsForResource` },
      answer: (call) => amzJson({ Tags: tags.get(String(jsonOf(call).ResourceARN)) ?? {} }),
    },
    {
      service: SERVICE,
      operation: 'TagResource',
      by: { target: `${PREFIX}.TagResource` },
      answer(call) {
        const { ResourceARN, Tags: more } = jsonOf(call);
        add(String(ResourceARN), more as Tags);
        return amzJson({});
      },
    },
    {
      service: SERVICE,
      operation: 'UntagResource',
      by: { target: `${PREFIX}.UntagResource` },
      answer(call) {
        const { ResourceARN, TagKeys } = jsonOf(call);
        const kept = { ...tags.get(String(ResourceARN)) };
        for (const key of TagKeys as string[]) delete kept[key];
        tags.set(String(ResourceARN), kept);
        return amzJson({});
      },
    },
  ];
}
