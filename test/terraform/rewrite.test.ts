/** The function CloudFront runs before it asks the UI bucket, run here as it is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { ROOT } from './root.ts';

const code = readFileSync(join(ROOT, 'modules', 'edge', 'functions', 'rewrite.js'), 'utf8');
const rewritten = (uri: string) =>
  (runInNewContext(`${code}; handler({ request: { uri: ${JSON.stringify(uri)} } })`) as { uri: string }).uri;

describe('a path of the UI', () => {
  for (const file of ['/assets/app-1a2b.js', '/js/window.js', '/favicon.ico', '/fonts/a.WOFF2', '/ark_demo/index.html'])
    it(`${file} is a file and stays one`, () => expect(rewritten(file)).toBe(file));

  for (const page of ['/', '/projects', '/projects/7/models', '/v1.2', '/ark_demonstration'])
    it(`${page} is a page of the application, also when it is loaded anew`, () =>
      expect(rewritten(page)).toBe('/index.html'));

  for (const page of ['/ark_demo', '/ark_demo/', '/ark_demo/a/b'])
    it(`${page} is a page of the demo`, () => expect(rewritten(page)).toBe('/ark_demo/index.html'));
});
