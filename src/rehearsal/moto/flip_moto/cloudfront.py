"""Corrections of moto's CloudFront distributions. Functions, policies and VPC origins are the gateway's."""

from typing import Any

from moto.cloudfront import models

from .patching import after, patch


@patch
def cloudfront_origin_keeps_access_control() -> None:
    """moto drops OriginAccessControlId of an origin: every plan wants to set it again."""

    def keep(self: Any, _: Any, origin: dict[str, Any]) -> None:
        self.origin_access_control_id = origin.get("OriginAccessControlId") or ""

    after(models.Origin, "__init__", keep)


@patch
def cloudfront_origin_keeps_vpc_origin() -> None:
    """moto drops VpcOriginConfig of an origin: every plan wants to set it again, and the API has no way in."""

    def keep(self: Any, _: Any, origin: dict[str, Any]) -> None:
        config = origin.get("VpcOriginConfig")
        if config:
            self.vpc_origin_config = {
                "OriginKeepaliveTimeout": 5,
                "OriginReadTimeout": 30,
                **config,
            }

    after(models.Origin, "__init__", keep)


@patch
def cloudfront_behaviour_with_policy_has_no_forwarded_values() -> None:
    """moto invents ForwardedValues beside a cache policy, which AWS never returns: every plan wants them gone."""

    def drop(self: Any, _: Any, config: dict[str, Any]) -> None:
        if config.get("CachePolicyId"):
            self.forwarded_values = None

    after(models.DefaultCacheBehaviour, "__init__", drop)


@patch
def cloudfront_behaviour_keeps_functions() -> None:
    """moto drops FunctionAssociations of a behaviour: every plan wants the rewrite function attached again."""

    def keep(self: Any, _: Any, config: dict[str, Any]) -> None:
        items = (config.get("FunctionAssociations") or {}).get("Items") or []
        self.function_associations = {"Quantity": len(items), **({"Items": items} if items else {})}

    after(models.DefaultCacheBehaviour, "__init__", keep)


@patch
def cloudfront_own_certificate_is_not_the_default() -> None:
    """moto answers CloudFrontDefaultCertificate=true beside a certificate of one's own: every plan differs."""

    def correct(self: Any, _: Any, config: dict[str, Any]) -> None:
        if config.get("ACMCertificateArn") or config.get("IAMCertificateId"):
            self.cloud_front_default_certificate = False

    after(models.ViewerCertificate, "__init__", correct)


@patch
def cloudfront_default_certificate_names_no_other() -> None:
    """moto answers empty certificate names beside CloudFront's default one, which the provider takes for a
    certificate with its own SSL method: every plan of a distribution without an alias differs."""

    def correct(self: Any, _: Any, config: dict[str, Any]) -> None:
        self.iam_certificate_id = self.iam_certificate_id or None
        self.acm_certificate_arn = self.acm_certificate_arn or None
        if not config.get("ACMCertificateArn") and not config.get("IAMCertificateId"):
            self.ssl_support_method = "vip"

    after(models.ViewerCertificate, "__init__", correct)


@patch
def cloudfront_invalidation_completes() -> None:
    """moto's status is COMPLETED where AWS says Completed: waiting for an invalidation never ends."""

    def complete(self: Any, *_: Any, **__: Any) -> None:
        self.status = "Completed"

    after(models.Invalidation, "__init__", complete)
