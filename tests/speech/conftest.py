"""Recordings of human speakers that come from outside the project."""

import os

import pytest

from prompts import missing


@pytest.fixture(scope="session", autouse=True)
def recordings() -> None:
    """Skip where the recordings are missing, unless they are insisted on."""
    absent = missing()
    if not absent:
        return
    names = " ".join(
        f"asterisk-core-sounds-{code} asterisk-core-sounds-{code}-g722"
        for code in absent
    )
    reason = f"needs recordings: apt-get install {names}"
    if os.environ.get("SYNC_CORE_REQUIRE_SPEECH"):
        pytest.fail(reason)
    pytest.skip(reason)
