/**
 * Small objects beside the state, written and removed only under a condition (absent, or still the version that was
 * read), so that two operators can never overwrite each other unseen. Ages come from the store's own clock.
 */
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { awsAttempts, awsError, awsErrorName, awsStatus } from './errors.ts';
import type { Aws } from './factory.ts';

export interface Stored<T> {
  value: T;
  etag: string;
}

export interface StoredText {
  text: string;
  etag: string;
  /** When this version was written, and what time it is now: both by S3's clock, the first in whole seconds. */
  storedAt: Date;
  now: Date;
}

export type Condition = { ifAbsent: true } | { ifMatch: string };

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
    const found = await this.getText(key);
    if (!found) return undefined;
    let value: unknown;
    try {
      value = JSON.parse(found.text);
    } catch (error) {
      throw malformed(this.#bucket, key, error);
    }
    if (typeof value !== 'object' || value === null) throw malformed(this.#bucket, key, undefined);
    return { value: value as T, etag: found.etag };
  }

  async getText(key: string, signal?: AbortSignal): Promise<StoredText | undefined> {
    const { client, GetObjectCommand } = await this.#aws.s3();
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: key });
    const clock = storeClock(command);
    try {
      const found = await client.send(command, signal ? { abortSignal: signal } : {});
      const text = (await found.Body?.transformToString('utf8')) ?? '';
      const storedAt = found.LastModified ?? clock.now();
      return { text, etag: found.ETag ?? '', storedAt, now: clock.now() };
    } catch (error) {
      if (notThere(error)) return undefined;
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
  async put(key: string, value: unknown, condition: Condition): Promise<boolean> {
    return (await this.putText(key, JSON.stringify(value, null, 2), condition)) !== undefined;
  }

  /** The version that was written, and S3's time; undefined when somebody else was first. */
  async putText(key: string, text: string, condition?: Condition): Promise<{ etag: string; now: Date } | undefined> {
    const { client, PutObjectCommand } = await this.#aws.s3();
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      Body: text,
      ContentType: key.endsWith('.json') ? 'application/json' : 'text/plain; charset=utf-8',
      ...(condition === undefined
        ? {}
        : 'ifAbsent' in condition
          ? { IfNoneMatch: '*' }
          : { IfMatch: condition.ifMatch }),
    });
    const clock = storeClock(command);
    try {
      const { ETag } = await client.send(command);
      return { etag: ETag ?? '', now: clock.now() };
    } catch (error) {
      // A first attempt whose answer got lost may be what this one met.
      const again = overtaken(error) && awsAttempts(error) > 1 ? await this.getText(key) : undefined;
      if (again?.text === text) return again;
      if (overtaken(error) || (condition !== undefined && awsErrorName(error) === 'NoSuchKey')) return undefined;
      throw awsError(error, `s3:PutObject ${this.#bucket}/${key}`, this.#login);
    }
  }

  /** False when the object is gone already, or is not the version `ifMatch` any more. */
  async remove(key: string, ifMatch: string): Promise<boolean> {
    const { client, DeleteObjectCommand } = await this.#aws.s3();
    try {
      await client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key, IfMatch: ifMatch }));
      return true;
    } catch (error) {
      if (overtaken(error) || notThere(error)) return false;
      throw awsError(error, `s3:DeleteObject ${this.#bucket}/${key}`, this.#login);
    }
  }
}

const notThere = (error: unknown) =>
  awsStatus(error) === 404 || ['NoSuchKey', 'NotFound'].includes(awsErrorName(error));

/** 412: the condition does not hold. 409: another write of the same object was under way. */
const overtaken = (error: unknown) =>
  awsStatus(error) === 412 || awsStatus(error) === 409 || awsErrorName(error) === 'PreconditionFailed';

interface Listening {
  middlewareStack: {
    add(
      middleware: (next: (args: never) => Promise<unknown>) => (args: never) => Promise<never>,
      options: { step: 'deserialize'; name: string },
    ): void;
  };
}

/** The `Date` header of the answer to this command; the beginning of time while there is none, so that nothing looks old. */
function storeClock(command: unknown): { now(): Date } {
  let date: Date | undefined;
  (command as Listening).middlewareStack.add(
    (next) => async (args) => {
      const result = (await next(args)) as { response?: { headers?: Record<string, string> } };
      const said = result.response?.headers?.date;
      if (said !== undefined) date = new Date(said);
      return result as never;
    },
    { step: 'deserialize', name: 'storeClock' },
  );
  return { now: () => date ?? new Date(0) };
}

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
