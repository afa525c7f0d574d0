"""Corrections of moto's ECS: what services keep, how deployments settle, what run-task accepts."""

from typing import Any

from moto.ecs import models, responses

from .patching import after, patch

MEMORY_KEYS = ("memory", "memoryReservation", "Memory", "MemoryReservation")


def _settle(service: Any, backend: Any) -> None:
    task_definition = service.task_definition
    if task_definition and not task_definition.startswith("arn:"):
        service.task_definition = backend.describe_task_definition(task_definition).arn
    service.running_count, service.pending_count = service.desired_count, 0
    for deployment in service.deployments:
        deployment.update(
            desiredCount=service.desired_count,
            runningCount=service.desired_count,
            pendingCount=0,
            rolloutState="COMPLETED",
            rolloutStateReason=f"ECS deployment {deployment['id']} completed.",
            taskDefinition=service.task_definition,
        )


@patch
def ecs_service_keeps_what_it_was_created_with() -> None:
    """moto's create-service loses exec, grace period, zone rebalancing and deployment configuration:
    the plan after a first apply is not empty."""

    def keep(self: Any, result: Any) -> None:
        service = result._result["service"]
        service.enable_execute_command = bool(self._get_param("enableExecuteCommand", False))
        service.health_check_grace_period_seconds = self._get_param("healthCheckGracePeriodSeconds")
        service.availability_zone_rebalancing = self._get_param("availabilityZoneRebalancing", "DISABLED")
        service.deployment_configuration = self._get_param("deploymentConfiguration")

    after(responses.EC2ContainerServiceResponse, "create_service", keep)


@patch
def ecs_deployments_settle_at_once() -> None:
    """moto's deployments stay IN_PROGRESS with nothing running: waiting for a stable service never ends."""

    def created(self: Any, service: Any, *_: Any, **__: Any) -> None:
        _settle(service, self)

    after(models.EC2ContainerServiceBackend, "create_service", created)


@patch
def ecs_update_service_moves_the_deployment() -> None:
    """moto changes a service's task definition without a deployment of it, and keeps its short name:
    whoever compares the deployment's revision with the one it asked for sees the old one for ever."""

    original = models.EC2ContainerServiceBackend.update_service

    def update(self: Any, service_properties: dict[str, Any]) -> Any:
        asks_for_another = bool(service_properties.get("task_definition"))
        before = None
        cluster = service_properties.get("cluster", "default")
        name = str(service_properties.get("service", "")).split("/")[-1]
        for service in self.describe_services(cluster, [name])[0]:
            before = service.task_definition
        service = original(self, service_properties)
        _settle(service, self)
        if asks_for_another and service.task_definition != before and service.deployments:
            service.deployments[0]["id"] = f"ecs-svc/{models.mock_random.randint(0, 32**12)}"
        return service

    models.EC2ContainerServiceBackend.update_service = update


@patch
def ecs_run_task_reads_memory_of_the_task() -> None:
    """moto's run-task adds up the containers' memory and dies where, as on Fargate, only the task has one."""

    original = models.EC2ContainerServiceBackend._calculate_task_resource_requirements

    def calculate(task_definition: Any) -> dict[str, Any]:
        containers = task_definition.container_definitions
        if all(any(key in container for key in MEMORY_KEYS) for container in containers):
            return original(task_definition)
        of_task = int(task_definition.memory or 512)

        class WithMemory:
            container_definitions = [
                container if any(key in container for key in MEMORY_KEYS) else {**container, "memory": of_task}
                for container in containers
            ]

        return original(WithMemory)

    models.EC2ContainerServiceBackend._calculate_task_resource_requirements = staticmethod(calculate)


@patch
def ecs_run_task_needs_no_security_group() -> None:
    """moto's run-task dies when awsvpcConfiguration names no security group, which AWS allows."""

    original = models.Task.__init__

    def start(self: Any, *args: Any, **kwargs: Any) -> None:
        network = (kwargs.get("networking_configuration") or {}).get("awsvpcConfiguration")
        if network is not None:
            network.setdefault("securityGroups", [])
        original(self, *args, **kwargs)

    models.Task.__init__ = start
