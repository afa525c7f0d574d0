/** What of an account carries given tags, region by region. Changes nothing. */
import { awsError } from './errors.ts';
import type { Aws } from './factory.ts';

export interface TaggedResource {
  arn: string;
  tags: Record<string, string>;
}

/** Everything that carries all of these tags, in the hub's region and in us-east-1. IAM is not part of this service. */
export async function taggedResources(
  aws: Aws,
  tags: Record<string, string>,
  login: string,
): Promise<TaggedResource[]> {
  const clients = aws.target.region === 'us-east-1' ? [aws.tagging] : [aws.tagging, aws.taggingEdge];
  const found = await Promise.all(clients.map((client) => taggedIn(client, tags, login)));
  // CloudFront shows itself in both places of a stand-in; an ARN names one thing.
  return [...new Map(found.flat().map((one) => [one.arn, one])).values()];
}

async function taggedIn(open: Aws['tagging'], tags: Record<string, string>, login: string): Promise<TaggedResource[]> {
  const { client, GetResourcesCommand } = await open();
  const found: TaggedResource[] = [];
  const TagFilters = Object.entries(tags).map(([Key, value]) => ({ Key, Values: [value] }));
  for (let token: string | undefined, first = true; first || (token ?? '') !== ''; first = false) {
    try {
      const page = await client.send(
        new GetResourcesCommand({ TagFilters, ResourcesPerPage: 100, ...(token ? { PaginationToken: token } : {}) }),
      );
      for (const { ResourceARN: arn, Tags } of page.ResourceTagMappingList ?? [])
        if (arn !== undefined)
          found.push({ arn, tags: Object.fromEntries((Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])) });
      token = page.PaginationToken;
    } catch (error) {
      throw awsError(error, 'tag:GetResources', login);
    }
  }
  return found;
}
