"""Corrections of moto's S3."""

from moto.s3.models import FakeDeleteMarker

from .patching import patch


@patch
def s3_delete_marker_can_be_disposed() -> None:
    """Emptying a bucket that has delete markers of objects older than its versioning dies in moto with an
    AttributeError; `terraform destroy` of a bucket with force_destroy suffers."""
    FakeDeleteMarker.dispose = lambda self, garbage=False: None
