"""From words to subtitle cues that keep to a house's rules, and checking others'."""

from typing import TYPE_CHECKING

from sync_core._later import later

if TYPE_CHECKING:
    from sync_core.shaping._as_written import cues_as_written
    from sync_core.shaping._check import RULES, check_cues
    from sync_core.shaping._cue import Cue
    from sync_core.shaping._profile import Profile
    from sync_core.shaping._profiles import PROFILES, choose_profile, profile_for
    from sync_core.shaping._shape import cues
    from sync_core.shaping._shown import untimed_segments, word_spans
else:
    # A plugin that names a ``Profile`` among its options needs no shaping yet.
    __getattr__, __dir__ = later(
        __name__,
        {
            "Cue": "sync_core.shaping._cue",
            "PROFILES": "sync_core.shaping._profiles",
            "Profile": "sync_core.shaping._profile",
            "RULES": "sync_core.shaping._check",
            "check_cues": "sync_core.shaping._check",
            "choose_profile": "sync_core.shaping._profiles",
            "cues": "sync_core.shaping._shape",
            "cues_as_written": "sync_core.shaping._as_written",
            "profile_for": "sync_core.shaping._profiles",
            "untimed_segments": "sync_core.shaping._shown",
            "word_spans": "sync_core.shaping._shown",
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
