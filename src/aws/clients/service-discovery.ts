/** Cloud Map: the private namespace and its services that exist already. */
export { ListNamespacesCommand, ListServicesCommand, ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery';
