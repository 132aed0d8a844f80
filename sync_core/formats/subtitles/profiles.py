"""The built-in profiles, as data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import evolve

from sync_core.base.errors import InputError
from sync_core.base.suggestions import suggest_name
from sync_core.document.document import Document
from sync_core.document.language_tags import primary_subtag
from sync_core.formats.subtitles.profile import Profile

__all__ = ["PROFILES", "choose_profile", "get_language_profile"]

_GENERAL = "Netflix Timed Text Style Guide, General Requirements (215758617)"
_TIMING = "Netflix Subtitle Timing Guidelines (360051554394)"
_CHECKER = "Subtitle Edit, NetflixQualityCheck, reading speeds by language"
_SDH = f"{_CHECKER}; SDH, as these are captions of what is said"
_ENGLISH = "Netflix English Timed Text Style Guide (217350977)"
_JAPANESE = "Netflix Japanese Timed Text Style Guide (360034199033)"
_KOREAN = "Netflix Korean Timed Text Style Guide (216001127)"
_BBC = "BBC Subtitle Guidelines, sections 3-6"
_DCMP = "DCMP Captioning Key (dcmp.org/learn/5 and /597)"
_OURS = "ours"
_SHOWN = "ours: the longest silence that a viewer takes for one utterance"


_DEFAULT = Profile(
    name="netflix-default",
    summary="Netflix, languages without a profile of their own",
    max_chars=42,
    max_lines=2,
    max_cps=17,
    min_ms=833,
    max_ms=7000,
    frame_rate=24.0,
    min_gap_frames=2,
    chain_below_ms=500,
    max_early_ms=83,
    max_trail_ms=500,
    sources={
        "max_chars": _GENERAL,
        "max_lines": _GENERAL,
        "max_cps": _CHECKER,
        "min_ms": f"{_GENERAL}: 5/6 of a second",
        "max_ms": _GENERAL,
        "frame_rate": f"{_OURS}: film, where the video's is not known",
        "min_gap_frames": f"{_GENERAL}: at any frame rate",
        "chain_below_ms": f"{_TIMING}: 3 frames to half a second less one",
        "max_early_ms": f"{_TIMING}: two frames",
        "max_trail_ms": f"{_TIMING}: half a second",
        "max_pause_ms": _SHOWN,
    },
)


def _derive(base: Profile, *, sources: Mapping[str, str], **changes: object) -> Profile:
    return evolve(base, sources={**base.sources, **sources}, **changes)  # type: ignore[arg-type]


_ENGLISH_ADULT = _derive(
    _DEFAULT,
    name="netflix-en",
    summary="Netflix, English",
    max_cps=20,
    sources={"max_chars": _ENGLISH, "max_cps": _ENGLISH},
)
_PROFILES = (
    _ENGLISH_ADULT,
    _derive(
        _ENGLISH_ADULT,
        name="netflix-en-kids",
        summary="Netflix, English, programmes for children",
        max_cps=17,
        sources={"max_cps": _ENGLISH},
    ),
    _DEFAULT,
    _derive(
        _DEFAULT,
        name="netflix-ja",
        summary="Netflix, Japanese",
        max_chars=13,
        counting="full-width",
        max_cps=7,
        aim_cps=4,
        min_ms=500,
        min_gap_frames=0,
        chain_below_ms=0,
        sources={
            "max_chars": f"{_JAPANESE}: horizontal",
            "counting": _CHECKER,
            "max_cps": _SDH,
            "aim_cps": f"{_CHECKER}; subtitles",
            "min_ms": f"{_CHECKER}: half a second",
            "min_gap_frames": f"{_CHECKER}: no rule",
            "chain_below_ms": f"{_CHECKER}: no rule",
        },
    ),
    _derive(
        _DEFAULT,
        name="netflix-ko",
        summary="Netflix, Korean",
        max_chars=16,
        counting="full-width",
        max_cps=14,
        aim_cps=12,
        sources={
            "max_chars": _KOREAN,
            "counting": _KOREAN,
            "max_cps": _SDH,
            "aim_cps": f"{_CHECKER}; subtitles",
        },
    ),
    _derive(
        _DEFAULT,
        name="netflix-zh",
        summary="Netflix, Chinese",
        max_chars=16,
        counting="full-width",
        max_cps=11,
        aim_cps=9,
        sources={
            "max_chars": _CHECKER,
            "counting": f"{_OURS}: as Netflix counts Korean",
            "max_cps": _SDH,
            "aim_cps": f"{_CHECKER}; subtitles",
        },
    ),
    Profile(
        name="bbc",
        summary="BBC, broadcast",
        max_chars=37,
        max_lines=2,
        max_wpm=200,
        aim_wpm=180,
        min_ms=300,
        max_ms=7000,
        frame_rate=25.0,
        chain_below_ms=1000,
        max_early_ms=1500,
        max_trail_ms=1500,
        sources={
            "max_chars": f"{_BBC}: broadcast",
            "max_lines": _BBC,
            "max_wpm": f"{_BBC}: at least 0.3 s a word",
            "aim_wpm": f"{_BBC}: 160 to 180",
            "min_ms": f"{_BBC}: 0.3 s a word, for one word",
            "max_ms": f"{_OURS}: as Netflix; the guide sets none",
            "frame_rate": f"{_OURS}: European television",
            "min_gap_frames": f"{_BBC}: no gap, or one of a second or more",
            "chain_below_ms": f"{_BBC}: no gap, or one of a second or more",
            "max_early_ms": _BBC,
            "max_trail_ms": _BBC,
            "max_pause_ms": _SHOWN,
        },
    ),
    Profile(
        name="dcmp",
        summary="Described and Captioned Media Program",
        max_chars=32,
        max_lines=2,
        max_wpm=225,
        aim_wpm=160,
        min_ms=1333,
        max_ms=6000,
        frame_rate=30.0,
        max_trail_ms=500,
        sources={
            "max_chars": _DCMP,
            "max_lines": _DCMP,
            "max_wpm": f"{_DCMP}: never more",
            "aim_wpm": f"{_DCMP}: 150 to 160 for adults",
            "min_ms": f"{_DCMP}: 40 frames",
            "max_ms": _DCMP,
            "frame_rate": f"{_OURS}: American television",
            "min_gap_frames": f"{_OURS}: the guide sets none",
            "chain_below_ms": f"{_OURS}: the guide sets none",
            "max_early_ms": f"{_OURS}: the guide sets none",
            "max_trail_ms": f"{_OURS}: as Netflix",
            "max_pause_ms": _SHOWN,
        },
    ),
    Profile(
        name="social-vertical",
        summary="Upright video on phones",
        max_chars=25,
        max_lines=2,
        max_cps=20,
        min_ms=500,
        max_ms=3500,
        frame_rate=30.0,
        chain_below_ms=500,
        max_trail_ms=500,
        max_pause_ms=1000,
        sources={
            "max_chars": f"{_BBC}: about 25 in 9:16",
            "max_lines": _OURS,
            "max_cps": f"{_OURS}: as netflix-en",
            "min_ms": f"{_OURS}: quick cuts; half a second, as Netflix in Japanese",
            "max_ms": f"{_OURS}: half of Netflix's, for half of its text",
            "frame_rate": f"{_OURS}: what phones record",
            "min_gap_frames": f"{_OURS}: cues follow on each other",
            "chain_below_ms": f"{_OURS}: as Netflix",
            "max_early_ms": f"{_OURS}: text appears with its first word",
            "max_trail_ms": f"{_OURS}: as Netflix",
            "max_pause_ms": f"{_OURS}: half of the others'",
        },
    ),
    Profile(
        name="karaoke",
        summary="One line, shown while it is sung or said, for word by word colour",
        max_chars=42,
        max_lines=1,
        max_ms=10_000,
        chain_below_ms=100,
        max_pause_ms=1000,
        sources={
            "max_chars": f"{_OURS}: as Netflix",
            "max_lines": _OURS,
            "min_ms": f"{_OURS}: the words' own times count",
            "max_ms": f"{_OURS}: slow singing fills a line in about that",
            "frame_rate": f"{_OURS}: not used",
            "min_gap_frames": f"{_OURS}: the words' own times count",
            "chain_below_ms": f"{_OURS}: shorter gaps only flicker",
            "max_early_ms": f"{_OURS}: the words' own times count",
            "max_trail_ms": f"{_OURS}: the words' own times count",
            "max_pause_ms": f"{_OURS}: a rest ends the line",
        },
    ),
    Profile(
        name="one-word",
        summary="Each word on its own, shown while it is said",
        max_chars=42,
        max_lines=1,
        max_words=1,
        max_ms=7000,
        chain_below_ms=250,
        max_pause_ms=1000,
        sources={
            "max_chars": f"{_OURS}: as Netflix",
            "max_lines": _OURS,
            "max_words": _OURS,
            "min_ms": f"{_OURS}: the words' own times count",
            "max_ms": f"{_OURS}: as Netflix",
            "frame_rate": f"{_OURS}: not used",
            "min_gap_frames": f"{_OURS}: the words' own times count",
            "chain_below_ms": f"{_OURS}: shorter gaps only flicker",
            "max_early_ms": f"{_OURS}: the words' own times count",
            "max_trail_ms": f"{_OURS}: the words' own times count",
            "max_pause_ms": f"{_OURS}: not used",
        },
    ),
)

PROFILES: Mapping[str, Profile] = MappingProxyType({p.name: p for p in _PROFILES})
"""The built-in profiles, by name."""


def get_language_profile(language: str | None) -> Profile:
    """Return the profile for a language: Netflix's for it, or Netflix's default."""
    try:
        primary = primary_subtag(language) if language else ""
    except InputError:
        # A document may hold any text as its language.
        return _DEFAULT
    return PROFILES.get(f"netflix-{primary}", _DEFAULT)


def choose_profile(document: Document, profile: Profile | str | None) -> Profile:
    """Return the given profile, or the one for the document's language.

    Raises:
        InputError: There is no profile of that name.
    """
    if isinstance(profile, Profile):
        return profile
    if profile is None:
        return get_language_profile(document.language)
    if profile not in PROFILES:
        raise InputError(
            f"no profile {profile!r}{suggest_name(profile, PROFILES)}; "
            f"there are: {', '.join(PROFILES)}"
        )
    return PROFILES[profile]
