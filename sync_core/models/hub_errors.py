"""Errors of the hub's client and of the network as ModelErrors."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sync_core.base.errors import ModelError, SyncCoreError
from sync_core.models.registry import HubSource

__all__ = ["translate_hub_errors"]


@contextmanager
def translate_hub_errors(name: str, source: HubSource) -> Iterator[None]:
    """Raise the errors of huggingface_hub and its HTTP client as ModelErrors."""
    from huggingface_hub import errors

    where = f"{source.repository} at {source.revision}"
    try:
        yield
    except SyncCoreError:
        raise
    except errors.OfflineModeIsEnabled as error:
        raise ModelError(
            f"cannot pull '{name}': HF_HUB_OFFLINE is set; unset it to use the network"
        ) from error
    except errors.RevisionNotFoundError as error:
        raise ModelError(f"cannot pull '{name}': the hub has no {where}") from error
    except errors.RepositoryNotFoundError as error:
        raise ModelError(
            f"cannot pull '{name}': the hub has no repository {source.repository}, or "
            "asks for a login that is not set up"
        ) from error
    except errors.HfHubHTTPError as error:
        raise ModelError(
            f"cannot pull '{name}' ({where}): the hub answered: {error}"
        ) from error
    except Exception as error:
        if isinstance(error, OSError) and _is_disk_error(error):
            raise
        if not isinstance(error, OSError) and not _is_network_error(error):
            raise
        raise ModelError(
            f"cannot pull '{name}' ({where}): {type(error).__name__}: {error}. See to "
            "the network (HF_ENDPOINT, proxy) and pull again: what has arrived is kept"
        ) from error


def _is_disk_error(error: OSError) -> bool:
    return error.filename is not None or error.errno in _DISK_ERRNOS


_DISK_ERRNOS = frozenset(
    {errno.EPERM, errno.EIO, errno.EACCES, errno.EFBIG, errno.ENOSPC, errno.EROFS}
) | {errno.EDQUOT}
"""The error numbers of writing to a disk."""


def _is_network_error(error: Exception) -> bool:
    # huggingface_hub has changed its HTTP client twice; these are all of them.
    return type(error).__module__.split(".")[0] in ("httpx", "httpx2", "requests")
