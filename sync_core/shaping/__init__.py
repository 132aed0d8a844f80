"""From words to subtitle cues that keep to a house's rules, and checking others'."""

from sync_core.shaping._as_written import cues_as_written
from sync_core.shaping._check import RULES, check_cues
from sync_core.shaping._cue import Cue
from sync_core.shaping._profile import Profile
from sync_core.shaping._profiles import PROFILES, choose_profile, profile_for
from sync_core.shaping._shape import cues
from sync_core.shaping._shown import untimed_segments, word_spans

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
