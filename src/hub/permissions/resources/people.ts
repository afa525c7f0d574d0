/** Accounts, mail, logs and alarms: what reaches people. */
import { type ResourceRow, row } from '../row.ts';

const COGNITO_TAG = 'TagResource UntagResource ListTagsForResource';

export const PEOPLE: readonly ResourceRow[] = [
  row('aws_cognito_user_pool', 'cognito-idp', {
    create: 'CreateUserPool SetUserPoolMfaConfig',
    read: 'DescribeUserPool GetUserPoolMfaConfig',
    update: 'UpdateUserPool SetUserPoolMfaConfig AddCustomAttributes',
    delete: 'DeleteUserPool',
    tag: COGNITO_TAG,
  }),
  row('aws_cognito_user_pool_client', 'cognito-idp', {
    create: 'CreateUserPoolClient',
    read: 'DescribeUserPoolClient',
    update: 'UpdateUserPoolClient',
    delete: 'DeleteUserPoolClient',
  }),
  row('aws_cognito_user_pool_domain', 'cognito-idp', {
    create: 'CreateUserPoolDomain',
    read: 'DescribeUserPoolDomain',
    update: 'UpdateUserPoolDomain',
    delete: 'DeleteUserPoolDomain',
  }),
  row('aws_ses_email_identity', 'ses', {
    create: 'VerifyEmailIdentity',
    read: 'GetIdentityVerificationAttributes',
    delete: 'DeleteIdentity',
  }),
  row('aws_ses_template', 'ses', {
    create: 'CreateTemplate',
    read: 'GetTemplate',
    update: 'UpdateTemplate',
    delete: 'DeleteTemplate',
  }),
  row('aws_cloudwatch_log_group', 'logs', {
    create: 'CreateLogGroup PutRetentionPolicy',
    read: 'DescribeLogGroups ListTagsForResource',
    update: 'PutRetentionPolicy DeleteRetentionPolicy AssociateKmsKey DisassociateKmsKey',
    delete: 'DeleteLogGroup',
    tag: 'TagResource UntagResource',
  }),
  row('aws_cloudwatch_metric_alarm', 'cloudwatch', {
    create: 'PutMetricAlarm',
    read: 'DescribeAlarms ListTagsForResource',
    update: 'PutMetricAlarm',
    delete: 'DeleteAlarms',
    tag: 'TagResource UntagResource',
  }),
  row('aws_cloudwatch_event_rule', 'events', {
    create: 'PutRule',
    read: 'DescribeRule ListTagsForResource',
    update: 'PutRule EnableRule DisableRule',
    delete: 'DeleteRule',
    tag: 'TagResource UntagResource',
  }),
  row('aws_cloudwatch_event_target', 'events', {
    create: 'PutTargets',
    read: 'ListTargetsByRule',
    update: 'PutTargets',
    delete: 'RemoveTargets',
  }),
  row('aws_sns_topic', 'sns', {
    create: 'CreateTopic SetTopicAttributes',
    read: 'GetTopicAttributes ListTagsForResource',
    update: 'SetTopicAttributes',
    delete: 'DeleteTopic',
    tag: 'TagResource UntagResource',
  }),
  row('aws_sns_topic_policy', 'sns', {
    create: 'SetTopicAttributes',
    read: 'GetTopicAttributes',
    update: 'SetTopicAttributes',
    delete: 'SetTopicAttributes',
  }),
  row('aws_sns_topic_subscription', 'sns', {
    create: 'Subscribe SetSubscriptionAttributes',
    read: 'GetSubscriptionAttributes ListSubscriptionsByTopic',
    update: 'SetSubscriptionAttributes',
    delete: 'Unsubscribe',
  }),
  row('aws_sqs_queue', 'sqs', {
    create: 'CreateQueue SetQueueAttributes',
    read: 'GetQueueAttributes ListQueueTags',
    update: 'SetQueueAttributes',
    delete: 'DeleteQueue',
    tag: 'TagQueue UntagQueue',
  }),
  row('aws_sqs_queue_policy', 'sqs', {
    create: 'SetQueueAttributes',
    read: 'GetQueueAttributes',
    update: 'SetQueueAttributes',
    delete: 'SetQueueAttributes',
  }),
  row('aws_budgets_budget', 'budgets', {
    // Budgets has two permissions: to look, and to change.
    create: 'ModifyBudget',
    read: 'ViewBudget ListTagsForResource',
    update: 'ModifyBudget',
    delete: 'ModifyBudget',
    tag: 'TagResource UntagResource',
  }),
];
