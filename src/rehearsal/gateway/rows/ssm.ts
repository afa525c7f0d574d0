/** Systems Manager's list of managed instances, which moto lacks: every running instance that has a profile. */
import { amzJson } from '../answer.ts';
import { jsonOf } from '../call.ts';
import { element } from '../protocol/xml.ts';
import type { Row } from '../row.ts';

interface Filter {
  Key?: string;
  Values?: string[];
}

export function ssmRows(): Row[] {
  return [
    {
      service: 'ssm',
      operation: 'DescribeInstanceInformation',
      by: { target: 'AmazonSSM.DescribeInstanceInformation' },
      async answer(call, { moto }) {
        const found = await moto.query('ec2', call.region ?? '', {
          Action: 'DescribeInstances',
          Version: '2016-11-15',
          'Filter.1.Name': 'instance-state-name',
          'Filter.1.Value.1': 'running',
        });
        const wanted = instanceIds(jsonOf(call).Filters);
        const list = found.body
          .toString('utf8')
          .split('<instancesSet>')
          .slice(1)
          .filter((one) => one.includes('<iamInstanceProfile>'))
          .map((one) => ({
            InstanceId: element('instanceId', one) ?? '',
            PingStatus: 'Online',
            LastPingDateTime: Math.floor(Date.now() / 1000),
            AgentVersion: '3.3.2299.0',
            IsLatestVersion: true,
            PlatformType: 'Linux',
            PlatformName: 'Ubuntu',
            PlatformVersion: '24.04',
            ResourceType: 'EC2Instance',
            IPAddress: element('privateIpAddress', one) ?? '',
            ComputerName: element('privateDnsName', one) ?? '',
          }))
          .filter(({ InstanceId }) => wanted === undefined || wanted.includes(InstanceId));
        return amzJson({ InstanceInformationList: list });
      },
    },
  ];
}

function instanceIds(filters: unknown): string[] | undefined {
  const list = Array.isArray(filters) ? (filters as Filter[]) : [];
  return list.find((filter) => filter.Key === 'InstanceIds')?.Values;
}
