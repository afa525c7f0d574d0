/** Two workspaces for the home screen: one with work left to do, one where nothing has begun. */
import type { HomeAction, HomeView } from '../../../src/ui/index.ts';

const actions: HomeAction[] = [
  { id: 'status', label: 'Status', about: 'is the hub healthy, and what to do where it is not' },
  { id: 'deploy', label: 'Deploy', about: 'the whole pipeline; what is proven done is not done again' },
  { id: 'deploy-ui', label: 'Deploy the UI', about: 'build, upload, invalidate; no Terraform' },
  { id: 'forward-trust', label: 'Forward trust', about: "a trust's services on this machine" },
  { id: 'upgrade', label: 'Upgrade', about: 'a guided upgrade, schema reset included' },
  { id: 'new-trust', label: 'New trust', about: 'register a trust and write its kit' },
  { id: 'email', label: 'E-mail', about: 'SES identity, sandbox and sending state' },
  { id: 'rehearse-deploy', label: 'Rehearse', about: 'a whole deploy against a stand-in, no account needed' },
  { id: 'doctor', label: 'Doctor', about: 'the prerequisites, found and needed' },
  { id: 'runs', label: 'Runs', about: 'what was run here, and how it ended' },
  { id: 'destroy', label: 'Destroy', about: 'take down what is not persistent' },
];

export const usedHome: HomeView = {
  version: '0.1.0',
  workspace: '~/flip',
  who: 'you@laptop',
  environments: [
    { name: 'stag', mark: 'ok', words: 'deployed 3 h ago · sha-1a2b3c4 · 2 trusts', detail: 'all green' },
    { name: 'production', mark: 'warn', words: 'upgrade stopped after "snapshot" · 2 days ago', detail: 'resume?' },
  ],
  suggested: {
    id: 'resume',
    label: 'Resume the production upgrade',
    about: 'from "schema check"',
    env: 'production',
  },
  actions,
};

export const emptyHome: HomeView = {
  version: '0.1.0',
  workspace: '~/flip',
  who: 'you@laptop',
  environments: [],
  suggested: { id: 'rehearse-deploy', label: 'Rehearse a deploy', about: 'see all of it before touching an account' },
  actions: actions.filter((a) => ['doctor', 'rehearse-deploy', 'runs'].includes(a.id)),
};
