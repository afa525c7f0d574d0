"""The tasks of ECS services, which moto never starts: without them no service has an address, a target or a log."""

from typing import Any

from moto.ec2.models import ec2_backends
from moto.ecs import models
from moto.elbv2.models import elbv2_backends

from .patching import after, patch

Backend = models.EC2ContainerServiceBackend


class ServiceTask(models.Task):
    """A task that runs until its service lets it go; moto's own ends by being looked at."""

    def advance(self) -> None:
        return


def _group(service: Any) -> str:
    return f"service:{service.name}"


def _address(task: Any) -> dict[str, str]:
    details = [detail for attachment in task.attachments for detail in attachment["details"]]
    return {detail["name"]: detail["value"] for detail in details}


def _target_group(backend: Any, balancer: dict[str, Any]) -> Any:
    groups = elbv2_backends[backend.account_id][backend.region_name].target_groups
    return groups.get(balancer.get("targetGroupArn"))


def _stop_all(backend: Any, service: Any) -> None:
    tasks = backend.tasks.get(service.cluster_name, {})
    interfaces = ec2_backends[backend.account_id][backend.region_name].enis
    for arn, task in list(tasks.items()):
        if not isinstance(task, ServiceTask) or task.group != _group(service):
            continue
        del tasks[arn]
        address = _address(task)
        interfaces.pop(address.get("networkInterfaceId"), None)
        for balancer in service.load_balancers:
            group = _target_group(backend, balancer)
            if group:
                group.targets.pop(address.get("privateIPv4Address"), None)


def _start_all(backend: Any, service: Any) -> None:
    tasks = backend.tasks.setdefault(service.cluster_name, {})
    definition = backend.describe_task_definition(service.task_definition)
    for _ in range(service.desired_count):
        task = ServiceTask(
            cluster=backend._get_cluster(service.cluster_name),
            task_definition=definition,
            container_instance_arn=None,
            resource_requirements=None,
            backend=backend,
            group=_group(service),
            launch_type=service.launch_type or "FARGATE",
            started_by=service.deployments[0]["id"] if service.deployments else "",
            networking_configuration=service.network_configuration or None,
        )
        tasks[task.task_arn] = task
        ip = _address(task).get("privateIPv4Address")
        for balancer in service.load_balancers:
            group = _target_group(backend, balancer)
            if group and ip and group.target_type == "ip":
                group.register([{"Id": ip, "Port": balancer.get("containerPort")}])


@patch
def ecs_services_run_tasks() -> None:
    """moto's services start no task: nothing is listed, no target is healthy, nobody can open a shell, and a
    status check of a finished deployment is red from top to bottom."""

    def created(self: Any, service: Any, *_: Any, **__: Any) -> None:
        _start_all(self, service)

    def deleted(self: Any, service: Any, *_: Any, **__: Any) -> None:
        _stop_all(self, service)

    update = Backend.update_service

    def updated(self: Any, service_properties: dict[str, Any]) -> Any:
        cluster = service_properties.get("cluster", "default")
        name = str(service_properties.get("service", "")).split("/")[-1]
        before = [_run(service) for service in self.describe_services(cluster, [name])[0]]
        service = update(self, service_properties)
        if [_run(service)] != before:
            _stop_all(self, service)
            _start_all(self, service)
        return service

    after(Backend, "create_service", created)
    after(Backend, "delete_service", deleted)
    Backend.update_service = updated


def _run(service: Any) -> tuple[Any, ...]:
    """What a new value of means new tasks."""
    return service.desired_count, service.task_definition, *(deployment["id"] for deployment in service.deployments)


@patch
def ecs_list_tasks_knows_services() -> None:
    """moto ignores the service in list-tasks: one-off tasks are shown as the service's own."""

    def of_service(self: Any, tasks: list[Any], *wanted: Any) -> list[Any]:
        # cluster, container instance, family, started by, service, status
        service_name = wanted[4] if len(wanted) > 4 else None
        name = (service_name or "").split("/")[-1]
        return [task for task in tasks if task.group == f"service:{name}"] if name else tasks

    after(Backend, "list_tasks", of_service)
