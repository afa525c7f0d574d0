"""Corrections of moto's S3."""

from moto.s3.models import FakeDeleteMarker

from .patching import patch


@patch
def s3_delete_marker_can_be_disposed() -> None:
    """Emptying a bucket whose versioning was suspended first, as `terraform destroy` does, meets delete markers
    that moto cannot dispose of: the destroy fails with a crash."""
    FakeDeleteMarker.dispose = lambda self, garbage=False: None
