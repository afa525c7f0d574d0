"""Corrections of moto's SES, both API versions."""

from typing import Any

from moto.ses import models
from moto.sesv2.models import SESV2Backend

from .patching import after, patch


@patch
def ses_configuration_set_sends_a_boolean() -> None:
    """moto answers SendingEnabled as an object; the provider cannot decode it, and one such resource makes
    every later plan fail."""

    def decode(self: Any, *_: Any, **__: Any) -> None:
        if isinstance(self.enabled, dict):
            self.enabled = bool(self.enabled.get("SendingEnabled", True))

    after(models.ConfigurationSet, "__init__", decode)


@patch
def ses_configuration_set_leaves_out_what_was_not_set() -> None:
    """moto answers empty option groups that nobody set: every plan wants to remove them."""

    def prune(self: Any, answer: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in answer.items() if value not in ({}, [], None)}

    after(models.ConfigurationSet, "to_dict_v2", prune)


@patch
def ses_identity_keeps_its_tags() -> None:
    """moto files the tags of a new identity under another ARN than it reads: the plan after an apply differs."""

    def tag(self: Any, _: Any, email_identity: str, tags: Any, *__: Any, **___: Any) -> None:
        if tags:
            arn = f"arn:aws:ses:{self.region_name}:{self.account_id}:identity/{email_identity}"
            self.core_backend.tagger.tag_resource(arn, tags)

    after(SESV2Backend, "create_email_identity", tag)
