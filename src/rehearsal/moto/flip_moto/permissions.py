"""The permissions of one role, looked at before every action of the operator's key.

moto's own enforcement needs real signatures and stops at the first refusal. This asks the same policies (moto's copy of
AWS's managed ones) by the same rules, notes what is missing for the gateway, and either goes on or refuses. Calls with
another key are the stand-in's own and are not looked at.
"""

import json
import os
import re
from typing import Any

OPERATOR_SESSION = "rehearsal"
# the name a request is signed for is not always the prefix of its actions
PREFIX = {"monitoring": "cloudwatch", "tagging": "tag"}
# S3 names some permissions otherwise than the requests they allow ("Actions, resources, and condition keys for Amazon S3")
S3_ACTIONS = {
    "HeadBucket": "ListBucket",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
}


def check(mode: str, role_name: str, policies: list[str], access_key: str) -> None:
    from moto.core import DEFAULT_ACCOUNT_ID
    from moto.core.authorization import ActionAuthenticatorMixin
    from moto.core.exceptions import AccessDeniedError
    from moto.iam.access_control import IAMPolicy, PermissionResult
    from moto.iam.models import iam_backends

    from .front import note_denied

    account = os.environ.get("MOTO_ACCOUNT_ID", DEFAULT_ACCOUNT_ID)
    backend = iam_backends[account]["aws"]
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
    }
    backend.create_role(role_name, json.dumps(trust), "/", None, "who rehearses", [], None)
    for name in policies:
        backend.attach_role_policy(f"arn:aws:iam::aws:policy/{name}", role_name)
    held = [IAMPolicy(policy) for policy in backend.list_attached_role_policies(role_name)[0]]
    who = f"arn:aws:sts::{account}:assumed-role/{role_name}/{OPERATOR_SESSION}"

    def permitted(action: str, resource: str) -> bool:
        results = [policy.is_action_permitted(action, resource) for policy in held]
        return PermissionResult.PERMITTED in results and PermissionResult.DENIED not in results

    def look(self: Any, _: type, resource: str = "*") -> None:
        scope = re.search(r"Credential=([^/,]+)/\d+/[^/,]+/([^/,]+)/", self.headers.get("Authorization", ""))
        if not scope or scope.group(1) != access_key:
            return
        name = self._get_action()
        name = name[0] if isinstance(name, list) else name
        action = f"{PREFIX.get(scope.group(2), scope.group(2))}:{S3_ACTIONS.get(name, name)}"
        # everybody may ask who they are
        if action == "sts:GetCallerIdentity" or permitted(action, resource):
            return
        note_denied({"action": action, "resource": resource, "who": who, "refused": mode == "enforce"})
        if mode == "enforce":
            raise AccessDeniedError(user_arn=who, action=action)

    ActionAuthenticatorMixin._authenticate_and_authorize_action = look
