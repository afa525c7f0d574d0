/** A gateway in this process in front of a given moto, for tests. */
import { json } from '../../../src/rehearsal/gateway/answer.ts';
import type { FaultFor } from '../../../src/rehearsal/gateway/faults.ts';
import { motoAt } from '../../../src/rehearsal/gateway/moto.ts';
import { Recorder } from '../../../src/rehearsal/gateway/record.ts';
import type { Row } from '../../../src/rehearsal/gateway/row.ts';
import { type Gateway, startGateway } from '../../../src/rehearsal/gateway/server.ts';
import { gatewayTable } from '../../../src/rehearsal/gateway/table.ts';
import { MessageService } from '../../../src/rehearsal/ssm/service.ts';

export interface TestGateway extends Gateway {
  recorder: Recorder;
  sessions: MessageService;
}

export async function gatewayFor(
  dir: string,
  motoPort: number,
  options: { rows?: Row[]; faultFor?: FaultFor } = {},
): Promise<TestGateway> {
  const recorder = new Recorder(dir);
  const sessions: MessageService = new MessageService({
    url: () => `ws://127.0.0.1:${gateway.port}`,
    reach: ({ port }) => ({ host: '127.0.0.1', port }),
  });
  const gateway: Gateway = await startGateway({
    moto: motoAt(motoPort),
    rows: options.rows ?? gatewayTable(sessions),
    upgrade: (request, socket, head) => sessions.upgrade(request, socket, head),
    recorder,
    faultFor: options.faultFor ?? (() => undefined),
    control: (method, path) => json({ method, path }),
    onCall: () => undefined,
  });
  return { ...gateway, recorder, sessions };
}
