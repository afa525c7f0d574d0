/** SES as the hub needs it: is the sender's address verified, may this account send to everybody, and asking for either. */
import { awsError, awsErrorName, awsStatus } from './errors.ts';
import type { Aws } from './factory.ts';

/** `pending`: the link in the mail was not clicked yet. `failed`: it was not clicked in time. */
export type SenderState = 'absent' | 'pending' | 'verified' | 'failed';

export interface SendingAccount {
  /** False: the sandbox, which sends to verified addresses only. */
  production: boolean;
  /** False: AWS has paused sending. */
  enabled: boolean;
  /** Messages a day, and a second. */
  perDay: number;
  perSecond: number;
  sentLastDay: number;
  /** What became of a request for production access: `PENDING`, `GRANTED`, `DENIED`, `FAILED`. */
  review: string | undefined;
}

export interface ProductionRequest {
  website: string;
  /** What is sent to whom, in sentences: people at AWS read it. */
  useCase: string;
}

export class Email {
  readonly #aws: Aws;
  readonly #login: string;

  constructor(aws: Aws, login: string) {
    this.#aws = aws;
    this.#login = login;
  }

  async sender(address: string): Promise<SenderState> {
    const { client, GetEmailIdentityCommand } = await this.#aws.ses();
    try {
      const found = await client.send(new GetEmailIdentityCommand({ EmailIdentity: address }));
      if (found.VerifiedForSendingStatus === true) return 'verified';
      return found.VerificationStatus === 'FAILED' ? 'failed' : 'pending';
    } catch (error) {
      if (awsStatus(error) === 404 || awsErrorName(error) === 'NotFoundException') return 'absent';
      throw awsError(error, `ses:GetEmailIdentity ${address}`, this.#login);
    }
  }

  /** AWS mails a link to the address at once. */
  async createSender(address: string): Promise<void> {
    const { client, CreateEmailIdentityCommand } = await this.#aws.ses();
    await this.#asked(`ses:CreateEmailIdentity ${address}`, () =>
      client.send(new CreateEmailIdentityCommand({ EmailIdentity: address })),
    );
  }

  /** A new link: an unverified identity holds nothing, and only making it again sends one. */
  async resend(address: string): Promise<void> {
    const { client, DeleteEmailIdentityCommand } = await this.#aws.ses();
    await this.#asked(`ses:DeleteEmailIdentity ${address}`, () =>
      client.send(new DeleteEmailIdentityCommand({ EmailIdentity: address })),
    );
    await this.createSender(address);
  }

  async account(): Promise<SendingAccount> {
    const { client, GetAccountCommand } = await this.#aws.ses();
    const found = await this.#asked('ses:GetAccount', () => client.send(new GetAccountCommand({})));
    return {
      production: found.ProductionAccessEnabled === true,
      enabled: found.SendingEnabled === true,
      perDay: found.SendQuota?.Max24HourSend ?? 0,
      perSecond: found.SendQuota?.MaxSendRate ?? 0,
      sentLastDay: found.SendQuota?.SentLast24Hours ?? 0,
      review: found.Details?.ReviewDetails?.Status,
    };
  }

  async requestProduction({ website, useCase }: ProductionRequest): Promise<void> {
    const { client, PutAccountDetailsCommand } = await this.#aws.ses();
    await this.#asked('ses:PutAccountDetails', () =>
      client.send(
        new PutAccountDetailsCommand({
          MailType: 'TRANSACTIONAL',
          WebsiteURL: website,
          UseCaseDescription: useCase,
          ProductionAccessEnabled: true,
          ContactLanguage: 'EN',
        }),
      ),
    );
  }

  async #asked<T>(call: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw awsError(error, call, this.#login);
    }
  }
}
