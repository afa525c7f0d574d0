/** Everything that setup asks of a staging hub, but its account. */
export const ANSWERS: readonly string[] = [
  ['--domain', 'stag.flip.example.org'],
  ['--email', 'flip@example.org'],
  ['--registry', 'ghcr.io/example/'],
  ['--image-tag', 'sha-1a2b3c4'],
  ['--set', 'FLARE_KIT_DATE=2026-01-15'],
  ['--set', 'DEPLOY_TRUST_EC2=false'],
  ['--set', 'LOCAL_TRUST_PUBLIC_IPS=[]'],
  ['--set', 'K8S_TRUST_PUBLIC_IPS=[]'],
].flat();
