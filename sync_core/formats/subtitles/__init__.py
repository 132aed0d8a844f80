"""Subtitle cues by the rules of a style guide: shaping and checking."""

from typing import TYPE_CHECKING

from sync_core.base.lazy_imports import import_lazily

if TYPE_CHECKING:
    from sync_core.formats.subtitles.cue import Cue
    from sync_core.formats.subtitles.profile import Profile
    from sync_core.formats.subtitles.profiles import (
        PROFILES,
        choose_profile,
        get_language_profile,
    )
    from sync_core.formats.subtitles.rule_checks import RULES, check_cues
    from sync_core.formats.subtitles.shaping import cues
    from sync_core.formats.subtitles.visible_text import (
        find_word_spans,
        untimed_segments,
    )
    from sync_core.formats.subtitles.written_cues import cues_as_written
else:
    # A plugin with a ``Profile`` among its options needs no shaping at import.
    __getattr__, __dir__ = import_lazily(
        __name__,
        {
            "Cue": "sync_core.formats.subtitles.cue",
            "PROFILES": "sync_core.formats.subtitles.profiles",
            "Profile": "sync_core.formats.subtitles.profile",
            "RULES": "sync_core.formats.subtitles.rule_checks",
            "check_cues": "sync_core.formats.subtitles.rule_checks",
            "choose_profile": "sync_core.formats.subtitles.profiles",
            "cues": "sync_core.formats.subtitles.shaping",
            "cues_as_written": "sync_core.formats.subtitles.written_cues",
            "get_language_profile": "sync_core.formats.subtitles.profiles",
            "untimed_segments": "sync_core.formats.subtitles.visible_text",
            "find_word_spans": "sync_core.formats.subtitles.visible_text",
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
    "find_word_spans",
    "get_language_profile",
    "untimed_segments",
]
