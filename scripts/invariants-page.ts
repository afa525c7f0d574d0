/** `docs/invariants.md` from the table that judges plans, with the exceptions it allows. */
import { join } from 'node:path';
import { INVARIANTS, NOT_SECRET, WIDE_RESOURCES, WITHOUT_RESOURCES } from '../src/hub/invariants/index.ts';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export const invariantsPage = (docs: string): { path: string; text: string } => ({
  path: join(docs, 'invariants.md'),
  text: [
    '# Invariants: what holds of every plan',
    '',
    'Generated from the table in `src/hub/invariants` by `npm run docs`.',
    '',
    "They are judged on the plan's own JSON on the operator's machine, before anything is asked. A violated one ends the run",
    'with exit 4 (`invariant-violated`), names the resource and the reason, and the saved plan is removed.',
    '',
    'What a plan does not know before the apply is told from the configuration: which resource a value is computed from,',
    'followed through variables, outputs and locals. Where that tells nothing either, the invariant counts as violated. Two',
    "things are taken on trust in a first plan and judged by value in every later one: the hub's own NAT address in the rule",
    'that admits it to the FL endpoint, and values of plain environment variables, of which name and sensitivity are judged.',
    "`prevent_destroy` is not part of a plan's JSON; it is read from the run's sealed copy of the root, which is what was planned.",
    '',
    '`test/rehearsal/invariants.test.ts` plans copies of the root that violate each of them, with the real Terraform and',
    'provider: every copy must be rejected, by that invariant and at that resource.',
    '',
    '| invariant | what holds | why |',
    '|---|---|---|',
    ...INVARIANTS.map(
      ({ name, holds, why, production }) =>
        `| \`${name}\`${production ? ' (production)' : ''} | ${cell(holds)} | ${cell(why)} |`,
    ),
    '',
    '## Allowed all the same',
    '',
    'Actions that AWS defines without resources, so that `*` is all that can be written:',
    '',
    '| action | who needs it |',
    '|---|---|',
    ...Object.entries(WITHOUT_RESOURCES).map(([action, who]) => `| \`${action}\` | ${cell(who)} |`),
    '',
    'Wide resources that a condition narrows:',
    '',
    '| action | condition | why |',
    '|---|---|---|',
    ...WIDE_RESOURCES.map(
      ({ action, condition, why }) => `| \`${action}\` | \`${cell(condition.source)}\` | ${cell(why)} |`,
    ),
    '',
    'Environment variables whose names sound like a secret:',
    '',
    '| variable | what it is |',
    '|---|---|',
    ...Object.entries(NOT_SECRET).map(([name, what]) => `| \`${name}\` | ${cell(what)} |`),
    '',
  ].join('\n'),
});
