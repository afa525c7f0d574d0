/** The words of --faults: what they mean, and which one is wrong. */
import { describe, expect, it } from 'vitest';
import { HubError } from '../../../src/engine/errors/hub-error.ts';
import { faultsText, parseFaults } from '../../../src/rehearsal/faults/spec.ts';

const refusal = (text: string): HubError => {
  try {
    parseFaults(text);
  } catch (error) {
    if (error instanceof HubError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
};

describe('--faults', () => {
  it('reads every part that the help shows', () => {
    expect(parseFaults('latency=300ms,throttle=0.05,5xx=0.02,drop-before=0.01,drop-after=0.01,seed=7')).toEqual({
      latencyMs: 300,
      rates: { throttle: 0.05, '5xx': 0.02, 'drop-before': 0.01, 'drop-after': 0.01 },
      seed: 7,
      attempts: 5,
      only: [],
    });
  });

  it.each(['latency=1.5s', 'throttle=.5,seed=3', 'drop-after=1,only=iam.CreateRole+s3,attempts=2', '5xx=1'])(
    'says %s again so that it means the same, or a resume would go on with other faults',
    (text) => expect(parseFaults(faultsText(parseFaults(text)))).toEqual(parseFaults(text)),
  );

  it('reads off as none', () => {
    expect(parseFaults('off')).toBeUndefined();
    expect(faultsText(undefined)).toBe('off');
  });

  it.each([
    ['latency=300', 'latency=300: latency is a time'],
    ['latency=30s', 'latency is 10s at most'],
    ['throttle=1.5', 'throttle=1.5: throttle is a share'],
    ['throttle=-0.1', 'throttle is a share'],
    ['throttle=', 'throttle is a share'],
    ['5xx=a', '5xx=a: 5xx is a share'],
    ['drop=0.1', 'there is no "drop"; known are latency, throttle'],
    ['throttle', 'throttle needs a value: throttle=0.05'],
    ['throttle=0.1,throttle=0.2', 'throttle is there twice'],
    ['seed=x,throttle=0.1', 'seed=x: seed is a whole number'],
    ['attempts=0,throttle=0.1', 'attempts is 1 to 25'],
    ['only=IAM!,throttle=0.1', 'only is a list'],
    ['throttle=0.6,5xx=0.6', 'the shares add up to 1.2'],
    ['seed=7', 'nothing in it goes wrong'],
    ['throttle=0.1,', 'has an empty part'],
    ['', 'has an empty part'],
  ])('refuses %s and names the part', (text, words) => {
    const { fields } = refusal(text);
    expect(fields.what).toContain(words);
    expect(fields).toMatchObject({ code: 'usage', exit: 2 });
  });
});
