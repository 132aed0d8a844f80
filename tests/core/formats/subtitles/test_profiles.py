import re
from pathlib import Path
from typing import Any

import attrs
import pytest

from sync_core import PROFILES, Document, InputError, Profile, cues
from sync_core.formats.subtitles import RULES, get_language_profile

PAGE = Path(__file__).parents[4] / "docs/reference/subtitle-profiles.md"
NAMES = (
    "netflix-en netflix-en-kids netflix-default netflix-ja netflix-ko netflix-zh bbc "
    "dcmp social-vertical karaoke one-word"
)
# What it is called, how it counts and what it shows is no limit.
NOT_LIMITS = {"name", "summary", "sources", "missing", "extra"}


def test_the_names() -> None:
    assert list(PROFILES) == NAMES.split()
    assert all(name == profile.name for name, profile in PROFILES.items())


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda p: p.name)
def test_every_limit_has_its_source(profile: Profile) -> None:
    for field in attrs.fields(Profile):
        if field.name in NOT_LIMITS:
            continue
        value = getattr(profile, field.name)
        if value is not None and (value != field.default or field.name == "max_ms"):
            assert field.name in profile.sources, field.name
    assert all(profile.sources.values())


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda p: p.name)
def test_the_page_has_every_value(profile: Profile) -> None:
    rows = re.findall(
        rf"^\| `{profile.name}` \| `(\w+)` \| (.+?) \| (.+?) \|$",
        PAGE.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    expected = [
        (name, str(getattr(profile, name)), source)
        for name, source in profile.sources.items()
    ]
    assert sorted(rows) == sorted(expected)


def test_the_page_has_every_rule() -> None:
    rows = re.findall(
        r"^\| `(cue-[a-z-]+)` \| (\w+) \|", PAGE.read_text(encoding="utf-8"), re.M
    )
    assert dict(rows) == dict(RULES)


@pytest.mark.parametrize(
    ("language", "name"),
    [
        (None, "netflix-default"),
        ("", "netflix-default"),
        ("no tag at all", "netflix-default"),
        ("fr", "netflix-default"),
        ("en-GB", "netflix-en"),
        ("jpn", "netflix-ja"),
        ("ko", "netflix-ko"),
        ("zh-Hant-TW", "netflix-zh"),
    ],
)
def test_a_language_has_its_profile(language: str | None, name: str) -> None:
    assert get_language_profile(language).name == name


def test_a_gap_is_never_short_of_its_frames() -> None:
    netflix = PROFILES["netflix-en"]
    assert netflix.min_gap_ms == 84
    assert attrs.evolve(netflix, frame_rate=25).min_gap_ms == 80
    assert attrs.evolve(netflix, frame_rate=23.976).min_gap_ms == 84


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean 'netflix-en'"):
        cues(Document([]), "netflx-en")


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_chars": 0},
        {"max_chars": "a"},
        {"counting": "words"},
        {"min_ms": -1},
        {"frame_rate": 0},
        {"missing": "maybe"},
    ],
)
def test_impossible_limits_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(wrong))):
        attrs.evolve(PROFILES["bbc"], **wrong)
    with pytest.raises(InputError, match="max_cps"):
        attrs.evolve(PROFILES["bbc"], max_cps=0)
