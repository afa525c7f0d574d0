/** What time a server thinks it is, from the Date of any answer. Goes through a proxy where one is configured for Node. */
export async function serverTime(url: string): Promise<{ server: Date; sent: Date; received: Date }> {
  const sent = new Date();
  const answer = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(8_000) });
  const received = new Date();
  const server = new Date(answer.headers.get('date') ?? '');
  if (Number.isNaN(server.getTime())) throw new Error(`${url} answers without a time`);
  return { server, sent, received };
}
