/** Which SSM document opens a target, and with which parameters. Pure. */
import type { SessionRequest, Target } from '../types.ts';

/** `localPortNumber` matters to AWS's own client alone, which listens there; 0 lets it choose. */
export function sessionRequest(target: Target): SessionRequest {
  const { instance } = target;
  const portNumber = [String(target.port)];
  switch (target.kind) {
    case 'instance':
      return {
        instance,
        document: 'AWS-StartPortForwardingSession',
        parameters: { portNumber, localPortNumber: ['0'] },
      };
    case 'remote':
      return {
        instance,
        document: 'AWS-StartPortForwardingSessionToRemoteHost',
        parameters: { host: [target.host], portNumber, localPortNumber: ['0'] },
      };
    case 'ssh':
      return { instance, document: 'AWS-StartSSHSession', parameters: { portNumber } };
  }
}
