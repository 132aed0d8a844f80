"""From words to subtitle cues that keep to a house's rules, and checking others'."""

from typing import TYPE_CHECKING

from sync_core.base.lazy_names import later

if TYPE_CHECKING:
    from sync_core.formats.subtitles.as_written import cues_as_written
    from sync_core.formats.subtitles.check import RULES, check_cues
    from sync_core.formats.subtitles.cue import Cue
    from sync_core.formats.subtitles.profile import Profile
    from sync_core.formats.subtitles.profiles import (
        PROFILES,
        choose_profile,
        profile_for,
    )
    from sync_core.formats.subtitles.shape import cues
    from sync_core.formats.subtitles.shown_text import untimed_segments, word_spans
else:
    # A plugin that names a ``Profile`` among its options needs no shaping yet.
    __getattr__, __dir__ = later(
        __name__,
        {
            "Cue": "sync_core.formats.subtitles.cue",
            "PROFILES": "sync_core.formats.subtitles.profiles",
            "Profile": "sync_core.formats.subtitles.profile",
            "RULES": "sync_core.formats.subtitles.check",
            "check_cues": "sync_core.formats.subtitles.check",
            "choose_profile": "sync_core.formats.subtitles.profiles",
            "cues": "sync_core.formats.subtitles.shape",
            "cues_as_written": "sync_core.formats.subtitles.as_written",
            "profile_for": "sync_core.formats.subtitles.profiles",
            "untimed_segments": "sync_core.formats.subtitles.shown_text",
            "word_spans": "sync_core.formats.subtitles.shown_text",
        },
    )

__all__ = [
    "PROFILES",
    "RULES",
    "Cue",
    "Profile",
    "check_cues",
    "choose_profile",
    "cues",
    "cues_as_written",
    "profile_for",
    "untimed_segments",
    "word_spans",
]
