/** The CloudFront policies that AWS manages and a distribution may name, with their published ids. */

export type PolicyKind = 'cache-policy' | 'origin-request-policy' | 'response-headers-policy';

interface Managed {
  id: string;
  config: string;
}

const none = (what: string) => `<${what}sConfig><${what}Behavior>none</${what}Behavior></${what}sConfig>`;
const all = (what: string) => `<${what}sConfig><${what}Behavior>all</${what}Behavior></${what}sConfig>`;

function cache(name: string, id: string, ttl: { min: number; usual: number; max: number }, compress: boolean): Managed {
  return {
    id,
    config:
      `<CachePolicyConfig><Name>Managed-${name}</Name><DefaultTTL>${ttl.usual}</DefaultTTL><MaxTTL>${ttl.max}</MaxTTL>` +
      `<MinTTL>${ttl.min}</MinTTL><ParametersInCacheKeyAndForwardedToOrigin>` +
      `<EnableAcceptEncodingGzip>${compress}</EnableAcceptEncodingGzip>` +
      `<EnableAcceptEncodingBrotli>${compress}</EnableAcceptEncodingBrotli>` +
      `<HeadersConfig><HeaderBehavior>none</HeaderBehavior></HeadersConfig>${none('Cookie')}${none('QueryString')}` +
      '</ParametersInCacheKeyAndForwardedToOrigin></CachePolicyConfig>',
  };
}

function originRequest(name: string, id: string, headers: string): Managed {
  return {
    id,
    config:
      `<OriginRequestPolicyConfig><Name>Managed-${name}</Name><HeadersConfig>${headers}</HeadersConfig>` +
      `${all('Cookie')}${all('QueryString')}</OriginRequestPolicyConfig>`,
  };
}

export const MANAGED_POLICIES: Record<PolicyKind, Managed[]> = {
  'cache-policy': [
    cache('CachingOptimized', '658327ea-f89d-4fab-a63d-7e88639e58f6', { min: 1, usual: 86_400, max: 31_536_000 }, true),
    cache('CachingDisabled', '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', { min: 0, usual: 0, max: 0 }, false),
  ],
  'origin-request-policy': [
    originRequest('AllViewer', '216adef6-5c7f-47e4-b989-5492eafa07d3', '<HeaderBehavior>allViewer</HeaderBehavior>'),
    originRequest(
      'AllViewerExceptHostHeader',
      'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      '<HeaderBehavior>allExcept</HeaderBehavior><Headers><Quantity>1</Quantity><Items><Name>Host</Name></Items></Headers>',
    ),
  ],
  'response-headers-policy': [
    {
      id: '67f7725c-6f97-4210-82d7-5512b31e9d03',
      config:
        '<ResponseHeadersPolicyConfig><Name>Managed-SecurityHeadersPolicy</Name><SecurityHeadersConfig>' +
        '<ContentTypeOptions><Override>true</Override></ContentTypeOptions>' +
        '<FrameOptions><Override>false</Override><FrameOption>SAMEORIGIN</FrameOption></FrameOptions>' +
        '</SecurityHeadersConfig></ResponseHeadersPolicyConfig>',
    },
  ],
};
