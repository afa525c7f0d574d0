/**
 * The answers about the environment's AWS profile: whether setup writes it, with which address of IAM Identity Center, for
 * which account and role. Asked only where the profile cannot sign anybody in, or flags say what it should be. Pure.
 */
import type { WantedProfile } from '../../../aws/sso/write-profile.ts';
import type { Environment } from '../../../engine/environments.ts';
import { HubError } from '../../../engine/errors/hub-error.ts';
import { EXIT } from '../../../engine/exit-codes.ts';
import type { Options } from '../../context.ts';
import {
  type AccountRole,
  accountRole,
  DEFAULT_REGION,
  type IdentityCenter,
  readUse,
  regionProblem,
  startUrlProblem,
} from '../../profiles/identity-center.ts';
import type { ProfileFound } from '../looks.ts';

export const WAY = 'profile-way';
export const START_URL = 'start-url';
export const SSO_REGION = 'sso-region';
export const USE = 'use';
export const SIGN_IN = 'sign in';
export const LATER = 'later';

type Id = typeof WAY | typeof START_URL | typeof SSO_REGION | typeof USE;

/** By flags: fixed, not asked. */
export type GivenProfile = { [id in typeof START_URL | typeof SSO_REGION | typeof USE]?: string };

/** Throws exit 2 for a flag that cannot be an answer, or is one about another environment. */
export function givenProfile(options: Options, environment: Environment): GivenProfile {
  const { 'start-url': startUrl, 'sso-region': ssoRegion, use = [] } = options;
  const given: GivenProfile = {};
  if (startUrl !== undefined) given[START_URL] = checked('--start-url', startUrl, startUrlProblem(startUrl));
  if (ssoRegion !== undefined) given[SSO_REGION] = checked('--sso-region', ssoRegion, regionProblem(ssoRegion));
  for (const text of use) {
    const { environment: named, accountId, role } = readUse(text, `setup --env ${environment.name}`);
    if (named.name !== environment.name)
      throw usage(`--use ${text} is about ${named.name}, and ${environment.name} is being set up`, [
        `flip-hub aws-profiles --use ${text}    writes the profile of ${named.name}`,
      ]);
    given[USE] = `${accountId}/${role}`;
  }
  return given;
}

function checked(flag: string, value: string, wrong: string | undefined): string {
  if (wrong === undefined) return value;
  throw usage(`${flag} ${JSON.stringify(value)} must be ${wrong}`, [`${flag} …`]);
}

const usage = (what: string, next: string[]): HubError =>
  new HubError({ code: 'usage', who: 'operator', what, next, exit: EXIT.usage });

export interface ProfileAnswersOptions {
  given: GivenProfile;
  /** What an interrupted setup kept. */
  kept: Readonly<Record<string, string>>;
  /** The profile's name as it is answered now. */
  name: () => string;
  profile: (name: string) => ProfileFound | undefined;
  centers: readonly IdentityCenter[];
  ci: boolean;
}

export class ProfileAnswers {
  readonly #o: ProfileAnswersOptions;
  readonly #typed: Map<string, string>;
  readonly #found = new Map<string, ProfileFound | undefined>();

  constructor(options: ProfileAnswersOptions) {
    this.#o = options;
    this.#typed = new Map(Object.entries(options.kept).filter(([id]) => isProfileField(id)));
  }

  get name(): string {
    return this.#o.name();
  }

  /** As it was when it was first looked at: what setup then writes itself must not change its own questions. */
  get found(): ProfileFound | undefined {
    return this.#look(this.name);
  }

  /** Nobody can sign in with the profile as it is. */
  get lacking(): boolean {
    const { found } = this;
    return found === undefined || found.problem !== undefined;
  }

  /** A profile as it will be once setup has written. */
  asWritten(name: string): ProfileFound | undefined {
    const found = this.#look(name);
    const { use } = this;
    if (use === undefined || name !== this.name) return found;
    return { name, account: use.accountId, region: found?.region };
  }

  get given(): boolean {
    return Object.keys(this.#o.given).length > 0;
  }

  get writes(): boolean {
    return (this.lacking || this.given) && this.value(WAY) === SIGN_IN;
  }

  /** Account and role, once they are chosen. */
  get use(): AccountRole | undefined {
    return this.writes ? accountRole(this.value(USE)) : undefined;
  }

  get where(): IdentityCenter {
    return { startUrl: this.value(START_URL), ssoRegion: this.value(SSO_REGION) };
  }

  value(id: Id): string {
    return this.#of(id)?.value ?? '';
  }

  /** `known` is what the file says elsewhere, `default` a guess. */
  origin(id: Id): 'given' | 'typed' | 'known' | 'default' | 'none' {
    return this.#of(id)?.from ?? 'none';
  }

  type(id: string, value: string): void {
    this.#typed.set(id, value);
  }

  /** What may be kept for the next time: none of it is a secret. */
  typed(): Record<string, string> {
    return Object.fromEntries(this.#typed);
  }

  /** In words that follow the field's title. */
  problem(id: Id): string | undefined {
    if (!this.writes || id === WAY) return undefined;
    const value = this.value(id);
    if (value === '') return 'needs a value';
    const wrong = id === START_URL ? startUrlProblem(value) : id === SSO_REGION ? regionProblem(value) : undefined;
    return wrong === undefined ? undefined : `must be ${wrong}`;
  }

  /** The whole profile with the hub's region; undefined while something of it is missing, or it stays as it is. */
  wanted(region: string): WantedProfile | undefined {
    const { use, where } = this;
    if (use === undefined || this.problem(START_URL) !== undefined || this.problem(SSO_REGION) !== undefined)
      return undefined;
    return { profile: this.name, ...where, ...use, region };
  }

  #look(name: string): ProfileFound | undefined {
    if (!this.#found.has(name)) this.#found.set(name, this.#o.profile(name));
    return this.#found.get(name);
  }

  #of(id: Id): { value: string; from: 'given' | 'typed' | 'known' | 'default' } | undefined {
    const given = id === WAY ? (this.given ? SIGN_IN : undefined) : this.#o.given[id];
    if (given !== undefined) return { value: given, from: 'given' };
    const typed = this.#typed.get(id);
    if (typed !== undefined) return { value: typed, from: 'typed' };
    if (id === WAY) return { value: this.#o.ci ? LATER : SIGN_IN, from: 'default' };
    if (id === USE) return undefined;
    const known = this.#known();
    if (id === START_URL) return known && { value: known.startUrl, from: 'known' };
    // Two addresses of one organization are in one region; another organization may be anywhere.
    const startUrl = this.value(START_URL);
    const region = this.#o.centers.find((one) => one.startUrl === startUrl)?.ssoRegion;
    if (region !== undefined) return { value: region, from: 'known' };
    return { value: DEFAULT_REGION, from: 'default' };
  }

  /** What the profile itself says comes before what others say. */
  #known(): IdentityCenter | undefined {
    const own = this.found?.startUrl;
    return this.#o.centers.find(({ startUrl }) => startUrl === own) ?? this.#o.centers[0];
  }
}

export const isProfileField = (id: string): id is Id => [WAY, START_URL, SSO_REGION, USE].includes(id);
