import { describe, expect, it } from 'vitest';
import { diffInputs, inputsRecord, readEnvironment } from '../../src/hub/index.ts';
import { SAMPLE } from './env-file/sample.ts';

const values = (text: string) => readEnvironment(text, 'stag').values;
const record = inputsRecord(values(SAMPLE));
const diff = (text: string) => diffInputs(record, values(text));

describe('the record of what was deployed', () => {
  it('holds no secret, in no form that could be looked up', () => {
    const text = JSON.stringify(record);
    expect(text).not.toContain('abcdefghijklmnop');
    expect(text).not.toContain('AAECAwQF');
    expect(Object.keys(record.fingerprints).sort()).toEqual(['AES_KEY_BASE64', 'INTERNAL_SERVICE_KEY']);
    expect(inputsRecord(values(SAMPLE)).fingerprints).not.toEqual(record.fingerprints);
  });

  it('survives JSON, and nothing differs from itself', () => {
    expect(diffInputs(JSON.parse(JSON.stringify(record)), values(SAMPLE))).toEqual([]);
  });

  it('leaves out what is each operator’s own: the profile', () => {
    expect(diff(SAMPLE.replace('AWS_PROFILE=stag', 'AWS_PROFILE=mine'))).toEqual([]);
  });
});

describe('differences to this workspace', () => {
  it('are told by key with both values', () => {
    expect(
      diff(SAMPLE.replace('DOCKER_TAG=sha-1a2b3c4', 'DOCKER_TAG=v2').replace('FL_BACKEND=nvflare\n', '')),
    ).toMatchObject([{ key: 'DOCKER_TAG', kind: 'changed', before: 'sha-1a2b3c4', after: 'v2', level: 'moderate' }]);
  });

  it.each(['AES_KEY_BASE64', 'INTERNAL_SERVICE_KEY'])('another %s is severe and shows no value', (key) => {
    const found = diff(SAMPLE.replace(new RegExp(`^${key}=(.)`, 'm'), `${key}=Z`));
    expect(found).toMatchObject([{ key, kind: 'changed', level: 'severe' }]);
    expect(found[0]).not.toHaveProperty('before');
    expect(found[0]).not.toHaveProperty('after');
  });

  it('a lost key whose absence destroys is severe', () => {
    expect(diff(SAMPLE.replace(/^DEPLOY_TRUST_EC2=.*\n/m, ''))).toMatchObject([
      { key: 'DEPLOY_TRUST_EC2', kind: 'removed', level: 'severe' },
    ]);
  });

  it('spaces in a list are no difference', () => {
    const spaced = { ...record, values: { ...record.values, FL_KIT_SLOT_NAMES: '["Trust_1", "Trust_2"]' } };
    expect(diffInputs(spaced, values(SAMPLE))).toEqual([]);
  });

  it('a record that was tampered with differs, and cannot stall this machine', () => {
    const bad = { ...record, fingerprints: { ...record.fingerprints, AES_KEY_BASE64: 'scrypt$1073741824$AA==$AA==' } };
    expect(diffInputs(bad, values(SAMPLE)).map((d) => d.key)).toEqual(['AES_KEY_BASE64']);
  });
});
