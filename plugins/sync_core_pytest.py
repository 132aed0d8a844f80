"""Fixtures for tests of plugins; pytest loads this wherever sync-core is installed.

So nothing is imported here before a test asks for it: not even ``sync_core``, that its
lines may be seen by whatever measures coverage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sync_core import Audio, Document, PluginManager

__all__ = [
    "sync_core_documents",
    "sync_core_installed",
    "sync_core_manager",
    "sync_core_sounds",
    "sync_core_speech",
]


@pytest.fixture
def sync_core_manager() -> Callable[..., PluginManager]:
    """``sync_core.testing.manager_of``: a manager that knows these records alone."""
    from sync_core.testing import manager_of

    return manager_of


@pytest.fixture(scope="session")
def sync_core_installed() -> PluginManager:
    """A manager with everything that is installed, whatever the environment says."""
    from sync_core import PluginManager

    return PluginManager.installed({})


@pytest.fixture
def sync_core_documents() -> Mapping[str, Document]:
    """``sync_core.testing.sample_documents()``: one of each awkward kind, by name."""
    from sync_core.testing import sample_documents

    return sample_documents()


@pytest.fixture(scope="session")
def sync_core_speech() -> tuple[Audio, str]:
    """Five seconds of English, and what is said in them."""
    from sync_core.testing import english_speech

    return english_speech()


@pytest.fixture
def sync_core_sounds() -> Callable[..., Audio]:
    """``sync_core.testing.made_audio``: audio that sounds in the given spans alone."""
    from sync_core.testing import made_audio

    return made_audio
