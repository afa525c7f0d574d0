/**
 * Phases of the documented pipeline whose real work is not part of this version. They are here so that the graph is
 * whole and a rehearsal can say in words what it does instead; a real run refuses them before its first change.
 */
import type { HubPhase } from '../services.ts';

interface Row {
  id: string;
  title: string;
  needs: string[];
  instead: string;
  /** How it is done today, without flip-hub. */
  today: string;
}

const ROWS: Row[] = [
  {
    id: 'ansible-init',
    title: 'Hosts configured by Ansible',
    needs: ['ssh-config', 'update-env'],
    instead: 'no host is configured: there is no operating system behind a rehearsed instance',
    today: 'run the playbook with the inventory of your instances',
  },
  {
    id: 'deploy-centralhub',
    title: 'Hub services on ECS',
    needs: ['update-env', 'provision-kits'],
    instead: 'the services exist and count as running, but no container is started and no image pulled',
    today: 'register new task definition revisions and update the services',
  },
  {
    id: 'deploy-ui',
    title: 'Web interface published',
    needs: ['deploy-centralhub'],
    instead: 'nothing is built or uploaded; the bucket and the distribution it would go to exist',
    today: 'build the UI, upload it to the bucket of the output FlipUiBucketName, invalidate the distribution',
  },
  {
    id: 'register-trusts',
    title: 'Trusts registered',
    needs: ['deploy-centralhub'],
    instead: 'no trust is registered: the kit stub of the rehearsal stays as it is',
    today: 'run the registration as a one-off ECS task and write the kit files',
  },
  {
    id: 'deploy-trust',
    title: 'Cloud trust',
    needs: ['register-trusts', 'ansible-init'],
    instead: 'there is no cloud trust in this rehearsal (DEPLOY_TRUST_EC2=false)',
    today: 'start the trust stack on its host with docker compose',
  },
  {
    id: 'status',
    title: 'Health of everything',
    needs: ['deploy-ui', 'register-trusts', 'deploy-trust', 'seed-users', 'register-supernode-keys'],
    instead: 'a second plan is made instead: it must find nothing to change',
    today: 'look at the consoles of ECS, RDS and CloudFront',
  },
];

export const notBuilt: HubPhase[] = ROWS.map((row) => ({
  id: row.id,
  title: row.title,
  needs: row.needs,
  reads: [],
  danger: 'mild' as const,
  rehearse: { instead: row.instead },
  check: async () => [
    {
      code: 'phase-not-built' as const,
      who: 'operator' as const,
      what: `${row.id} is not part of this version of flip-hub`,
      next: ['leave it out: flip-hub deploy --to update-env', `do it by hand afterwards: ${row.today}`],
    },
  ],
  prove: async () => 'not done' as const,
  run: async () => {
    throw new Error(`${row.id} has no real form in this version; its check refuses it`);
  },
}));
