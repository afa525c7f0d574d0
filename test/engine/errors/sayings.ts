/** What outside tools print for each known failure, as operators and recordings have it; values are made up. */

import type { FailingTool } from '../../../src/engine/errors/catalogue/index.ts';
import type { ErrorCode } from '../../../src/engine/errors/codes.ts';

export interface Saying {
  id: ErrorCode;
  /** Terraform when absent. */
  tool?: FailingTool;
  text: string;
}

export const SAYINGS: Saying[] = [
  {
    id: 'aws-already-exists',
    text: "creating EC2 Subnet: operation error EC2: CreateSubnet, https response error StatusCode: 400, RequestID: 1, api error InvalidSubnet.Conflict: The CIDR '10.0.1.0/24' conflicts with another subnet",
  },
  {
    id: 'aws-answer-lost',
    text: 'revoking default IPv4 egress rule for Security Group (sg-31e0c128ea1bea931): operation error EC2: RevokeSecurityGroupEgress, https response error StatusCode: 400, RequestID: wj9T, api error InvalidPermission.NotFound: The specified rule does not exist in this security group',
  },
  {
    id: 'aws-already-exists',
    text: 'creating RDS DB Proxy Target (proxy/default): operation error RDS: RegisterDBProxyTargets, https response error StatusCode: 400, RequestID: 1, DBProxyTargetAlreadyRegisteredFault: Specified database flip-database is already registered with the target group of proxy',
  },
  {
    id: 'tf-lock-not-released',
    text: 'Error releasing the state lock\nError message: failed to delete the lock file: operation error S3: DeleteObject, request send failed, Post "http://127.0.0.1:1/": dial tcp 127.0.0.1:1: connect: connection refused',
  },
  { id: 'tf-state-locked', text: 'Error acquiring the state lock\nLock Info:\n  ID: 2a2\n  Who:       root@vm\n' },
  {
    id: 'plan-stale',
    text: 'Saved plan is stale\n\nThe given plan file can no longer be applied because the state was changed by another operation after the plan was created.',
  },
  { id: 'tf-plan-other-state', text: 'The saved plan has a different state lineage' },
  {
    id: 'tf-provider-crash',
    text: 'Plugin did not respond\nThe plugin encountered an error, and failed to respond to the plugin.(*GRPCProvider).ApplyResourceChange call.',
  },
  {
    id: 'tf-provider-checksum',
    text: "the current package for registry.terraform.io/hashicorp/aws 5.100.0 doesn't match any of the checksums previously recorded in the dependency lock file",
  },
  {
    id: 'tf-provider-not-in-mirror',
    text: 'Could not retrieve the list of available versions for provider hashicorp/null: provider registry.terraform.io/hashicorp/null was not found in any of the search locations',
  },
  { id: 'tf-provider-not-in-mirror', text: 'no available releases match the given constraints ~> 6.0' },
  {
    id: 'tf-registry-unreachable',
    text: 'Failed to query available provider packages\nCould not retrieve the list of available versions for provider hashicorp/aws: could not connect to registry.terraform.io: failed to request discovery document: Get "https://registry.terraform.io/.well-known/terraform.json": dial tcp: lookup registry.terraform.io: no such host',
  },
  {
    id: 'tf-backend-changed',
    text: 'Backend initialization required, please run "terraform init"\nReason: Backend configuration block has changed',
  },
  {
    id: 'tf-not-initialised',
    text: 'Module not installed\nThis module is not yet installed. Run "terraform init" to install all modules required by this configuration.',
  },
  { id: 'backend-missing', text: 'Error loading state: S3 bucket "example-tfstate" does not exist.' },
  {
    id: 'tf-prevent-destroy',
    text: 'Instance cannot be destroyed\nResource module.persistent.aws_cognito_user_pool.this has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed.',
  },
  {
    id: 'errored-state',
    text: 'Failed to save state\nError saving state: failed to upload state. The state has been written to errored.tfstate',
  },
  {
    id: 'tf-variable-missing',
    text: 'No value for required variable\nThe root module input variable "alb_subdomain" is not set, and has no default value.',
  },
  {
    id: 'tf-number-expected',
    text: 'Invalid value for input variable\nThe environment variable TF_VAR_api_port does not contain a valid value for variable "api_port": a number is required.',
  },
  {
    id: 'tf-variable-refused',
    text: 'Invalid value for variable\ndocker_tag must be an image tag, and neither latest nor end with -latest.',
  },
  {
    id: 'tf-version-unsupported',
    text: 'Unsupported Terraform Core version\nThis configuration does not support Terraform version 1.10.0.',
  },
  {
    id: 'tf-version-unsupported',
    text: 'state snapshot was created by Terraform v1.14.0, which is newer than current v1.13.1',
  },
  {
    id: 'tf-import-missing',
    text: 'Cannot import non-existent remote object\nWhile attempting to import an existing object to "aws_s3_bucket.x"',
  },
  { id: 'tf-perpetual-change', text: 'Provider produced inconsistent result after apply' },
  { id: 'interrupted', text: 'execution halted' },
  {
    id: 'interrupted',
    text: 'putting EFS Backup Policy (fs-1): operation error EFS: PutBackupPolicy, request canceled, context canceled',
  },

  {
    id: 'aws-sso-expired',
    text: 'operation error STS: GetCallerIdentity, get identity: get credentials: failed to refresh cached credentials, refresh cached SSO token failed, unable to refresh SSO token, operation error SSO OIDC: CreateToken, InvalidGrantException',
  },
  {
    id: 'aws-sso-expired',
    tool: 'aws',
    text: 'Error when retrieving token from sso: Token has expired and refresh failed',
  },
  { id: 'aws-token-expired', text: 'api error ExpiredToken: The security token included in the request is expired' },
  {
    id: 'aws-no-credentials',
    text: 'No valid credential sources found\nError: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata',
  },
  {
    id: 'aws-no-credentials',
    tool: 'ansible',
    text: 'NoCredentialProviders: no valid providers in chain. Deprecated.',
  },
  {
    id: 'aws-no-credentials',
    tool: 'aws',
    text: 'Unable to locate credentials. You can configure credentials by running "aws configure".',
  },
  { id: 'aws-profile-missing', text: 'loading configuration: failed to get shared config profile, stag' },
  { id: 'aws-profile-missing', tool: 'aws', text: 'The config profile (stag) could not be found' },
  {
    id: 'aws-invalid-token',
    text: 'operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 1, api error InvalidClientTokenId: The security token included in the request is invalid.',
  },
  { id: 'account-mismatch', text: 'AWS account ID not allowed: 999988887777' },
  { id: 'aws-web-identity-denied', tool: 'aws', text: 'Not authorized to perform sts:AssumeRoleWithWebIdentity' },
  {
    id: 'aws-access-denied',
    text: 'operation error ServiceDiscovery: CreatePrivateDnsNamespace, https response error StatusCode: 400, api error AccessDeniedException: User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: servicediscovery:CreatePrivateDnsNamespace',
  },
  {
    id: 'aws-access-denied',
    tool: 'aws',
    text: 'An error occurred (UnauthorizedOperation) when calling the RunInstances operation',
  },
  {
    id: 'aws-clock-skew',
    text: 'api error SignatureDoesNotMatch: Signature expired: 20261123T100000Z is now earlier than 20261123T101500Z',
  },

  {
    id: 'aws-bucket-ours-already',
    text: 'creating S3 Bucket (x): operation error S3: CreateBucket, https response error StatusCode: 409, BucketAlreadyOwnedByYou: ',
  },
  {
    id: 'aws-bucket-taken',
    text: 'creating S3 Bucket (x): operation error S3: CreateBucket, https response error StatusCode: 409, BucketAlreadyExists: ',
  },
  {
    id: 'aws-bucket-not-empty',
    text: 'deleting S3 Bucket (x): operation error S3: DeleteBucket, https response error StatusCode: 409, api error BucketNotEmpty: The bucket you tried to delete is not empty.',
  },
  {
    id: 'secret-scheduled-for-deletion',
    text: "creating Secrets Manager Secret (FLIP_API): operation error Secrets Manager: CreateSecret, https response error StatusCode: 400, InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.",
  },
  {
    id: 'aws-deletion-protection',
    text: 'deleting RDS DB Instance (flip-database): operation error RDS: DeleteDBInstance, https response error StatusCode: 400, api error InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection and try again.',
  },
  {
    id: 'aws-cname-taken',
    text: 'creating CloudFront Distribution: operation error CloudFront: CreateDistributionWithTags, https response error StatusCode: 409, CNAMEAlreadyExists: One or more of the CNAMEs you provided are already associated with a different resource.',
  },
  {
    id: 'aws-already-exists',
    text: 'creating CloudWatch Logs Log Group (/ecs/flip-api): operation error CloudWatch Logs: CreateLogGroup, https response error StatusCode: 400, RequestID: 1, ResourceAlreadyExistsException: The specified log group already exists',
  },
  {
    id: 'aws-already-exists',
    text: 'importing EC2 Key Pair (host-aws): operation error EC2: ImportKeyPair, https response error StatusCode: 400, api error InvalidKeyPair.Duplicate: The keypair already exists',
  },
  {
    id: 'aws-role-missing',
    text: 'updating IAM Role (x): operation error IAM: PutRolePermissionsBoundary, https response error StatusCode: 404, NoSuchEntity: Scope ARN: arn:aws:iam::1:policy/boundary does not exist',
  },
  {
    id: 'aws-quota',
    text: 'operation error EC2: AllocateAddress, https response error StatusCode: 400, api error AddressLimitExceeded: The maximum number of addresses has been reached.',
  },
  {
    id: 'aws-no-capacity',
    text: 'operation error EC2: RunInstances, https response error StatusCode: 500, api error InsufficientInstanceCapacity: We currently do not have sufficient g4dn.xlarge capacity',
  },
  {
    id: 'aws-throttled',
    text: 'operation error IAM: GetRole, https response error StatusCode: 400, api error Throttling: Rate exceeded',
  },
  {
    id: 'aws-still-in-use',
    text: 'deleting EC2 Subnet (subnet-1): operation error EC2: DeleteSubnet, https response error StatusCode: 400, api error DependencyViolation: The subnet has dependencies and cannot be deleted.',
  },
  {
    id: 'aws-unreachable',
    text: 'operation error STS: GetCallerIdentity, https response error StatusCode: 0, RequestID: , request send failed, Post "https://sts.eu-west-2.amazonaws.com/": dial tcp: lookup sts.eu-west-2.amazonaws.com: no such host',
  },
  {
    id: 'aws-unreachable',
    tool: 'aws',
    text: 'Could not connect to the endpoint URL: "https://ecs.eu-west-2.amazonaws.com/"',
  },
  {
    id: 'aws-s3-forbidden',
    text: 'operation error S3: HeadBucket, https response error StatusCode: 403, RequestID: 1, HostID: , api error Forbidden: Forbidden',
  },
  {
    id: 'aws-certificate-pending',
    text: "waiting for ACM Certificate (arn:aws:acm:us-east-1:1:certificate/1) to be issued: timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION', timeout: 1h15m0s)",
  },
  {
    id: 'aws-server-error',
    text: 'creating EC2 Placement Group (zz): operation error EC2: CreatePlacementGroup, exceeded maximum number of attempts, 1, https response error StatusCode: 500, RequestID: , error while fetching xml error response code',
  },

  { id: 'disk-full', tool: 'docker', text: 'failed to register layer: write /usr/lib/x: no space left on device' },
  { id: 'disk-full', text: 'Error: ENOSPC: write' },
  { id: 'read-only-file-system', text: 'open /x/plan.tfplan: read-only file system' },
  { id: 'out-of-memory', text: 'fork/exec /x/terraform-provider-aws: cannot allocate memory' },
  { id: 'port-in-use', tool: 'ssm', text: 'listen tcp 127.0.0.1:8105: bind: address already in use' },

  {
    id: 'ssm-plugin-missing',
    tool: 'ssm',
    text: 'SessionManagerPlugin is not found. Please refer to SessionManager Documentation',
  },
  {
    id: 'ssm-target-not-connected',
    tool: 'ssm',
    text: 'An error occurred (TargetNotConnected) when calling the StartSession operation: i-0abc1234 is not connected.',
  },
  {
    id: 'ssm-invalid-instance',
    tool: 'ssm',
    text: 'An error occurred (InvalidInstanceId) when calling the SendCommand operation',
  },
  {
    id: 'ssm-session-refused',
    tool: 'ssm',
    text: 'Setting up data channel with id op-1 failed: failed to create websocket for datachannel with error: dial tcp: i',
  },
  { id: 'ssh-key-refused', tool: 'ssh', text: 'ubuntu@i-0abc: Permission denied (publickey).' },
  { id: 'ssh-host-key-changed', tool: 'ssh', text: 'WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!' },
  {
    id: 'ssh-proxy-broken',
    tool: 'ssh',
    text: 'kex_exchange_identification: Connection closed by remote host\nConnection closed by UNKNOWN port 65535',
  },
  {
    id: 'ansible-unreachable',
    tool: 'ansible',
    text: 'flip | UNREACHABLE! => {"changed": false, "unreachable": true}',
  },
  {
    id: 'ansible-backend-missing',
    tool: 'ansible',
    text: 'Error: Missing required backend argument: the "bucket" argument is required',
  },
  {
    id: 'ansible-package-lock',
    tool: 'ansible',
    text: 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1234 (unattended-upgr)',
  },

  {
    id: 'image-not-found',
    tool: 'docker',
    text: 'manifest for ghcr.io/example/flip-api:v9 not found: manifest unknown: manifest unknown',
  },
  { id: 'image-not-found', tool: 'docker', text: 'no such manifest: ghcr.io/example/trust-api:v9' },
  {
    id: 'image-registry-refused',
    tool: 'docker',
    text: 'Error response from daemon: denied: requested access to the resource is denied',
  },
  {
    id: 'image-pull-failed',
    tool: 'aws',
    text: 'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ghcr.io/x',
  },
  {
    id: 'docker-unreachable',
    tool: 'docker',
    text: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
  },
  { id: 'kit-volume-unset', tool: 'docker', text: 'invalid spec: :/var/lib/orthanc/db: empty section between colons' },

  { id: 'hub-services-unstable', tool: 'aws', text: 'Waiter ServicesStable failed: Max attempts exceeded' },
  { id: 'hub-no-kit-slot', tool: 'hub', text: 'Registration failed: no free FL kit slot for Trust_9' },
  { id: 'fl-kit-signature', tool: 'hub', text: 'SecurityContentManager: INVALID_SIGNATURE for client.crt' },
  { id: 'hub-images-mismatched', tool: 'hub', text: 'POST /api/fl/metrics "422 Unprocessable Entity" metrics refused' },
  { id: 'hub-internal-name-unknown', tool: 'hub', text: 'getaddrinfo ENOTFOUND flip-api.flip.local' },
  { id: 'hub-internal-key-refused', tool: 'hub', text: 'Invalid internal service key' },
  { id: 'trust-payload-undecryptable', tool: 'hub', text: 'cryptography.exceptions.InvalidTag' },
  { id: 'database-migration-failed', tool: 'hub', text: "Can't locate revision identified by 'a1b2c3'" },
];
