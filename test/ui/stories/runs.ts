/** The stories the screens are looked at with: a deploy that goes well, one whose apply fails, and a severe plan. */
import type { PlanChange } from '../../../src/engine/events/types.ts';
import { recordedChanges, Story } from './story.ts';

export const HASH = '3f9ac1d07be2442290ab7d11c1a0';

const initLines = [
  'Initializing the backend...',
  'Successfully configured the backend "s3"!',
  'Initializing modules...',
  'Initializing provider plugins...',
  '- Installed hashicorp/aws v6.4.0 (signed by HashiCorp)',
  'Terraform has been successfully initialized!',
];

/** A deploy that waits for somebody to sign in. */
export function signInStory(): Story {
  const story = new Story();
  story.begin();
  story.add({ type: 'phase-started', phase: 'aws-login' });
  story.add({
    type: 'sign-in',
    phase: 'aws-login',
    profile: 'stag',
    url: 'https://device.sso.eu-west-2.amazonaws.com/',
    completeUrl: 'https://device.sso.eu-west-2.amazonaws.com/?user_code=ABCD-EFGH',
    userCode: 'ABCD-EFGH',
    until: '2026-10-01T12:51:00.000Z',
  });
  return story;
}

/** Up to and including the plan. */
export function plannedStory(): Story {
  const story = new Story();
  story.begin();
  story.phase('github-login', 210, ['token of gh is there, scope read:packages'], { scope: 'read:packages' });
  story.add({ type: 'phase-started', phase: 'ui-build' });
  story.phase('aws-login', 1100, ['signed in to the stand-in', 'account 111122223333, role FlipOperator'], {
    account: '111122223333',
    role: 'FlipOperator',
  });
  story.phase('create-backend', 900, ['bucket flip-rehearsal-tfstate created', 'stamp written'], {
    bucket: 'flip-rehearsal-tfstate',
  });
  story.phase('generate-internal-service-key', 40, ['key and hash written to .env.stag'], { created: true });
  story.phase('init', 2300, initLines, { provider: 'hashicorp/aws 6.4.0' });
  story.phase('import-persistent', 420, ['nothing to import: first deployment'], { imports: 0 });
  story.phase('images-verified', 300, ['7 names are well formed'], {
    images: ['flip-api', 'fl-api', 'fl-server', 'trust-api', 'x'],
  });
  story.add({ type: 'phase-started', phase: 'plan' });
  const planStart = story.at;
  story.terraform('plan', 'run-plan-166-create.jsonl');
  story.at = planStart + 8100;
  story.add(planEvent(recordedChanges(), 166, 0, 0));
  story.add({
    type: 'phase-finished',
    phase: 'plan',
    outcome: 'done',
    ms: 8100,
    evidence: { hash: HASH.slice(0, 12) },
  });
  return story;
}

const COST = {
  currency: 'USD' as const,
  month: 368,
  change: 368,
  prices: '2026-01',
  region: 'eu-west-2',
  leftOut: ['traffic', 'requests', 'logs', 'backups', 'stored objects and files', 'tax'],
};

function planEvent(changes: PlanChange[], add: number, change: number, destroy: number) {
  return {
    type: 'plan' as const,
    phase: 'plan',
    hash: HASH,
    add,
    change,
    destroy,
    import: changes.filter((c) => c.action === 'import').length,
    forget: 0,
    warnings: [] as string[],
    cost: COST,
    level: 'moderate' as const,
    changes,
    outputs: [{ name: 'alb_dns', action: 'create' }],
  };
}

/** Everything, to the end. `question` is the index of the moment before which the plan is asked about. */
export function goodStory(): { story: Story; question: number } {
  const story = plannedStory();
  const question = story.moments.length;
  story.add({ type: 'phase-started', phase: 'apply' });
  const start = story.at;
  story.terraform('apply', 'run-apply-166-ok.jsonl');
  story.add({ type: 'phase-finished', phase: 'ui-build', outcome: 'done', ms: 31_000, evidence: { files: 412 } });
  story.add({
    type: 'phase-finished',
    phase: 'apply',
    outcome: 'done',
    ms: story.at - start,
    evidence: { added: 166, changed: 0, destroyed: 0 },
  });
  story.phase('update-env', 120, ['5 keys written to .env.stag'], { keys: 5 });
  story.phase('ssh-config', 60, ['hosts flip and flip-trust written'], { hosts: ['flip', 'flip-trust'] });
  story.phase('ansible-init', 900, ['syntax fine, 14 tasks'], { tasks: 14 });
  story.phase(
    'deploy-centralhub',
    3900,
    ['flip-api: revision 1 is running', 'fl-api-net-1: running', 'fl-server-net-1: running'],
    { services: 3 },
  );
  story.phase('deploy-ui', 1400, ['412 files uploaded', 'invalidation created'], { files: 412 });
  story.phase('register-trusts', 2600, ['trust "kch" registered, kit written'], { trusts: ['kch'] });
  story.phase('deploy-trust', 700, ['compose file is valid'], { services: 9 });
  story.add({
    type: 'warning',
    phase: 'status',
    code: 'ses-sandbox',
    what: 'SES is in the sandbox: mail leaves only to verified addresses',
  });
  story.phase('status', 2100, ['41 checks green, 1 warning'], { ok: 41, warnings: 1 });
  story.add({
    type: 'run-finished',
    outcome: 'done',
    exit: 0,
    ms: story.at,
    next: ['flip-hub setup --env stag   when an account is there', 'flip-hub rehearse stop   removes the stand-in'],
  });
  return { story, question };
}

/** The apply meets errors; the UI build goes on to its end. */
export function failedStory(): Story {
  const story = plannedStory();
  story.add({ type: 'phase-started', phase: 'apply' });
  const start = story.at;
  story.terraform('apply', 'run-apply-166-ok.jsonl', 40_000);
  for (const address of ['module.data.aws_db_instance.db', 'module.edge.aws_lb.alb']) {
    story.add({ type: 'resource', phase: 'apply', address, action: 'create', state: 'failed', ms: 12_000 });
  }
  story.add({
    type: 'log',
    phase: 'apply',
    stream: 'stderr',
    line: 'Error: creating RDS DB Instance (flip-database): operation error RDS: CreateDBInstance, StatusCode: 400, api error InstanceQuotaExceeded',
  });
  story.add({
    type: 'error',
    phase: 'apply',
    code: 'aws-quota',
    who: 'operator',
    what: 'The account has no room for another database instance',
    cause:
      'AWS answered InstanceQuotaExceeded to CreateDBInstance: the quota "DB instances" of this account and region is used up.',
    next: [
      'ask for a higher quota: aws service-quotas request-service-quota-increase --service-code rds --quota-code L-7B6409FD --desired-value 41',
      'flip-hub deploy --env stag --resume',
    ],
    log: '/home/you/flip/.flip-hub/stag/runs/20261123-204211-7f3c/log.txt',
    tool: 'terraform',
    toolExit: 1,
    address: 'module.data.aws_db_instance.db',
  });
  story.add({ type: 'phase-finished', phase: 'apply', outcome: 'failed', ms: story.at - start, evidence: {} });
  return story;
}

/** A plan with everything in it, worst first only after grouping. */
export function severeChanges(): PlanChange[] {
  const change = (address: string, action: PlanChange['action'], more: Partial<PlanChange> = {}): PlanChange => ({
    address,
    module: address.split('.').slice(0, 2).join('.'),
    type: address.split('.')[2] ?? '',
    name: address.split('.')[3] ?? '',
    action,
    level: 'moderate',
    ...more,
  });
  return [
    change('module.observability.aws_cloudwatch_metric_alarm.cpu', 'create'),
    change('module.observability.aws_cloudwatch_metric_alarm.memory', 'create'),
    change('module.observability.aws_sns_topic.alarms', 'create'),
    change('module.observability.aws_cloudwatch_dashboard.hub', 'create'),
    change('module.compute.aws_ecs_task_definition.fl_server', 'update', { details: ['memory: 8192 -> 16384'] }),
    change('module.data.aws_db_instance.hub', 'update', {
      holdsState: 'the hub database',
      details: ['backup_retention_period: 7 -> 30', 'password: (sensitive) -> (sensitive)'],
    }),
    change('module.compute.aws_instance.trust[0]', 'replace', {
      level: 'severe',
      reason: 'cannot_update',
      forcedBy: ['root_block_device.volume_size'],
      holdsState: "the trust's data volumes are lost",
      details: ['root_block_device.volume_size: 100 -> 200'],
    }),
    change('module.persistent.aws_s3_bucket.results', 'import', { importId: 'flip-fl-results' }),
    change('module.edge.aws_lb_listener.old', 'delete', { reason: 'delete_because_no_resource_config' }),
    change('module.network.aws_vpc.this', 'move', { previousAddress: 'aws_vpc.main' }),
  ];
}

export const severePlan = (unconfirmed?: { what: string; month: number }[]) => ({
  ...planEvent(severeChanges(), 5, 2, 2),
  level: 'severe' as const,
  cost: { ...COST, month: 379, change: 11, ...(unconfirmed === undefined ? {} : { unconfirmed }) },
  warnings: [
    'module.compute.aws_ecs_service.this["fl_server"] restarts: a training that runs is interrupted, and its job has to be started again',
    'the trust at 198.51.100.10 is admitted to the FL endpoint no more',
    'flip-api runs flip-api:12, released after flip-api:9; its new definition takes ghcr.io/example/flip-api:sha-1a2b3c4 instead: deploy that release again afterwards',
    'replaces module.compute.aws_instance.trust[0]: the trust host with its images, OMOP, Orthanc and XNAT data',
  ],
});
