/** People of a Cognito user pool: is one there, and making one. Existing people are only ever looked at. */
import type { Secret } from '../engine/secret.ts';
import { awsError, awsErrorName } from './errors.ts';
import type { Aws } from './factory.ts';

export class UserPool {
  readonly #aws: Aws;
  readonly #pool: string;
  readonly #login: string;

  constructor(aws: Aws, pool: string, login: string) {
    this.#aws = aws;
    this.#pool = pool;
    this.#login = login;
  }

  async hasAnybody(): Promise<boolean> {
    const { client, ListUsersCommand } = await this.#aws.cognito();
    const { Users = [] } = await this.#asked('ListUsers', () =>
      client.send(new ListUsersCommand({ UserPoolId: this.#pool, Limit: 1 })),
    );
    return Users.length > 0;
  }

  /** Cognito's word for the state of somebody (`CONFIRMED`, `FORCE_CHANGE_PASSWORD`), undefined for nobody. */
  async state(email: string): Promise<string | undefined> {
    const { client, AdminGetUserCommand } = await this.#aws.cognito();
    try {
      const found = await client.send(new AdminGetUserCommand({ UserPoolId: this.#pool, Username: email }));
      return found.UserStatus ?? 'UNKNOWN';
    } catch (error) {
      if (awsErrorName(error) === 'UserNotFoundException') return undefined;
      throw awsError(error, `cognito-idp:AdminGetUser ${email}`, this.#login);
    }
  }

  /**
   * With a first password no mail is sent; without one Cognito mails an invitation with its own. Either has to be changed
   * at the first sign-in, within the days the pool's policy gives. False when somebody else made the person meanwhile.
   */
  async invite(email: string, firstPassword: Secret | undefined): Promise<boolean> {
    const { client, AdminCreateUserCommand } = await this.#aws.cognito();
    try {
      await client.send(
        new AdminCreateUserCommand({
          UserPoolId: this.#pool,
          Username: email,
          UserAttributes: [
            { Name: 'email', Value: email },
            { Name: 'email_verified', Value: 'true' },
          ],
          ...(firstPassword === undefined
            ? { DesiredDeliveryMediums: ['EMAIL'] }
            : { MessageAction: 'SUPPRESS', TemporaryPassword: firstPassword.reveal() }),
        }),
      );
      return true;
    } catch (error) {
      if (awsErrorName(error) === 'UsernameExistsException') return false;
      throw awsError(error, `cognito-idp:AdminCreateUser ${email}`, this.#login);
    }
  }

  /** The password stays, and need not be changed at the first sign-in. */
  async keepPassword(email: string, password: Secret): Promise<void> {
    const { client, AdminSetUserPasswordCommand } = await this.#aws.cognito();
    await this.#asked(`AdminSetUserPassword ${email}`, () =>
      client.send(
        new AdminSetUserPasswordCommand({
          UserPoolId: this.#pool,
          Username: email,
          Password: password.reveal(),
          Permanent: true,
        }),
      ),
    );
  }

  async #asked<T>(call: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw awsError(error, `cognito-idp:${call}`, this.#login);
    }
  }
}
