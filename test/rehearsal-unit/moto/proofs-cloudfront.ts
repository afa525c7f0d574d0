/** Proofs of the patches of moto's CloudFront: one distribution that uses all they correct. */
import { expect } from 'vitest';
import type { AwsClient } from '../support/aws-client.ts';
import { pick, unique } from '../support/words.ts';
import type { Proof } from './proof.ts';

const XMLNS = 'xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"';
const FUNCTION = 'arn:aws:cloudfront::111122223333:function/rewrite';

const OWN_CERTIFICATE =
  '<ACMCertificateArn>arn:aws:acm:us-east-1:111122223333:certificate/x</ACMCertificateArn><SSLSupportMethod>sni-only</SSLSupportMethod>';

const config = (certificate: string) => `<DistributionConfig ${XMLNS}>
<CallerReference>${unique('d')}</CallerReference><Comment/><Enabled>true</Enabled>
<Origins><Quantity>2</Quantity><Items>
<Origin><Id>ui</Id><DomainName>ui.s3.eu-west-2.amazonaws.com</DomainName><OriginAccessControlId>EOAC123</OriginAccessControlId><S3OriginConfig><OriginAccessIdentity/></S3OriginConfig></Origin>
<Origin><Id>api</Id><DomainName>stag.example.org</DomainName><VpcOriginConfig><VpcOriginId>vo_ABC</VpcOriginId></VpcOriginConfig></Origin>
</Items></Origins>
<DefaultCacheBehavior><TargetOriginId>ui</TargetOriginId><ViewerProtocolPolicy>redirect-to-https</ViewerProtocolPolicy><CachePolicyId>658327ea-f89d-4fab-a63d-7e88639e58f6</CachePolicyId>
<FunctionAssociations><Quantity>1</Quantity><Items><FunctionAssociation><FunctionARN>${FUNCTION}</FunctionARN><EventType>viewer-request</EventType></FunctionAssociation></Items></FunctionAssociations>
</DefaultCacheBehavior>
<ViewerCertificate>${certificate}</ViewerCertificate>
</DistributionConfig>`;

async function distribution(aws: AwsClient, certificate = OWN_CERTIFICATE): Promise<string> {
  const made = await aws.rest('cloudfront', 'POST', '/2020-05-31/distribution', config(certificate));
  expect(made.status, made.text).toBe(201);
  return made.text;
}

const shows = (loses: string, check: (xml: string) => void): Proof => ({
  loses,
  prove: async (aws) => check(await distribution(aws)),
});

export const cloudFrontProofs: Record<string, Proof> = {
  cloudfront_origin_keeps_access_control: shows("an empty second plan for the UI bucket's origin", (xml) =>
    expect(pick(xml, 'OriginAccessControlId')).toBe('EOAC123'),
  ),
  cloudfront_origin_keeps_vpc_origin: shows('the way from CloudFront to the API in the plan', (xml) =>
    expect(pick(xml, 'VpcOriginId')).toBe('vo_ABC'),
  ),
  cloudfront_behaviour_with_policy_has_no_forwarded_values: shows('an empty second plan for a cached page', (xml) =>
    expect(xml).not.toContain('<ForwardedValues>'),
  ),
  cloudfront_behaviour_keeps_functions: shows('the rewrite function in every plan but the first', (xml) =>
    expect(pick(xml, 'FunctionARN')).toBe(FUNCTION),
  ),
  cloudfront_own_certificate_is_not_the_default: shows('an empty second plan for the certificate', (xml) =>
    expect(pick(xml, 'CloudFrontDefaultCertificate')).toBe('false'),
  ),
  cloudfront_default_certificate_names_no_other: {
    loses: 'an empty second plan while the name is released',
    async prove(aws) {
      const xml = await distribution(aws, '<CloudFrontDefaultCertificate>true</CloudFrontDefaultCertificate>');
      expect(xml).not.toContain('IAMCertificateId');
      expect(xml).not.toContain('ACMCertificateArn');
      expect(pick(xml, 'SSLSupportMethod')).toBe('vip');
    },
  },
  cloudfront_invalidation_completes: {
    loses: 'the end of every UI deployment: waiting for its invalidation never ends',
    async prove(aws) {
      const id = pick(await distribution(aws), 'Id');
      const batch = `<InvalidationBatch ${XMLNS}><Paths><Quantity>1</Quantity><Items><Path>/*</Path></Items></Paths><CallerReference>a</CallerReference></InvalidationBatch>`;
      const made = await aws.rest('cloudfront', 'POST', `/2020-05-31/distribution/${id}/invalidation`, batch);
      expect(pick(made.text, 'Status')).toBe('Completed');
    },
  },
};
