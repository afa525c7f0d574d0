import { expect, it } from 'vitest';
import { rehearsalText } from '../../src/commands/rehearse/existing.ts';

const REAL = [
  '# ours',
  'AWS_PROFILE=stag',
  'FLIP_AWS_ACCOUNT_ID=999988887777',
  'AES_KEY_BASE64=UkVBTFJFQUxSRUFMUkVBTFJFQUxSRUFMUkVBTFJFQUw=',
  'INTERNAL_SERVICE_KEY=a-real-key-that-must-not-travel-anywhere',
  'ALB_SUBDOMAIN=stag.hub.example.net   # public',
  'SOMETHING_OF_OURS=1',
  '',
].join('\n');
const FAKE =
  'AWS_PROFILE=rehearsal\nFLIP_AWS_ACCOUNT_ID=111122223333\nAES_KEY_BASE64=ZmFrZQ==\nINTERNAL_SERVICE_KEY=\nALB_SUBDOMAIN=x.example.org\n';

it('a rehearsal of a real workspace never sees its account or its secrets, and keeps all else', () => {
  const text = rehearsalText(REAL, FAKE);
  expect(text).not.toMatch(/999988887777|UkVBTF|a-real-key/);
  expect(text).toContain('FLIP_AWS_ACCOUNT_ID=111122223333');
  expect(text).toContain('# ours\n');
  expect(text).toContain('ALB_SUBDOMAIN=stag.hub.example.net   # public\n');
  expect(text).toContain('SOMETHING_OF_OURS=1\n');
});
