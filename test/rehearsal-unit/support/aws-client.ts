/** A bare AWS client for tests: one HTTP request in each of AWS's protocols, signed with a fake scope. */

export interface Said {
  status: number;
  headers: Headers;
  text: string;
}

export interface AwsClient {
  /** JSON protocols: `AmazonSSM`, `GetParameter`. Rejects on an error answer. */
  json(service: string, target: string, body: unknown): Promise<Record<string, never>>;
  /** Query protocols. Rejects on an error answer. */
  query(service: string, version: string, action: string, fields?: Record<string, string>): Promise<string>;
  /** REST protocols; answers errors too. */
  rest(service: string, method: string, path: string, body?: string, headers?: Record<string, string>): Promise<Said>;
}

export const authorization = (service: string, region = 'eu-west-2') =>
  `AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;

export function awsClient(port: number): AwsClient {
  const rest: AwsClient['rest'] = async (service, method, path, body, headers = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: authorization(service), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const accepted = (said: Said, what: string): string => {
    if (said.status >= 400) throw new Error(`${what} answered ${said.status}: ${said.text.slice(0, 500)}`);
    return said.text;
  };
  return {
    rest,
    json: async (service, target, body) => {
      const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' };
      return JSON.parse(accepted(await rest(service, 'POST', '/', JSON.stringify(body), headers), target) || '{}');
    },
    query: async (service, version, action, fields = {}) => {
      const form = new URLSearchParams({ Action: action, Version: version, ...fields }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
      return accepted(await rest(service, 'POST', '/', form, headers), action);
    },
  };
}
