/** A figure without a source must not compile; a source must be one that can be read again. */
import { expect, it } from 'vitest';
import { PRICES, type Price } from '../../../src/hub/costs/prices.ts';
import { type PriceSource, SOURCES } from '../../../src/hub/costs/sources.ts';

const sources: [string, PriceSource][] = Object.entries(SOURCES);

it('no price can be written without its list or the word that it has none', () => {
  // @ts-expect-error neither a source nor `unconfirmed`
  const bare: Price = { what: 'a thing', per: 'hour', usd: 1 };
  // @ts-expect-error a source that is no row of the table
  const invented: Price = { what: 'a thing', per: 'hour', usd: 1, source: 'memory' };
  // @ts-expect-error both at once
  const both: Price = { what: 'a thing', per: 'hour', usd: 1, source: 'ec2', unconfirmed: true };
  // @ts-expect-error a list without its day
  const undated: PriceSource = { list: 'AmazonEC2, eu-west-2', address: 'https://example.org' };
  for (const { what, source, unconfirmed } of PRICES)
    expect([what, (source === undefined) === (unconfirmed === true)]).toEqual([what, true]);
  expect([bare, invented, both, undated]).toHaveLength(4);
});

it.each(sources)(
  'the list %s has a day of the calendar, and an address that cannot change behind our back',
  (_, source) => {
    expect(new Date(`${source.asOf}T00:00:00Z`).toISOString().slice(0, 10)).toBe(source.asOf);
    expect(source.address).toMatch(/^https:\/\/github\.com\/[^/]+\/[^/]+\/blob\/[0-9a-f]{40}\/.+/);
  },
);

it('every list is one that a figure stands on, and every figure is named once', () => {
  expect(sources.map(([name]) => name).filter((name) => !PRICES.some(({ source }) => source === name))).toEqual([]);
  expect(new Set(PRICES.map(({ what }) => what)).size).toBe(PRICES.length);
});
