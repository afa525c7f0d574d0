/** A complete, made-up environment file, as operators write them. */
export const SAMPLE = `# Hub of the example hospital
AWS_PROFILE=stag
FLIP_AWS_ACCOUNT_ID=111122223333
AWS_REGION=eu-west-2

# ── buckets ──
FLIP_TFSTATE_BUCKET_NAME=example-flip-stag-tfstate
FLIP_MODEL_FILES_UPLOADS_BUCKET_NAME=example-flip-stag-uploads
FLIP_FL_RESULTS_BUCKET_NAME=example-flip-stag-results
FLIP_APP_BUNDLES_BUCKET_NAME=example-flip-stag-bundles
FLIP_UI_BUCKET_NAME=example-flip-stag-ui
AICENTRE_BUCKET_NAME=example-flip-stag-kits

ALB_SUBDOMAIN=stag.flip.example.org
NLB_SUBDOMAIN=fl.stag.flip.example.org
API_PORT=8080
LOCAL_TRUST_PUBLIC_IPS=["203.0.113.7"]
K8S_TRUST_PUBLIC_IPS=[]
DEPLOY_TRUST_EC2=true
POSTGRES_USER=flip
POSTGRES_DB=flip
DOCKER_REGISTRY=ghcr.io/example/
DOCKER_TAG=sha-1a2b3c4
DOCKER_FL_TAG=sha-1a2b3c4
FL_BACKEND=nvflare
FLARE_KIT_DATE=2025-12-03
FL_KIT_SLOT_NAMES=["Trust_1","Trust_2"]
SES_VERIFIED_EMAIL=flip@example.org
AES_KEY_BASE64=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
INTERNAL_SERVICE_KEY=abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ
INTERNAL_SERVICE_KEY_HASH=3d1a9ae6c2d13ed81f4eb0c4bd2d5ba0b7bcb9b2f2a2d9e2b6e2a5a3a2f4a1c0
export TF_VAR_iam_permissions_boundary_name=team-boundary
MY_OWN_KEY=kept
`;
