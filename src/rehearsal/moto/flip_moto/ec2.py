"""Corrections of moto's EC2."""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.instances import Instance
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.responses import EC2Response

from .patching import after, patch


@patch
def ec2_instance_takes_groups_of_its_interface() -> None:
    """An instance whose groups come with its network interface has none of its own in moto: every plan wants
    to set vpc_security_group_ids when a public address was asked for."""

    def take(self: Any, *_: Any, **__: Any) -> None:
        first = self.nics.get(0)
        if not self.security_groups and first:
            self.security_groups = list(first._group_set)

    after(Instance, "__init__", take)


@patch
def ec2_rule_of_a_group_has_its_description() -> None:
    """moto finds the description of rules for address ranges only; one that names another group loses it,
    and the plan after a first apply is not empty."""

    def description(self: Any) -> Any:
        return self.ip_range.get("Description") or self.source_group.get("Description")

    SecurityGroupRule.description = property(description)


@patch
def ec2_monitoring_can_be_switched() -> None:
    """moto lacks Monitor- and UnmonitorInstances, and the state they change is inside its instances:
    an instance with detailed monitoring hangs for minutes."""

    def switch(state: str) -> Any:
        def operation(self: Any) -> ActionResult:
            changed = []
            for instance_id in self._get_param("InstanceIds", []):
                instance = self.ec2_backend.get_instance(instance_id)
                instance.monitoring_state = state
                changed.append({"InstanceId": instance_id, "Monitoring": {"State": state}})
            return ActionResult({"InstanceMonitorings": changed})

        return operation

    EC2Response.monitor_instances = switch("enabled")
    EC2Response.unmonitor_instances = switch("disabled")


@patch
def ec2_private_interface_has_no_association() -> None:
    """moto answers an empty association for an interface without a public address; the provider takes it for one,
    and every plan wants to replace an instance that must have none."""

    association = NetworkInterface.association.fget

    NetworkInterface.association = property(lambda self: association(self) or None)


@patch
def ec2_dhcp_options_keep_their_tags() -> None:
    """moto drops the tags given at the creation of DHCP options: the plan after a first apply is not empty."""

    def tag(self: Any, result: ActionResult) -> None:
        tags = self._parse_tag_specification().get("dhcp-options", {})
        result._result["DhcpOptions"].add_tags(tags)

    after(EC2Response, "create_dhcp_options", tag)
