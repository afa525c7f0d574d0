"""One-off tasks of the hub: what their containers would do to buckets and the file system, their logs and their ends.

Owns a small reading of the scripts that the Terraform root declares; no container and no shell is ever started.
A line it does not know fails the task, so that a changed script is noticed.
"""

import json
import re
from typing import Any

from moto.core.utils import unix_time, unix_time_millis
from moto.ec2.models import ec2_backends
from moto.ecs import models
from moto.logs.models import logs_backends
from moto.s3.models import FakeKey, s3_backends

from .patching import after, patch

Backend = models.EC2ContainerServiceBackend
LOOP = re.compile(r"^for (\w+) in ([^;]+); do (.*); done$")


class OneShot(models.Task):
    """A task whose end is known; it is seen running once, and stopped from then on."""

    def advance(self) -> None:
        if self.status == "RUNNING" and getattr(self, "seen", False):
            self.stop_as_it_must()
        self.seen = True

    def stop_as_it_must(self) -> None:
        container = self.containers[0]
        code, lines = self.outcome
        self.last_status = self.desired_status = container.last_status = "STOPPED"
        container.exitCode = code
        self.stopped_reason = "Essential container in task exited"
        self.stopped_at = unix_time()
        interfaces = ec2_backends[self._account_id][self.region_name].enis
        for attachment in self.attachments:
            for detail in attachment["details"]:
                if detail["name"] == "networkInterfaceId":
                    interfaces.pop(detail["value"], None)
        _log(self, lines)


def _log(task: OneShot, lines: list[str]) -> None:
    container = task.definition.container_definitions[0]
    options = (container.get("logConfiguration") or {}).get("options") or {}
    group, prefix = options.get("awslogs-group"), options.get("awslogs-stream-prefix")
    backend = logs_backends[task._account_id][task.region_name]
    if group not in backend.groups or not lines:
        return
    stream = f"{prefix}/{container['name']}/{task.id}"
    backend.create_log_stream(group, stream)
    now = int(unix_time_millis())
    backend.put_log_events(group, stream, [{"timestamp": now, "message": line} for line in lines])


class Files:
    """The hub's file system as sets of names, by access point; kept with the account's ECS."""

    def __init__(self, backend: Any, definition: Any):
        self.known: dict[str, dict[str, int]] = backend.__dict__.setdefault("flip_files", {})
        points = {
            volume["name"]: volume.get("efsVolumeConfiguration", {})
            .get("authorizationConfig", {})
            .get("accessPointId", volume["name"])
            for volume in definition.volumes
        }
        mounts = definition.container_definitions[0].get("mountPoints") or []
        self.mounts = {mount["containerPath"]: points[mount["sourceVolume"]] for mount in mounts}

    def at(self, path: str) -> tuple[dict[str, int], str]:
        """The files of the mounted folder, and the rest of the path below it."""
        for mount in sorted(self.mounts, key=len, reverse=True):
            if path == mount or path.startswith(mount + "/"):
                return self.known.setdefault(self.mounts[mount], {}), path[len(mount) + 1 :]
        raise LookupError(f"nothing is mounted at {path}")


class Failed(Exception):
    """A line of the script ended with something other than zero."""


def _objects(account: str, uri: str) -> dict[str, int]:
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    prefix = prefix.rstrip("/") + "/"
    keys = s3_backends[account]["aws"].get_bucket(bucket).keys
    return {
        name[len(prefix) :]: key.size
        for name, key in keys.items()
        if isinstance(key, FakeKey) and name.startswith(prefix) and not name.endswith("/")
    }


def _run_line(line: str, files: Files, environment: dict[str, str], account: str) -> list[str]:
    for name, value in environment.items():
        line = line.replace(f"${name}", value)
    if looped := LOOP.match(line):
        name, values, body = looped.groups()
        said = []
        for value in values.split():
            for part in body.split("; "):
                said += _run_line(part.replace(f"${name}", value), files, environment, account)
        return said
    if removed := re.match(r"^rm -rf (.+)$", line):
        for path in removed.group(1).split():
            files.at(path.removesuffix("/*"))[0].clear()
        return []
    if synced := re.match(r'^aws s3 sync "([^"]+)" (\S+) --no-progress$', line):
        source, target = synced.groups()
        found = _objects(account, source)
        files.at(target)[0].update(found)
        return [f"download: {source}/{name} to {target}/{name}" for name in sorted(found)]
    if held := re.match(r"^test -s (\S+)$", line):
        there, name = files.at(held.group(1))
        if there.get(name, 0) == 0:
            raise Failed(line)
        return []
    if listed := re.match(r'^test -n "\$\(ls -A (\S+)\)"$', line):
        if not files.at(listed.group(1))[0]:
            raise Failed(line)
        return []
    if re.match(r"^mkdir -p \S+$", line):
        return []
    raise LookupError(f"the stand-in does not know: {line}")


def _provision(files: Files, container: dict[str, Any], account: str) -> tuple[int, list[str]]:
    environment = {pair["name"]: pair["value"] for pair in container.get("environment") or []}
    script = container["command"][-1].removeprefix("set -e; ")
    said: list[str] = []
    try:
        for line in script.split(" && "):
            said += _run_line(line, files, environment, account)
    except Failed as line:
        return 1, [*said, f"failed: {line}"]
    except Exception as error:  # noqa: BLE001 - whatever it is, a container would end with it
        return 127, [*said, str(error)]
    return 0, said


def _register_keys(files: Files, container: dict[str, Any], _: str) -> tuple[int, list[str]]:
    environment = {pair["name"]: pair["value"] for pair in container.get("environment") or []}
    keys, certificates = files.at("/keys")[0], files.at("/certs")[0]
    said = []
    if "ca.crt" not in certificates:
        return 1, ["no certificate authority at /certs/ca.crt"]
    for trust in json.loads(environment["TRUST_NAMES"]):
        number = re.search(r"\d+$", trust)
        name = f"supernode_credentials_{number.group() if number else trust}"
        if name not in keys:
            return 1, [*said, f"no key of {trust}: /keys/{name}"]
        said.append(f"registered the key of {trust}")
    return 0, said


PROGRAMS = {"efs-provision-certs": _provision, "flower-register-supernode-keys": _register_keys}


@patch
def ecs_one_shots_do_their_work() -> None:
    """moto's one-off tasks do nothing and end well after four looks: a deployment whose kits are missing, or whose
    script is wrong, would be rehearsed with success."""

    def started(self: Any, tasks: list[Any], *_: Any, **__: Any) -> None:
        for task in tasks:
            definition = self.describe_task_definition(task.task_definition_arn)
            program = PROGRAMS.get(definition.family)
            if program is None:
                continue
            task.__class__ = OneShot
            task.definition = definition
            task.created_at = unix_time()
            task.outcome = program(Files(self, definition), definition.container_definitions[0], self.account_id)

    after(Backend, "run_task", started)
