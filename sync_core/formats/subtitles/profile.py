"""The limits that a style guide sets for subtitles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from attrs import Attribute, field, frozen, validators

from sync_core.base.errors import InputError

__all__ = ["Profile"]

_Check = Callable[[Any, "Attribute[Any]", Any], Any]


def _as_input_error(check: _Check) -> _Check:
    """Return a validator of attrs that raises what everything here raises."""

    def validate(instance: object, attribute: Attribute[Any], value: object) -> None:
        try:
            check(instance, attribute, value)
        except TypeError:
            raise InputError(f"{attribute.name} is a number, not {value!r}") from None
        except ValueError as error:
            # attrs puts more than its message into the error.
            raise InputError(f"{error.args[0]}") from None

    return validate


_AT_LEAST_ONE = _as_input_error(validators.ge(1))
_NOT_NEGATIVE = _as_input_error(validators.ge(0))
_MORE_THAN_ZERO = _as_input_error(validators.gt(0))


def _one_of(*choices: str) -> _Check:
    return _as_input_error(validators.in_(choices))


def _positive_or_none(
    _instance: object, attribute: Attribute[Any], value: float | None
) -> None:
    if value is not None and not value > 0:
        raise InputError(f"{attribute.name} is more than 0 or None, not {value!r}")


@frozen(kw_only=True)
class Profile:
    """The limits for cues; ``attrs.evolve`` makes your own from one of ``PROFILES``.

    Example:
        >>> from attrs import evolve
        >>> from sync_core import PROFILES
        >>> own = evolve(PROFILES["netflix-en"], name="own", max_chars=37)
        >>> own.min_gap_ms
        84
    """

    name: str
    summary: str = ""
    max_chars: int = field(default=42, validator=_AT_LEAST_ONE)
    """Maximum characters in a line, as ``counting`` counts them."""
    counting: Literal["characters", "full-width"] = field(
        default="characters", validator=_one_of("characters", "full-width")
    )
    """``characters``: a grapheme cluster counts one, a wide one such as Chinese counts
    two; ``full-width``: wide ones count one, all others (Latin letters, spaces) a
    half."""
    max_lines: int = field(default=2, validator=_AT_LEAST_ONE)
    max_words: int | None = field(default=None, validator=_positive_or_none)
    """Maximum words in a cue; None: no limit."""
    max_cps: float | None = field(default=None, validator=_positive_or_none)
    """Maximum reading speed in characters per second, as ``counting`` counts them."""
    aim_cps: float | None = field(default=None, validator=_positive_or_none)
    """The speed that shaping aims for where silence follows; None: ``max_cps``."""
    max_wpm: float | None = field(default=None, validator=_positive_or_none)
    """Maximum reading speed in words per minute."""
    aim_wpm: float | None = field(default=None, validator=_positive_or_none)
    min_ms: int = field(default=0, validator=_NOT_NEGATIVE)
    """Minimum duration of a cue in milliseconds."""
    max_ms: int = field(default=7000, validator=_AT_LEAST_ONE)
    """Maximum duration of a cue in milliseconds."""
    frame_rate: float = field(default=24.0, validator=_MORE_THAN_ZERO)
    """Frames per second, in which gaps are counted."""
    min_gap_frames: int = field(default=0, validator=_NOT_NEGATIVE)
    """Minimum frames between the end of a cue and the start of the next."""
    chain_below_ms: int = field(default=0, validator=_NOT_NEGATIVE)
    """Gaps below this are closed to the minimum gap."""
    max_early_ms: int = field(default=0, validator=_NOT_NEGATIVE)
    """Maximum time from a cue's start to its first word; a cue never starts later."""
    max_trail_ms: int = field(default=0, validator=_NOT_NEGATIVE)
    """Maximum time from a cue's last word to its end, for the reading speed; the
    minimum duration may exceed it."""
    max_pause_ms: int = field(default=2000, validator=_AT_LEAST_ONE)
    """A pause of this length or more between two words ends a cue."""
    missing: Literal["hide", "show"] = field(
        default="hide", validator=_one_of("hide", "show")
    )
    """Whether words of the script that were not said are shown."""
    extra: Literal["unscripted", "hide", "show"] = field(
        default="unscripted", validator=_one_of("unscripted", "hide", "show")
    )
    """Whether speech that is not in the script is shown; ``unscripted``: only in a
    document without a script."""
    sources: Mapping[str, str] = field(factory=dict, eq=False, repr=False)
    """The source of each value, by the name of the field."""

    @property
    def min_gap_ms(self) -> int:
        """The minimum gap in whole milliseconds, rounded up from frames."""
        return int(-(-self.min_gap_frames * 1000 // self.frame_rate))

    @property
    def max_columns(self) -> int:
        """The maximum length of a line in columns; a wide character has two."""
        return self.max_chars * self.columns_a_character

    @property
    def columns_a_character(self) -> int:
        """The number of columns that count as one character."""
        return 2 if self.counting == "full-width" else 1
