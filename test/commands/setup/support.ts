/** A setup without a terminal and without a network: fake looks, and the keys an operator would press. */
import { type WantedProfile, withProfiles } from '../../../src/aws/sso/write-profile.ts';
import { type FlowOptions, SetupFlow } from '../../../src/commands/setup/flow.ts';
import type { SetupLooks } from '../../../src/commands/setup/looks.ts';
import type { ProfileMeans } from '../../../src/commands/setup/profile/means.ts';
import type { Check } from '../../../src/doctor/check.ts';
import { ENVIRONMENTS } from '../../../src/engine/environments.ts';

/** What a person has to say about a new staging environment; everything else follows. */
export const ANSWERS: Record<string, string> = {
  FLIP_AWS_ACCOUNT_ID: '111122223333',
  ALB_SUBDOMAIN: 'stag.flip.example.org',
  SES_VERIFIED_EMAIL: 'flip@example.org',
  DOCKER_REGISTRY: 'ghcr.io/example/',
  DOCKER_TAG: 'sha-1a2b3c4',
  FLARE_KIT_DATE: '2026-01-15',
  DEPLOY_TRUST_EC2: 'false',
};

export const given = (values: Record<string, string>, by = '--set') =>
  new Map(Object.entries(values).map(([key, value]) => [key, { value, by: `${by} ${key}` }]));

/** A row of doctor's table. What doctor really looks at is not this test's business. */
const check = (id: string, title: string, needed: string, neededBy: string[] = []): Check => ({
  id,
  title,
  needed,
  neededBy,
  boundMs: 1000,
  look: () => Promise.reject(new Error('never asked')),
});
const TERRAFORM = check('terraform', 'Terraform', '≥ 1.13.1', ['init', 'plan', 'apply']);
const PLUGIN = check('session-manager-plugin', 'session-manager-plugin', 'optional');
const KEY_PAIR = check('key-pair', '~/.ssh/host-aws', 'a key pair, the private half 0600', [
  'plan',
  'apply',
  'ssh-config',
]);

export function fakeLooks(over: Partial<SetupLooks> = {}): SetupLooks {
  return {
    machine: async (_environment, done) => {
      const checked = [TERRAFORM, PLUGIN, KEY_PAIR].map((row) => ({
        check: row,
        verdict: 'ok' as const,
        found: 'there',
      }));
      for (const one of checked) done(one);
      return checked;
    },
    profile: (name) => ({ name, account: undefined, region: 'eu-west-2' }),
    keyPair: () => true,
    bucket: async () => 'free',
    others: () => [],
    ...over,
  };
}

/** A machine on which two things are wrong. */
export const brokenMachine: SetupLooks['machine'] = async (_environment, done) => {
  const checked = [
    { check: TERRAFORM, verdict: 'ok' as const, found: '1.13.4' },
    {
      check: KEY_PAIR,
      verdict: 'fail' as const,
      found: 'not there',
      fix: [{ command: "ssh-keygen -t ed25519 -N '' -C flip -f ~/.ssh/host-aws" }],
    },
    {
      check: PLUGIN,
      verdict: 'warn' as const,
      found: 'not found',
      why: 'sessions are built in',
    },
  ];
  for (const one of checked) done(one);
  return checked;
};

/** An address that is known, two accounts, and a file that is only said to be written. */
export function fakeProfiles(over: Partial<ProfileMeans> = {}): ProfileMeans {
  return {
    file: '/home/you/.aws/config',
    ci: false,
    centers: () => [],
    accounts: async () => [
      { id: '444455556666', name: 'flip-prod', roles: ['Operator'] },
      { id: '111122223333', name: 'flip-stag', roles: ['Operator', 'ReadOnly'] },
    ],
    plan: (wanted) => ({ file: '/home/you/.aws/config', before: undefined, ...planned(wanted) }),
    save: ({ file }) => ({ file, backup: undefined }),
    ...over,
  };
}

const planned = (wanted: WantedProfile) => {
  const { text, replaced, added } = withProfiles('', [wanted]);
  return { after: text, replaced, added };
};

export const flowIn = (workspace: string, over: Partial<FlowOptions> = {}): SetupFlow =>
  new SetupFlow({
    workspace,
    environment: ENVIRONMENTS.stag,
    last: undefined,
    given: new Map(),
    givenProfile: () => ({}),
    looks: fakeLooks(),
    profiles: fakeProfiles(),
    keyPair: true,
    now: () => new Date(Date.UTC(2026, 10, 30)),
    ...over,
  });

/** Answers what is asked on each page and goes on, until that page is open. */
export async function goTo(flow: SetupFlow, page: string, answers: Record<string, string> = ANSWERS): Promise<void> {
  for (let turns = 0; flow.page().id !== page; turns += 1) {
    if (turns > 20) throw new Error(`setup stays on ${flow.page().id}: ${JSON.stringify(flow.page().fields)}`);
    for (const field of flow.page().fields) {
      const answer = answers[field.id];
      if (answer !== undefined) flow.type(field.id, answer);
    }
    await flow.onward();
  }
}
