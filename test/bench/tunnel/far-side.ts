/**
 * The far side of a tunnel as a process of its own: message service, agents and targets, so that what is measured is the
 * client alone; the agent's pace may be given, 0 is without. Prints one line of JSON when it is ready; ends with its standard input. With an HTTP API for AWS's own tools.
 */
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net';
import { motoAt } from '../../../src/rehearsal/gateway/moto.ts';
import { Recorder } from '../../../src/rehearsal/gateway/record.ts';
import { startGateway } from '../../../src/rehearsal/gateway/server.ts';
import { gatewayTable } from '../../../src/rehearsal/gateway/table.ts';
import { MessageService } from '../../../src/rehearsal/ssm/service.ts';

const [dir = '', messagesPerMs = '1'] = process.argv.slice(2);
const page = createServer((_, response) => response.end('<title>page</title>'));
/** Sends as many bytes as the first line says, then ends. */
const source = createTcp((socket) => {
  socket.on('error', () => socket.destroy());
  socket.once('data', (said) => socket.end(Buffer.alloc(Number(String(said).trim()))));
});
const listen = (server: Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
const ports = { page: await listen(page), source: await listen(source) };

const service: MessageService = new MessageService({
  url: () => `ws://127.0.0.1:${gateway.port}`,
  reach: ({ port }) => ({ host: '127.0.0.1', port: port === 1 ? ports.page : ports.source }),
  agent: { messagesPerMs: Number(messagesPerMs) },
});
const gateway = await startGateway({
  moto: motoAt(1),
  rows: gatewayTable(service),
  upgrade: (request, socket, head) => service.upgrade(request, socket, head),
  recorder: new Recorder(dir),
  faultFor: () => undefined,
  control: () => ({ status: 404, headers: {}, body: Buffer.alloc(0) }),
  onCall: () => undefined,
});
process.stdout.write(`${JSON.stringify({ gateway: gateway.port })}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
