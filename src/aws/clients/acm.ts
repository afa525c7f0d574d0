/** ACM: certificates that exist already. */
export {
  ACMClient,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
} from '@aws-sdk/client-acm';
