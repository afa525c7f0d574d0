/** The control pages below /_stand-in/ on the gateway: what runs, what was called, what is missing, and the end. */
import type { FaultPlan } from '../faults/plan.ts';
import { FAULTS_PAGE } from '../faults/remote.ts';
import { parseFaults } from '../faults/spec.ts';
import { type Answer, answer, json } from '../gateway/answer.ts';
import type { Recorder } from '../gateway/record.ts';
import type { SinkContact } from '../sink/server.ts';
import type { StandIn } from '../stand-in.ts';

interface ControlSpec {
  state: () => StandIn | undefined;
  recorder: Recorder;
  contacts: () => SinkContact[];
  faults: FaultPlan;
  shutdown: () => void;
  /** Answers the pages of the message service. */
  sessions: (method: string, url: string) => Answer;
}

export function controlPages(spec: ControlSpec): (method: string, url: string) => Answer {
  return (method, url) => {
    const page = (url.split('?')[0] ?? '').replace('/_stand-in/', '');
    if (page === 'sessions' || page.startsWith('sessions/')) return spec.sessions(method, url);
    if (page === 'shutdown') {
      if (method !== 'POST') return json({ message: 'POST ends the stand-in' }, 405);
      spec.shutdown();
      return json({ message: 'ending' }, 202);
    }
    if (page === FAULTS_PAGE && method === 'POST') return setFaults(spec.faults, url);
    if (method !== 'GET') return json({ message: 'only GET' }, 405);
    switch (page) {
      case 'status': {
        const { database: _, ...state } = spec.state() ?? { database: undefined };
        const { calls, failed, gaps } = spec.recorder.summary();
        return json({ ...state, calls, failed, gaps, contacts: spec.contacts().length });
      }
      case FAULTS_PAGE:
        return json({ faults: spec.faults.text });
      case 'gaps':
        return json(spec.recorder.gaps());
      case 'calls':
        return json(spec.recorder.summary());
      case 'sink':
        return json(spec.contacts());
      case 'device':
        return answer(200, { 'content-type': 'text/plain' }, 'Rehearsal: this device is approved by itself.\n');
      default:
        return json({ message: `no such page: ${page}` }, 404);
    }
  };
}

function setFaults(plan: FaultPlan, url: string): Answer {
  try {
    plan.use(parseFaults(new URLSearchParams(url.split('?')[1]).get('use') ?? ''));
    return json({ faults: plan.text });
  } catch (error) {
    return json({ message: error instanceof Error ? error.message : String(error) }, 400);
  }
}
