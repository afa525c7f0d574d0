import { afterEach, expect, test } from 'vitest';
import { lookAtZone, publicDns } from '../../../src/hub/public-zone/index.ts';
import { dnsServer, type Known } from './dns-server.ts';

const ZONE = 'stag.flip.example.org';
const OWN = { id: 'Z1', nameServers: ['ns-1.awsdns-01.org', 'ns-2.awsdns-02.net'] };
/** What every working resolver knows. */
const WORLD: Known = { 'amazonaws.com': { ns: ['ns.amazonaws.com'] } };

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function look(known: Known, { found = [OWN], world = WORLD } = {}) {
  const server = await dnsServer({ ...world, ...known });
  servers.push(server);
  const findings = await lookAtZone({ zone: ZONE, publicName: ZONE, found, dns: publicDns([server.address]) });
  return Object.fromEntries(findings.map((finding) => [finding.about, finding]));
}
const delegated = { ns: [...OWN.nameServers].reverse() };

test('a zone that is delegated and names no authority can have certificates', async () => {
  const seen = await look({ [ZONE]: delegated });
  expect(Object.values(seen).map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok']);
});

test('a zone that is not in the account is named, with how to make it', async () => {
  const { zone, delegation } = await look({}, { found: [] });
  expect(zone?.verdict).toBe('fail');
  expect(zone?.fix[0]).toBe(`aws route53 create-hosted-zone --name ${ZONE} --caller-reference ${ZONE}`);
  expect(delegation).toBeUndefined();
});

test('two zones of one name are refused: Terraform could not tell them apart', async () => {
  const { zone } = await look({}, { found: [OWN, { ...OWN, id: 'Z2' }] });
  expect(zone).toMatchObject({ verdict: 'fail', found: expect.stringContaining('Z1, Z2') });
});

for (const [name, known] of Object.entries({
  'never heard of': {},
  'a name without NS records': { [ZONE]: {} },
}))
  test(`a zone that nobody is led to (${name}) is refused with the NS records to set`, async () => {
    const { delegation, caa } = await look(known as Known);
    expect(delegation?.verdict).toBe('fail');
    expect(delegation?.fix[0]).toContain('ns-1.awsdns-01.org ns-2.awsdns-02.net');
    expect(delegation?.fix[0]).toContain('where flip.example.org is kept');
    expect(caa).toBeUndefined();
  });

test('a zone that is delegated to somebody else, or half to somebody else, is refused by name', async () => {
  for (const ns of [['ns.old.example'], [...OWN.nameServers, 'ns.old.example']])
    expect((await look({ [ZONE]: { ns } })).delegation).toMatchObject({
      verdict: 'fail',
      found: expect.stringContaining("not this zone's: ns.old.example"),
    });
});

test('name servers that do not answer for the zone are no delegation', async () => {
  expect((await look({ [ZONE]: { broken: true } })).delegation?.verdict).toBe('fail');
});

test('a machine without public DNS knows nothing and accuses nobody', async () => {
  for (const known of [{}, { [ZONE]: { broken: true as const } }]) {
    const { delegation } = await look(known, { world: {} });
    expect(delegation).toMatchObject({ verdict: 'unknown', fix: [expect.stringContaining('dig +short NS')] });
  }
});

for (const authority of ['amazon.com', 'amazontrust.com', 'awstrust.com', 'amazonaws.com', 'Amazon.com; account=1'])
  test(`a CAA record for ${authority} lets Amazon issue`, async () => {
    const caa = [{ tag: 'issue', value: authority }];
    expect((await look({ [ZONE]: delegated, 'example.org': { caa } })).caa?.verdict).toBe('ok');
  });

test('CAA records for others only are refused, with the name that carries them', async () => {
  const { caa } = await look({
    [ZONE]: delegated,
    'example.org': { caa: [{ tag: 'issue', value: 'letsencrypt.org' }] },
  });
  expect(caa).toMatchObject({
    verdict: 'fail',
    found: "CAA records of example.org allow certificates of letsencrypt.org only, and not Amazon's",
    fix: [expect.stringContaining('0 issue "amazon.com"'), expect.anything()],
  });
});

test('the nearest CAA records rule, whatever those above say', async () => {
  const letsEncrypt = { caa: [{ tag: 'issue', value: 'letsencrypt.org' }] };
  const amazon = { caa: [{ tag: 'issue', value: 'amazon.com' }] };
  expect((await look({ [ZONE]: { ...delegated, ...amazon }, 'example.org': letsEncrypt })).caa?.verdict).toBe('ok');
  expect((await look({ [ZONE]: { ...delegated, ...letsEncrypt }, 'example.org': amazon })).caa?.verdict).toBe('fail');
});

test('CAA records that speak of wildcards or reports only forbid nothing; an empty issue forbids everybody', async () => {
  const with_ = async (caa: { tag: string; value: string }[]) => (await look({ [ZONE]: { ...delegated, caa } })).caa;
  expect((await with_([{ tag: 'iodef', value: 'mailto:a@example.org' }]))?.verdict).toBe('ok');
  expect((await with_([{ tag: 'issuewild', value: 'letsencrypt.org' }]))?.verdict).toBe('ok');
  expect(await with_([{ tag: 'issue', value: ';' }])).toMatchObject({
    verdict: 'fail',
    found: expect.stringContaining('nobody only'),
  });
});

test('without public DNS only the account is judged', async () => {
  const findings = await lookAtZone({ zone: ZONE, publicName: ZONE, found: [OWN], dns: undefined });
  expect(findings.map(({ about }) => about)).toEqual(['zone']);
});
