"""What can be asked of the ASS writer."""

from __future__ import annotations

from attrs import field, frozen, validators

from sync_core_plugins.subtitles.cues import CueOptions
from sync_core_plugins.subtitles.option_checks import check_pattern

__all__ = ["AssOptions"]


_COLOR = check_pattern("#[0-9A-Fa-f]{6}", "#ffff00")


@frozen
class AssOptions(CueOptions):
    """Options of Advanced SubStation Alpha."""

    karaoke: bool = False
    """Whether to write the times of words, so that each changes its colour while it is
    said."""
    sweep: bool = True
    """With ``karaoke``: whether the colour moves through a word (``\\kf``) or changes
    at its start (``\\k``)."""
    font: str = field(default="Arial", validator=check_pattern(r"[^,\r\n]+", "Arial"))
    """A font that players have; they take another where they do not."""
    size: int | None = field(
        default=None, validator=validators.optional(validators.ge(1))
    )
    """Height of the letters, in pixels of ``resolution``; None: 6 % of its height."""
    resolution: str = field(
        default="1920x1080",
        validator=check_pattern("[1-9][0-9]{0,4}x[1-9][0-9]{0,4}", "1x1"),
    )
    """The picture that sizes are meant for; players scale them to their own."""
    color: str = field(default="#ffffff", validator=_COLOR)
    """Colour of the text; with ``karaoke``, of words that are still to come."""
    sung_color: str = field(default="#ffff00", validator=_COLOR)
    """With ``karaoke``: the colour of words that are being said or were."""
