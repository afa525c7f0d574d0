"""Corrections of moto's RDS."""

import secrets
import string
from typing import Any

from moto.rds import models
from moto.rds.exceptions import RDSClientError

from .patching import after, patch

INSIGHTS_DAYS = 7


@patch
def rds_instance_keeps_performance_insights() -> None:
    """moto stores neither Performance Insights nor its retention: every plan wants to switch it on again."""

    def keep(instance: Any, wanted: Any) -> None:
        enabled = wanted.get("enable_performance_insights")
        if enabled is not None:
            instance.performance_insights_enabled = enabled
        if getattr(instance, "performance_insights_enabled", False):
            days = wanted.get("performance_insights_retention_period")
            kept = getattr(instance, "performance_insights_retention_period", INSIGHTS_DAYS)
            instance.performance_insights_retention_period = days or kept
            key = wanted.get("performance_insights_kms_key_id")
            if key:
                instance.performance_insights_kms_key_id = key

    after(models.RDSBackend, "create_db_instance", lambda self, instance, wanted: keep(instance, wanted))
    after(models.RDSBackend, "modify_db_instance", lambda self, instance, _, wanted: keep(instance, wanted))


@patch
def rds_every_instance_has_its_own_resource_id() -> None:
    """moto gives all instances one DbiResourceId: the provider cannot find the second one after creating it."""

    letters = string.ascii_uppercase + string.digits

    def identify(self: Any, *_: Any, **__: Any) -> None:
        self.dbi_resource_id = "db-" + "".join(secrets.choice(letters) for _ in range(26))

    after(models.DBInstance, "__init__", identify)


@patch
def rds_restorable_time_stands_still() -> None:
    """moto answers another LatestRestorableTime at each read: every refresh reports drift."""

    def stands_still(self: Any) -> Any:
        return self.__dict__.setdefault("_restorable_time", models.utcnow())

    for cls in (models.DBInstance, models.DBCluster):
        cls.latest_restorable_time = property(stands_still)


@patch
def rds_parameters_are_the_users() -> None:
    """moto returns changed parameters without Source=user; the provider filters by it, so every plan differs."""

    def mark(self: Any, group: Any, *_: Any, **__: Any) -> None:
        for parameter in group.parameters.values():
            parameter.setdefault("Source", "user")

    after(models.RDSBackend, "modify_db_parameter_group", mark)


@patch
def rds_proxy_target_registers_once() -> None:
    """moto registers a target of a database proxy as often as it is asked; after a repeated request the provider finds
    two and never one again. AWS refuses the second with DBProxyTargetAlreadyRegisteredFault."""

    original = models.RDSBackend.register_db_proxy_targets

    def register(
        self: Any,
        db_proxy_name: str,
        target_group_name: str,
        db_cluster_identifiers: list[str],
        db_instance_identifiers: list[str],
    ) -> Any:
        group = self.db_proxies[db_proxy_name].proxy_target_groups[target_group_name or "default"]
        known = {target.rds_resource_id for target in group.targets}
        for wanted in [*db_cluster_identifiers, *db_instance_identifiers]:
            if wanted in known:
                raise RDSClientError(
                    "DBProxyTargetAlreadyRegisteredFault",
                    f"Specified database {wanted} is already registered with the target group of {db_proxy_name}",
                )
        return original(self, db_proxy_name, target_group_name, db_cluster_identifiers, db_instance_identifiers)

    models.RDSBackend.register_db_proxy_targets = register
