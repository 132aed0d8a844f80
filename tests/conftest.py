"""How tests are run, and what many share: the demo's clip, the installed plugins."""

import os
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

import property_tests
from sync_core import Audio, PluginManager, demo_clip

# The tests of pulling have a hub of their own on the loopback interface, and
# huggingface_hub reads this once, when it is imported.
os.environ.pop("HF_HUB_OFFLINE", None)

MAX_WORKERS = 4
"""More would not be quicker by much: each opens engines of its own, about 1.4 GB."""
ONE_THREAD = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS")
"""Set to 1 where workers share the cores: with two workers on two cores, whisper.cpp
takes a quarter less time (22 s, 30 s with two threads each)."""

FIRST_SENTENCE = "In May 1927, Charles Lindbergh flew alone from New York to Paris."
FIRST_SENTENCE_MS = 4_850
"""In the pause behind the first sentence of the demo's clip."""


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Share whole folders out to as many workers as there are cores.

    Not with ``-n`` or ``--pdb``, for single files, or where pytest-xdist is not loaded.
    """
    if not config.pluginmanager.hasplugin("xdist") or hasattr(config, "workerinput"):
        return
    option = config.option
    if option.numprocesses is None and not (option.tx or option.usepdb):
        workers = min(_cores(), MAX_WORKERS)
        are_folders = all(Path(argument).is_dir() for argument in config.args)
        option.numprocesses = workers if workers > 1 and are_folders else 0
    if option.numprocesses and option.dist == "no":
        # Neighbours stay together, and with them the engines that they share.
        option.dist = "worksteal"
    if option.dist != "no":
        # Libraries read these when they are loaded: in the workers, and in processes
        # that tests start.
        for variable in ONE_THREAD:
            os.environ.setdefault(variable, "1")


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def pytest_configure(config: pytest.Config) -> None:
    """Let property tests try all of their examples where slow tests are asked for."""
    if config.option.markexpr == "slow" and not config.option.hypothesis_profile:
        settings.load_profile(property_tests.FULL)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Count property tests among the slow ones where those are asked for."""
    if config.option.markexpr == "slow":
        for item in items:
            if is_hypothesis_test(getattr(item, "obj", None)):
                item.add_marker(pytest.mark.slow)


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
