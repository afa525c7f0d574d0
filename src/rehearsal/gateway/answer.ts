/** What the stand-in answers to one call, before it is written to a socket. */

export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

export function answer(status: number, headers: Record<string, string>, body: string | Buffer = ''): Answer {
  return { status, headers, body: typeof body === 'string' ? Buffer.from(body) : body };
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return answer(status, { 'content-type': 'application/json', ...headers }, JSON.stringify(value));
}

export function amzJson(value: unknown): Answer {
  return answer(200, { 'content-type': 'application/x-amz-json-1.1' }, JSON.stringify(value));
}

export function xml(body: string, status = 200, headers: Record<string, string> = {}): Answer {
  return answer(status, { 'content-type': 'text/xml', ...headers }, `<?xml version="1.0" encoding="UTF-8"?>\n${body}`);
}

export function header(from: Answer, name: string): string | undefined {
  const value = from.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
