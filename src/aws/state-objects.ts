/**
 * Small JSON objects beside the state, written only under a condition (absent, or still the version that was read), so
 * that two operators can never overwrite each other unseen.
 */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { awsAttempts, awsError, awsErrorName, awsStatus } from './errors.ts';
import type { Aws } from './factory.ts';

export interface Stored<T> {
  value: T;
  etag: string;
}

export class StateObjects {
  readonly #aws: Aws;
  readonly #bucket: string;
  readonly #login: string;

  constructor(aws: Aws, bucket: string, login: string) {
    this.#aws = aws;
    this.#bucket = bucket;
    this.#login = login;
  }

  /** The parsed object and its version, or undefined when there is none. */
  async get<T>(key: string): Promise<Stored<T> | undefined> {
    const { client, GetObjectCommand } = await this.#aws.s3();
    try {
      const found = await client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      const text = (await found.Body?.transformToString('utf8')) ?? '';
      const value: unknown = JSON.parse(text);
      if (typeof value !== 'object' || value === null) throw malformed(this.#bucket, key, undefined);
      return { value: value as T, etag: found.ETag ?? '' };
    } catch (error) {
      if (notThere(error)) return undefined;
      if (error instanceof SyntaxError) throw malformed(this.#bucket, key, error);
      throw awsError(error, `s3:GetObject ${this.#bucket}/${key}`, this.#login);
    }
  }

  async exists(key: string): Promise<boolean> {
    const { client, HeadObjectCommand } = await this.#aws.s3();
    try {
      await client.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key }));
      return true;
    } catch (error) {
      if (notThere(error)) return false;
      throw awsError(error, `s3:HeadObject ${this.#bucket}/${key}`, this.#login);
    }
  }

  /** False when somebody else was first: the object exists already, or is not the version `ifMatch` any more. */
  async put(key: string, value: unknown, condition: { ifAbsent: true } | { ifMatch: string }): Promise<boolean> {
    const { client, PutObjectCommand } = await this.#aws.s3();
    const text = JSON.stringify(value, null, 2);
    try {
      await client.send(
        new PutObjectCommand({
          Bucket: this.#bucket,
          Key: key,
          Body: text,
          ContentType: 'application/json',
          ...('ifAbsent' in condition ? { IfNoneMatch: '*' } : { IfMatch: condition.ifMatch }),
        }),
      );
      return true;
    } catch (error) {
      if (awsStatus(error) === 412 || awsStatus(error) === 409 || awsErrorName(error) === 'PreconditionFailed')
        // A first attempt whose answer got lost may be what this one met.
        return awsAttempts(error) > 1 && (await this.#holds(key, text));
      throw awsError(error, `s3:PutObject ${this.#bucket}/${key}`, this.#login);
    }
  }

  /** Is exactly this text there? */
  async #holds(key: string, text: string): Promise<boolean> {
    const found = await this.get<unknown>(key);
    return found !== undefined && JSON.stringify(found.value, null, 2) === text;
  }
}

const notThere = (error: unknown) =>
  awsStatus(error) === 404 || ['NoSuchKey', 'NotFound'].includes(awsErrorName(error));

function malformed(bucket: string, key: string, cause: unknown): HubError {
  return new HubError(
    {
      code: 'file-malformed',
      who: 'environment',
      what: `s3://${bucket}/${key} is not a JSON object`,
      cause: 'it was edited by hand or by another tool',
      next: ['look at its earlier versions in the bucket and restore the last good one'],
      exit: EXIT.precondition,
    },
    { cause },
  );
}
