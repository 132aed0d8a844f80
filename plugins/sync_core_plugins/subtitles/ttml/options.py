"""What can be asked of the TTML writer."""

from __future__ import annotations

from typing import Any

from attrs import Attribute, field, frozen

from sync_core_plugins.subtitles.cues import CueOptions
from sync_core_plugins.subtitles.option_checks import check_pattern

__all__ = ["TtmlOptions"]

_LENGTHS = r"(?:100|[0-9]{1,2})(?:\.[0-9]+)?%"


def _check_per_cent(
    _instance: object, attribute: Attribute[Any], value: object
) -> None:
    if not isinstance(value, int) or not 1 <= value <= 1000:
        raise ValueError(f"{attribute.name} is a whole per cent, not {value!r}")


@frozen
class TtmlOptions(CueOptions):
    """Options of TTML."""

    words: bool = False
    """Whether to write the times of words, as timed spans; players then show each word
    from its start on."""
    color: str = field(
        default="white", validator=check_pattern("[a-z]+|#[0-9A-Fa-f]{6}", "red")
    )
    """Colour of the text: a name, or ``#rrggbb``."""
    background: str = field(
        default="black",
        validator=check_pattern("[a-z]+|#[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?", "red"),
    )
    """Colour behind the text; ``transparent``, or ``#000000aa`` with a last pair for
    how opaque it is."""
    size: int = field(default=80, validator=_check_per_cent)
    """Height of the letters, in per cent of a cell (a fifteenth of the picture)."""
    origin: str = field(
        default="10% 80%", validator=check_pattern(f"{_LENGTHS} {_LENGTHS}", "10% 80%")
    )
    """Left upper corner of the region in which the text stands, at its bottom."""
    extent: str = field(
        default="80% 15%", validator=check_pattern(f"{_LENGTHS} {_LENGTHS}", "80% 15%")
    )
    """Width and height of the region; with ``origin`` it stays inside the picture."""

    def __attrs_post_init__(self) -> None:
        corner, size = self.origin.split(), self.extent.split()
        for start, length in zip(corner, size, strict=True):
            if float(start[:-1]) + float(length[:-1]) > 100:
                raise ValueError(
                    f"origin {self.origin!r} and extent {self.extent!r} reach out of "
                    "the picture"
                )
