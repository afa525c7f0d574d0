"""Corrections of moto's Cognito user pools."""

from typing import Any

from moto.cognitoidp.models import CognitoIdpUserPoolDomain
from moto.cognitoidp.responses import CognitoIdpResponse
from moto.core.responses import ActionResult

from .patching import after, patch


@patch
def cognito_domain_keeps_its_login_version() -> None:
    """moto drops ManagedLoginVersion of a user pool's domain: every plan wants to set it again."""

    def keep(self: Any, _: Any) -> None:
        version = self._get_param("ManagedLoginVersion")
        domain = self.backend.describe_user_pool_domain(self._get_param("Domain"))
        if version is not None and domain is not None:
            domain.managed_login_version = version

    def show(self: Any, answer: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        return {**answer, "ManagedLoginVersion": getattr(self, "managed_login_version", 1)}

    after(CognitoIdpResponse, "create_user_pool_domain", keep)
    after(CognitoIdpResponse, "update_user_pool_domain", keep)
    after(CognitoIdpUserPoolDomain, "to_json", show)


@patch
def cognito_pool_can_be_tagged() -> None:
    """moto lacks the tag operations of Cognito, and the tags are inside its pools: the apply stops at the default tags
    of a pool that was imported, or whose environment changed."""

    def tags_of(self: Any) -> dict[str, str]:
        pool = self.backend.describe_user_pool(self._get_param("ResourceArn").split("/")[-1])
        return pool.extended_config.setdefault("UserPoolTags", {})

    def tag(self: Any) -> ActionResult:
        tags_of(self).update(self._get_param("Tags") or {})
        return ActionResult({})

    def untag(self: Any) -> ActionResult:
        for key in self._get_param("TagKeys") or []:
            tags_of(self).pop(key, None)
        return ActionResult({})

    CognitoIdpResponse.tag_resource = tag
    CognitoIdpResponse.untag_resource = untag
    CognitoIdpResponse.list_tags_for_resource = lambda self: ActionResult({"Tags": tags_of(self)})
