"""Corrections of moto's Cognito user pools."""

from typing import Any

from moto.cognitoidp.models import CognitoIdpUserPoolDomain
from moto.cognitoidp.responses import CognitoIdpResponse

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
