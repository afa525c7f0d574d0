/** A gateway in this process in front of a given moto, for tests. */
import { json } from '../../../src/rehearsal/gateway/answer.ts';
import type { FaultFor } from '../../../src/rehearsal/gateway/faults.ts';
import { motoAt } from '../../../src/rehearsal/gateway/moto.ts';
import { Recorder } from '../../../src/rehearsal/gateway/record.ts';
import type { Row } from '../../../src/rehearsal/gateway/row.ts';
import { type Gateway, startGateway } from '../../../src/rehearsal/gateway/server.ts';
import { gatewayTable } from '../../../src/rehearsal/gateway/table.ts';

export interface TestGateway extends Gateway {
  recorder: Recorder;
}

export async function gatewayFor(
  dir: string,
  motoPort: number,
  options: { rows?: Row[]; faultFor?: FaultFor } = {},
): Promise<TestGateway> {
  const recorder = new Recorder(dir);
  const gateway = await startGateway({
    moto: motoAt(motoPort),
    rows: options.rows ?? gatewayTable(),
    recorder,
    faultFor: options.faultFor ?? (() => undefined),
    control: (method, path) => json({ method, path }),
    onCall: () => undefined,
  });
  return { ...gateway, recorder };
}
