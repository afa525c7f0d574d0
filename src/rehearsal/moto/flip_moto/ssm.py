"""Corrections of moto's Systems Manager."""

from typing import Any

from moto.core.utils import utcnow
from moto.ec2.models import ec2_backends
from moto.ssm.models import Command, Parameter, ParameterDict

from .patching import patch

UBUNTU = "/aws/service/canonical/ubuntu/server/"
CANONICAL = "099720109477"


@patch
def ssm_command_runs_only_where_it_was_sent() -> None:
    """moto sends a command that names instances to every instance of the account as well."""

    original = Command._get_instance_ids_from_targets
    Command._get_instance_ids_from_targets = lambda self: original(self) if self.targets else []


@patch
def ssm_knows_the_ubuntu_images() -> None:
    """moto lacks Canonical's public parameters (…/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id): a plan that
    looks the trust host's image up fails. Any release answers with an image that moto's EC2 knows."""

    original = ParameterDict._check_loading_status

    def load(self: Any, key: Any) -> None:
        original(self, key)
        name = str(key or "")
        if not (name.startswith(UBUNTU) and name.endswith("/ami-id")) or dict.__contains__(self, name):
            return
        architecture = "arm64" if "/arm64/" in name else "x86_64"
        images = ec2_backends[self.account_id][self.region_name].describe_images(
            filters={"architecture": [architecture], "owner-id": [CANONICAL]}
        ) or ec2_backends[self.account_id][self.region_name].describe_images(filters={"architecture": [architecture]})
        newest = sorted(images, key=lambda image: (str(image.name), image.id))[-1]
        dict.__setitem__(
            self,
            name,
            [
                Parameter(
                    account_id=self.account_id,
                    name=name,
                    value=newest.id,
                    parameter_type="String",
                    description=None,
                    allowed_pattern=None,
                    keyid=None,
                    last_modified_date=utcnow().timestamp(),
                    version=1,
                    data_type="aws:ec2:image",
                )
            ],
        )

    ParameterDict._check_loading_status = load
