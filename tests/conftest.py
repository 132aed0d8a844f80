"""What many tests share: the demo's clip, the installed plugins, small documents."""

import os
from pathlib import Path

import pytest

from sync_core import Audio, PluginManager, demo_clip

# The tests of pulling have a hub of their own on the loopback interface, and
# huggingface_hub reads this once, when it is imported.
os.environ.pop("HF_HUB_OFFLINE", None)

FIRST_SENTENCE = "In May 1927, Charles Lindbergh flew alone from New York to Paris."
FIRST_SENTENCE_MS = 4_850
"""In the pause behind the first sentence of the demo's clip."""


@pytest.fixture(scope="session")
def manager() -> PluginManager:
    """Everything that is installed; tests must not register plugins in it."""
    return PluginManager.installed({})


@pytest.fixture(scope="session")
def clip_path() -> Path:
    return demo_clip()[0]


@pytest.fixture(scope="session")
def clip_script() -> str:
    return demo_clip()[1]


@pytest.fixture(scope="session")
def clip(clip_path: Path) -> Audio:
    return Audio.load(clip_path)


@pytest.fixture(scope="session")
def first_sentence(clip: Audio) -> tuple[Audio, str]:
    """Five seconds and what is said in them."""
    return clip.slice(0, FIRST_SENTENCE_MS), FIRST_SENTENCE
