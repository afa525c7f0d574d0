"""Corrections of moto's load balancers."""

from typing import Any

from moto.elbv2.models import ELBv2Backend

from .patching import after, patch


@patch
def elbv2_balancer_is_public_unless_told() -> None:
    """A load balancer made without a scheme faces the internet; moto leaves its scheme empty, so whoever reads it back
    cannot tell the public one from the internal one."""

    def faces_the_internet(_self: Any, made: Any, *_args: Any, **_kwargs: Any) -> None:
        if not made.scheme:
            made.scheme = "internet-facing"

    after(ELBv2Backend, "create_load_balancer", faces_the_internet)
