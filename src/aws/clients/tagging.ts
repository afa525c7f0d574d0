/** Resource Groups Tagging: everything of a region that carries given tags. */
export { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
