/** `docs/costs.md` from the price table: every figure with the list it stands on, or with the word that it stands on none. */
import { join } from 'node:path';
import { HOURS, LEFT_OUT, PRICE_REGION, PRICES, type Price } from '../src/hub/costs/prices.ts';
import { SOURCES, type SourceName } from '../src/hub/costs/sources.ts';

const names = Object.keys(SOURCES) as SourceName[];
const number = (name: SourceName): number => names.indexOf(name) + 1;
const basis = (price: Price): string =>
  price.source === undefined
    ? '**unconfirmed** | '
    : `[${number(price.source)}](#lists) | ${SOURCES[price.source].asOf}`;

const unconfirmed = PRICES.filter((price) => price.unconfirmed).length;

export const costsPage = (docs: string): { path: string; text: string } => ({
  path: join(docs, 'costs.md'),
  text: [
    '# What the estimate of cost stands on',
    '',
    'Generated from the tables in `src/hub/costs` by `npm run docs`.',
    '',
    `Beside a plan stands what the environment costs a month (${HOURS} hours) while it merely stands, and what the plan adds to it:`,
    `US dollars, on demand, Linux, in London (${PRICE_REGION}). It is an estimate from the figures below; nothing is asked over the`,
    `network. Left out is what depends on use: ${LEFT_OUT.join(', ')}.`,
    '',
    "AWS publishes its price lists by offer and region. A figure's date is the day AWS published the list that the source quotes;",
    `the month beside the estimate is that of the oldest list it stands on. ${unconfirmed} of ${PRICES.length} figures are unconfirmed: written from`,
    'memory, and in no public list that was found. An estimate that takes one of them says so, by name and with its share.',
    '',
    'A standby doubles the figures of a database. AWS has a price of its own for two zones, which differs by its rounding where the',
    'two were compared (db.t4g.medium in list 3: 0.145, not 0.144).',
    '',
    '## Figures',
    '',
    '| figure | USD | per | list | as of |',
    '|---|---|---|---|---|',
    ...PRICES.map((price) => `| ${price.what} | ${price.usd} | ${price.per} | ${basis(price)} |`),
    '',
    '## Lists',
    '',
    '| | list of AWS | as of | read in | note |',
    '|---|---|---|---|---|',
    ...names.map((name) => {
      const source: (typeof SOURCES)[SourceName] & { note?: string } = SOURCES[name];
      return `| ${number(name)} | ${source.list} | ${source.asOf} | [${address(source.address)}](${source.address}) | ${source.note ?? ''} |`;
    }),
    '',
    'A figure that changes: its new value in `src/hub/costs/prices.ts`, the list it was read in as a row of `sources.ts`, then `npm run docs`.',
    '',
  ].join('\n'),
});

/** `owner/name: path`. */
function address(url: string): string {
  const [, repository, path] = /github\.com\/([^/]+\/[^/]+)\/blob\/[0-9a-f]{40}\/(.+)$/.exec(url) ?? [];
  return repository === undefined ? url : `${repository}: ${path}`;
}
