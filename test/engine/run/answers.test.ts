import { describe, expect, it } from 'vitest';
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import { EXIT } from '../../../src/engine/exit-codes.ts';
import type { Question } from '../../../src/engine/port.ts';
import { answerFromFlags, declined, flagFor, type GivenAnswers } from '../../../src/engine/run/answers.ts';

const HASH = '3f0c9a77d1e2b4a6885c1f00aa99bb77cc66dd55ee44ff3322110099887766aa';
const question = (level: Question['level'], typed: string[] = []) => ({
  id: 'apply',
  phase: 'apply',
  level,
  subject: 'Apply this plan?',
  typed,
  because: [],
});
const given = (more: Partial<GivenAnswers> = {}): GivenAnswers => ({ yes: false, confirm: [], ...more });
const moderate = question('moderate');
const severe = question('severe', ['stag']);

function thrown(act: () => unknown): HubError {
  try {
    act();
  } catch (error) {
    if (error instanceof HubError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('what flags answer', () => {
  it('without flags nothing is agreed to', () => {
    expect(answerFromFlags(moderate, given(), undefined)).toBeUndefined();
    expect(answerFromFlags(severe, given(), undefined)).toBeUndefined();
  });

  it('--yes answers a moderate question', () => {
    expect(answerFromFlags(moderate, given({ yes: true }), undefined)).toEqual({ yes: true, by: '--yes' });
  });

  it('--yes never answers a severe question: a script written for staging deletes nothing', () => {
    expect(answerFromFlags(severe, given({ yes: true }), undefined)).toBeUndefined();
    expect(answerFromFlags(severe, given({ yes: true, planHash: HASH }), HASH)).toBeUndefined();
  });

  it('--confirm answers a severe question only when every word that is wanted was given', () => {
    const both = question('severe', ['stag', 'flip']);
    expect(answerFromFlags(both, given({ confirm: ['stag'] }), undefined)).toBeUndefined();
    expect(answerFromFlags(both, given({ confirm: ['flip', 'stag'] }), undefined)).toMatchObject({ yes: true });
  });

  it('--confirm of another environment answers nothing', () => {
    expect(answerFromFlags(severe, given({ confirm: ['production'] }), undefined)).toBeUndefined();
  });

  it('a severe question that forgot to say what it wants typed is not answered by silence', () => {
    expect(answerFromFlags(question('severe'), given(), undefined)).toBeUndefined();
  });

  it('--confirm without --plan-hash does not agree to a plan nobody named', () => {
    expect(answerFromFlags(severe, given({ confirm: ['stag'] }), HASH)).toBeUndefined();
  });

  it('--confirm and --plan-hash together agree to exactly that plan, by its whole hash or the twelve characters shown', () => {
    for (const planHash of [HASH, HASH.slice(0, 12)])
      expect(answerFromFlags(severe, given({ confirm: ['stag'], planHash }), HASH)).toEqual({
        yes: true,
        by: '--confirm and --plan-hash',
      });
  });

  it('another plan than the agreed one stops with exit 5 and names both hashes, also under --yes', () => {
    const other = 'aaaaaaaaaaaa';
    for (const one of [severe, moderate]) {
      const { fields } = thrown(() =>
        answerFromFlags(one, given({ yes: true, confirm: ['stag'], planHash: other }), HASH),
      );
      expect(fields.exit).toBe(EXIT.declined);
      expect(fields.what).toContain(HASH);
      expect(fields.what).toContain(other);
    }
  });

  it.each(['', '3', HASH.slice(0, 11), `${HASH}00`])(
    'a --plan-hash of %j agrees to no plan: an empty shell variable must not disarm the check',
    (planHash) => {
      expect(thrown(() => answerFromFlags(severe, given({ confirm: ['stag'], planHash }), HASH)).fields.exit).toBe(
        EXIT.declined,
      );
    },
  );
});

describe('the flag a prompt names', () => {
  it('is one that answers it: what is printed works when it is typed', () => {
    expect(flagFor(moderate, undefined)).toBe('--yes');
    expect(flagFor(question('severe', ['stag', 'flip']), HASH)).toBe(
      `--confirm stag --confirm flip --plan-hash ${HASH}`,
    );
  });

  it('is told again when a question could not be asked, and not when a person said no', () => {
    const asked = { ...severe, flag: '--confirm stag' };
    expect(declined(asked, { yes: false, by: 'no terminal' }).fields.next.join()).toContain('--confirm stag');
    expect(declined(asked, { yes: false, by: 'operator' }).fields.next.join()).not.toContain('--confirm');
    expect(declined(asked, { yes: false, by: 'operator' }).fields.exit).toBe(EXIT.declined);
  });
});
