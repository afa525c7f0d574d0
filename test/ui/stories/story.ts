/**
 * A whole deploy as events with times, made from recorded Terraform runs: what screens are looked at and tested with.
 * The recordings are of one flat root; addresses get the module they would have, so that grouping has something to do.
 */
import { readFileSync } from 'node:fs';
import type { EventBody, HubEvent, PlanChange } from '../../../src/engine/events/types.ts';
import { parseTfLine } from '../../../src/tools/terraform/stream.ts';
import { actionOf, TfTranslator } from '../../../src/tools/terraform/translate.ts';

export interface Moment {
  /** Milliseconds since the run began. */
  at: number;
  event: HubEvent;
}

export const DIR = '/home/you/flip/.flip-hub/stag/runs/20261123-204211-7f3c';

const FIXTURES = new URL('../../tools/terraform/fixtures/', import.meta.url);

const MODULES: readonly (readonly [RegExp, string])[] = [
  [/vpc|subnet|route|nat|eip|internet|security_group|endpoint/, 'module.network'],
  [/db_|rds|efs/, 'module.data'],
  [/cognito|kms|s3_|secret|acm|route53/, 'module.persistent'],
  [/lb|cloudfront|waf/, 'module.edge'],
  [/ecs|instance|iam|service_discovery/, 'module.compute'],
];

export function withModule(address: string): string {
  const type = address.startsWith('data.') ? address.slice(5) : address;
  const module = MODULES.find(([pattern]) => pattern.test(type.split('.')[0] ?? ''))?.[1] ?? 'module.observability';
  return `${module}.${address}`;
}

export const PHASES: readonly { id: string; needs: string[]; instead?: string }[] = [
  { id: 'github-login', needs: [], instead: 'no registry is asked; the token is not used' },
  { id: 'aws-login', needs: [], instead: 'signs in to the stand-in of SSO on this machine' },
  { id: 'create-backend', needs: ['aws-login'] },
  { id: 'generate-internal-service-key', needs: ['create-backend'] },
  { id: 'init', needs: ['generate-internal-service-key'] },
  { id: 'import-persistent', needs: ['init'] },
  { id: 'images-verified', needs: ['github-login'], instead: 'image names are checked, no registry is asked' },
  { id: 'ui-build', needs: [], instead: 'a page of our own stands in for the built UI' },
  { id: 'plan', needs: ['import-persistent', 'images-verified'] },
  { id: 'apply', needs: ['plan'] },
  { id: 'update-env', needs: ['apply'] },
  { id: 'ssh-config', needs: ['apply'] },
  { id: 'ansible-init', needs: ['ssh-config'], instead: 'the playbook is checked; no host exists to run it on' },
  { id: 'deploy-centralhub', needs: ['update-env'] },
  { id: 'deploy-ui', needs: ['ui-build', 'apply'] },
  { id: 'register-trusts', needs: ['deploy-centralhub'] },
  {
    id: 'deploy-trust',
    needs: ['register-trusts', 'ansible-init'],
    instead: 'the compose file is checked; no Docker runs',
  },
  { id: 'status', needs: ['deploy-trust', 'deploy-ui'] },
];

export class Story {
  readonly moments: Moment[] = [];
  #seq = 0;
  at = 0;

  add(body: EventBody, at = this.at): void {
    const time = new Date(Date.UTC(2026, 10, 23, 20, 42, 11) + at).toISOString();
    this.moments.push({ at, event: { v: 1, seq: this.#seq, time, run: '20261123-204211-7f3c', ...body } as HubEvent });
    this.#seq += 1;
  }

  begin(): void {
    this.add({
      type: 'run-started',
      command: 'rehearse deploy',
      env: 'stag',
      version: '0.1.0',
      rehearsal: true,
      account: '111122223333',
      dir: DIR,
      phases: PHASES.map((p) => ({ title: p.id, ...p })),
    });
  }

  phase(id: string, ms: number, lines: readonly string[], evidence: Record<string, unknown> = {}): void {
    this.add({ type: 'phase-started', phase: id });
    lines.forEach((line, i) => {
      this.add({ type: 'log', phase: id, stream: 'stdout', line }, this.at + (ms * (i + 1)) / (lines.length + 1));
    });
    this.at += ms;
    this.add({ type: 'phase-finished', phase: id, outcome: 'done', ms, evidence });
  }

  /** A recorded Terraform stream, told by the real translator, until `until` milliseconds of it. */
  terraform(phase: string, file: string, until = Number.POSITIVE_INFINITY): void {
    const translator = new TfTranslator(phase, { env: 'stag' });
    const start = this.at;
    let first: number | undefined;
    for (const text of readFileSync(new URL(file, FIXTURES), 'utf8').split('\n')) {
      if (text === '') continue;
      const message = parseTfLine(text);
      const raw = JSON.parse(text) as { '@timestamp'?: string };
      const when = raw['@timestamp'] ? Date.parse(raw['@timestamp']) : undefined;
      first ??= when;
      const offset = when !== undefined && first !== undefined ? when - first : 0;
      if (offset > until) return;
      this.at = start + offset;
      for (const body of translator.push(message)) {
        this.add('address' in body && body.address ? { ...body, address: withModule(body.address) } : body);
      }
    }
  }
}

/** The recorded plan as the rows of a plan event. */
export function recordedChanges(file = 'run-plan-166-create.jsonl'): PlanChange[] {
  return readFileSync(new URL(file, FIXTURES), 'utf8')
    .split('\n')
    .filter((text) => text.includes('"planned_change"'))
    .map((text): PlanChange => {
      const { change } = JSON.parse(text) as {
        change: { action: string; resource: { addr: string; resource_type: string; resource_name: string } };
      };
      const address = withModule(change.resource.addr);
      return {
        address,
        module: address.split('.').slice(0, 2).join('.'),
        type: change.resource.resource_type,
        name: change.resource.resource_name,
        action: actionOf(change.action),
        level: 'moderate',
        details: ['name: (known after apply)', 'tags.Project: "FLIP"', 'password: (sensitive)'],
      };
    })
    .filter((c) => c.action !== 'read');
}
