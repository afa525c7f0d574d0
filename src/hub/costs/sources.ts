/**
 * Where the figures of the price table can be read: AWS's own price lists, as public repositories quote them. `asOf` is the day
 * AWS published the list that is quoted; each address is pinned to a commit, so that what was read can be read again.
 */
export interface PriceSource {
  /** AWS's offer, and the region of its list. */
  list: string;
  asOf: `${number}-${number}-${number}`;
  address: `https://${string}`;
  /** What the source leaves open. */
  note?: string;
}

const HOSTING_COSTS =
  'https://github.com/ImperialEdutechUK/sadeevtest/blob/3c102d7a31b6dc99fcb0f150e12d53e6c162ef51/docs/hosting-costs.md';

export const SOURCES = {
  instances: {
    list: 'AmazonEC2, eu-west-2',
    asOf: '2026-09-21',
    address:
      'https://github.com/wardbox/tofu-drift/blob/2e25e2c2f63ca1ffcfa499f4f281cd5bc6602273/internal/pricing/instances.json',
    note: "the file names no date: it is that of the list in its generator's tests; t3.medium is the same in the list of 2026-09-25",
  },
  ec2: {
    list: 'AmazonEC2, eu-west-2',
    asOf: '2026-09-25',
    address: 'https://github.com/crypticseeds/aws-platform/blob/5b3d0214f7a6b7df4c9d2a1140f0a009d38fbc59/docs/cost.md',
  },
  databases: {
    list: 'AmazonRDS, eu-west-2',
    asOf: '2026-09-04',
    address:
      'https://github.com/mooncitizen/togen/blob/07fe203df1849b8d6f97a1b0913d7af3b89b70f1/internal/cost/cmd/testdata/AmazonRDS-eu-west-2.csv',
  },
  moreDatabases: { list: 'AmazonRDS, eu-west-2', asOf: '2026-10-06', address: HOSTING_COSTS },
  containers: {
    list: 'AmazonECS, eu-west-2',
    asOf: '2026-08-31',
    address:
      'https://github.com/mooncitizen/togen/blob/a5b2dad6d5c9a6544e02c08ef59da0b74a930ef3/internal/cost/cmd/testdata/AmazonECS-eu-west-2.csv',
  },
  loadBalancers: {
    list: 'AWSELB, eu-west-2',
    asOf: '2026-08-31',
    address:
      'https://github.com/mooncitizen/togen/blob/fdee117423ceda3ca613fa90f8411ac1d32a0127/internal/cost/cmd/testdata/AWSELB-eu-west-2.csv',
  },
  network: { list: 'AmazonVPC, eu-west-2', asOf: '2026-09-17', address: HOSTING_COSTS },
  keys: { list: 'awskms, eu-west-2', asOf: '2026-09-11', address: HOSTING_COSTS },
  secrets: { list: 'AWSSecretsManager, eu-west-2', asOf: '2026-09-11', address: HOSTING_COSTS },
  names: { list: 'AmazonRoute53, global', asOf: '2026-09-11', address: HOSTING_COSTS },
  alarms: { list: 'AmazonCloudWatch, eu-west-2', asOf: '2026-09-22', address: HOSTING_COSTS },
  firewall: {
    list: 'awswaf, us-east-1',
    asOf: '2026-01-07',
    address:
      'https://github.com/jemaldonado/FIAP_datathon_G37/blob/9f9b0dc38c89dff68af2bcdd20def45715df4a2d/docs/architecture/AWS.md',
    note: 'the web ACL of CloudFront lives in us-east-1; this list was still the current one on 2026-08-04',
  },
} as const satisfies Readonly<Record<string, PriceSource>>;

export type SourceName = keyof typeof SOURCES;
