"""Corrections of moto's S3."""

import json
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import OWNER, FakeBucket, FakeDeleteMarker
from moto.s3.responses import S3Response

from .patching import after, patch


@patch
def s3_delete_marker_can_be_disposed() -> None:
    """Emptying a bucket whose versioning was suspended first, as `terraform destroy` does, meets delete markers
    that moto cannot dispose of: the destroy fails with a crash."""
    FakeDeleteMarker.dispose = lambda self, garbage=False: None


@patch
def s3_policy_conditions_are_honoured() -> None:
    """moto ignores the conditions of a bucket policy: "deny whatever comes without TLS" denies everything, so nobody
    can read an object of a bucket that follows the rules. A statement with a condition is left out here: the stand-in
    speaks plain HTTP on the loopback interface, where such a condition says nothing."""

    def get_permission(self: FakeBucket, action: str, resource: str) -> Any:
        if self.policy is None:
            return PermissionResult.NEUTRAL
        policy = json.loads(self.policy)
        statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
        unconditional = [statement for statement in statements if "Condition" not in statement]
        if not unconditional:
            return PermissionResult.NEUTRAL
        return IAMPolicy(json.dumps({**policy, "Statement": unconditional})).is_action_permitted(action, resource)

    FakeBucket.get_permission = get_permission


@patch
def s3_account_has_one_canonical_id() -> None:
    """moto names one canonical id of the account in its list of buckets and another in every access list: every plan
    of a bucket whose access list names its owner differs."""

    def correct(self: Any, answer: Any) -> Any:
        status, headers, body = answer
        text = body.decode() if isinstance(body, bytes) else body
        return status, headers, text.replace("bcaf1ffd86f41161ca5fb16fd081034f", OWNER)

    after(S3Response, "all_buckets", correct)
