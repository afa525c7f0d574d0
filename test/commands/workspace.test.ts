import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findWorkspace, isRehearsalWorkspace, refuseRehearsalWorkspace } from '../../src/commands/workspace.ts';
import { HubError } from '../../src/engine/errors/hub-error.ts';
import { EXIT } from '../../src/engine/exit-codes.ts';
import { ownFolder } from '../engine/run/own-folder.ts';

function refused(act: () => unknown): HubError['fields'] {
  try {
    act();
  } catch (error) {
    if (error instanceof HubError) return error.fields;
    throw error;
  }
  throw new Error('it was accepted');
}

/** A folder with `a/b/c` in it; returns both ends. */
function tree() {
  const top = ownFolder();
  const deep = join(top, 'a', 'b', 'c');
  mkdirSync(deep, { recursive: true });
  return { top, deep };
}

describe('the workspace', () => {
  it.each(['.env.stag', '.env.production'])('is found by its %s from any folder below it', (sign) => {
    const { top, deep } = tree();
    writeFileSync(join(top, sign), '');
    expect(findWorkspace(undefined, deep)).toBe(top);
    expect(findWorkspace(undefined, top)).toBe(top);
  });

  it('is found by its .flip-hub before there is an environment file', () => {
    const { top, deep } = tree();
    mkdirSync(join(top, '.flip-hub'));
    expect(findWorkspace(undefined, deep)).toBe(top);
  });

  it('is the nearest one: another hub further up is never deployed by mistake', () => {
    const { top, deep } = tree();
    writeFileSync(join(top, '.env.production'), '');
    writeFileSync(join(top, 'a', '.env.stag'), '');
    expect(findWorkspace(undefined, deep)).toBe(join(top, 'a'));
  });

  it('is no folder just because it holds an example or a development file', () => {
    const { top, deep } = tree();
    writeFileSync(join(top, '.env.stag'), '');
    writeFileSync(join(deep, '.env.development.example'), '');
    expect(findWorkspace(undefined, deep)).toBe(top);
  });

  it('that is named is taken outright, relative to where one stands, and nothing else is searched', () => {
    const { top, deep } = tree();
    writeFileSync(join(deep, '.env.stag'), '');
    expect(findWorkspace('..', deep)).toBe(join(top, 'a', 'b'));
    expect(findWorkspace(top, deep)).toBe(top);
  });

  it.each(['no-such-folder', 'file'])('that is named and is no folder (%s) is exit 2 with its full path', (name) => {
    const { top } = tree();
    writeFileSync(join(top, 'file'), '');
    const fields = refused(() => findWorkspace(name, top));
    expect(fields).toMatchObject({ code: 'workspace-missing', exit: EXIT.usage });
    expect(fields.what).toContain(join(top, name));
  });

  it('that is nowhere is exit 2 and offers a rehearsal, which needs none', () => {
    const fields = refused(() => findWorkspace(undefined, '/'));
    expect(fields).toMatchObject({ code: 'workspace-missing', exit: EXIT.usage });
    expect(fields.next.join()).toContain('--workspace');
    expect(fields.next.join()).toContain('flip-hub rehearse deploy');
  });
});

describe('the workspace of a rehearsal', () => {
  it('is refused by real commands with exit 4: its account and keys are not real', () => {
    const { top } = tree();
    mkdirSync(join(top, '.flip-hub'));
    expect(isRehearsalWorkspace(top)).toBe(false);
    refuseRehearsalWorkspace(top);
    writeFileSync(join(top, '.flip-hub', 'REHEARSAL'), '');
    expect(isRehearsalWorkspace(top)).toBe(true);
    expect(refused(() => refuseRehearsalWorkspace(top))).toMatchObject({
      code: 'workspace-is-rehearsal',
      exit: EXIT.precondition,
    });
  });
});
