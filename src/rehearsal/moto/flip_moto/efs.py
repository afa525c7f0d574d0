"""Corrections of moto's EFS. Backup policies are the gateway's."""

from typing import Any

from moto.efs.responses import EFSResponse

from .patching import patch


@patch
def efs_file_system_policy_can_be_deleted() -> None:
    """moto lacks DeleteFileSystemPolicy, and the policy is inside its file systems: the destroy of one that has a
    policy fails."""

    def delete(self: Any) -> Any:
        self.efs_backend.file_systems_by_id[self._get_param("FileSystemId")].file_system_policy = None
        return 204, {}, ""

    EFSResponse.delete_file_system_policy = delete
