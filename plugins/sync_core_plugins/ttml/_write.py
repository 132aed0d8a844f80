"""Writing TTML as IMSC 1.1 Text wants it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any, BinaryIO

from attrs import Attribute, evolve, field, frozen

from sync_core import Cue, Document, clock
from sync_core_plugins._cues import CueOptions, cues_for, folded, timed_pieces

__all__ = ["TtmlOptions", "export_ttml"]

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" \
xmlns:ttp="http://www.w3.org/ns/ttml#parameter" \
xmlns:tts="http://www.w3.org/ns/ttml#styling" xml:lang={language} ttp:timeBase="media" \
ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text">
<head>
{agents}\
<styling>
<style xml:id="s1" tts:color={color} tts:backgroundColor={background} \
tts:fontFamily="proportionalSansSerif" tts:fontSize="{size}%" tts:lineHeight="125%" \
tts:textAlign="center"/>
</styling>
<layout>
<region xml:id="r1" tts:origin={origin} tts:extent={extent} tts:displayAlign="after"/>
</layout>
</head>
<body region="r1" style="s1">
<div>
"""
_TAIL = "</div>\n</body>\n</tt>\n"
# What XML 1.0 cannot hold, however it is written.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = re.compile(r"[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_LENGTHS = r"(?:100|[0-9]{1,2})(?:\.[0-9]+)?%"


def _like(pattern: str, example: str) -> Any:
    def check(_instance: object, attribute: Attribute[Any], value: object) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(f"{attribute.name} is like {example!r}, not {value!r}")

    return check


def _per_cent(_instance: object, attribute: Attribute[Any], value: object) -> None:
    if not isinstance(value, int) or not 1 <= value <= 1000:
        raise ValueError(f"{attribute.name} is a whole per cent, not {value!r}")


@frozen
class TtmlOptions(CueOptions):
    """Options of TTML."""

    words: bool = False
    """Whether to write the times of words, as timed spans; players then show each word
    from its start on."""
    color: str = field(
        default="white", validator=_like("[a-z]+|#[0-9A-Fa-f]{6}", "red")
    )
    """Colour of the text: a name, or ``#rrggbb``."""
    background: str = field(
        default="black",
        validator=_like("[a-z]+|#[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?", "red"),
    )
    """Colour behind the text; ``transparent``, or ``#000000aa`` with a last pair for
    how opaque it is."""
    size: int = field(default=80, validator=_per_cent)
    """Height of the letters, in per cent of a cell (a fifteenth of the picture)."""
    origin: str = field(
        default="10% 80%", validator=_like(f"{_LENGTHS} {_LENGTHS}", "10% 80%")
    )
    """Left upper corner of the region in which the text stands, at its bottom."""
    extent: str = field(
        default="80% 15%", validator=_like(f"{_LENGTHS} {_LENGTHS}", "80% 15%")
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


def export_ttml(document: Document, out: BinaryIO, options: TtmlOptions) -> None:
    """Write one paragraph per cue, in one region."""
    cues = [c for c in map(_fit, cues_for(document, options.profile)) if c.lines]
    names = dict.fromkeys(name for cue in cues if (name := _name(cue)))
    agents = {name: f"a{number}" for number, name in enumerate(names, start=1)}
    language = document.language or ""
    parts = [
        _HEAD.format(
            language=_quoted(language if _LANGUAGE.fullmatch(language) else ""),
            agents=_agents(agents.items()),
            color=_quoted(options.color),
            background=_quoted(options.background),
            size=options.size,
            origin=_quoted(options.origin),
            extent=_quoted(options.extent),
        )
    ]
    for number, cue in enumerate(cues, start=1):
        agent = f' ttm:agent="{agents[name]}"' if (name := _name(cue)) else ""
        text = _with_times(cue) if options.words else _text("\n".join(cue.lines))
        parts.append(
            f'<p xml:id="c{number}" begin="{clock(cue.start_ms)}" '
            f'end="{clock(cue.end_ms)}"{agent}>{text}</p>\n'
        )
    out.write("".join([*parts, _TAIL]).encode("utf-8", errors="replace"))


def _fit(cue: Cue) -> Cue:
    """Leave out what XML cannot hold."""
    lines = (_UNFIT.sub("", _whole(line)).strip() for line in cue.lines)
    words = (evolve(w, text=_UNFIT.sub("", _whole(w.text))) for w in cue.words)
    return evolve(cue, lines=tuple(filter(None, lines)), words=tuple(words))


def _name(cue: Cue) -> str:
    return folded(_UNFIT.sub("", _whole(cue.speaker or "")))


def _agents(agents: Iterable[tuple[str, str]]) -> str:
    found = [
        f'<ttm:agent xml:id="{key}" type="person"><ttm:name type="full">'
        f"{escape(name, quote=False)}</ttm:name></ttm:agent>\n"
        for name, key in agents
    ]
    return f"<metadata>\n{''.join(found)}</metadata>\n" if found else ""


def _with_times(cue: Cue) -> str:
    """Wrap each timed word; times in a paragraph count from its start.

    A span has no end, or its word would go again; where a pause follows, an empty span
    begins.
    """
    parts: list[str] = []
    open_until: int | None = None
    for piece in timed_pieces(cue):
        words = piece.text.rstrip()
        if piece.start_ms is None:
            parts.append(_text(piece.text))
            continue
        if open_until is not None and open_until < piece.start_ms:
            parts.append(f"{_span(open_until, cue)}/>")
        space = _text(piece.text[len(words) :])
        parts.append(f"{_span(piece.start_ms, cue)}>{_text(words)}</span>{space}")
        open_until = piece.end_ms
    if open_until is not None and open_until < cue.end_ms:
        parts.append(f"{_span(open_until, cue)}/>")
    return "".join(parts)


def _span(time_ms: int, cue: Cue) -> str:
    return f'<span begin="{clock(time_ms - cue.start_ms)}"'


def _text(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br/>")


def _whole(text: str) -> str:
    """Replace halves of surrogate pairs, as the other formats do."""
    return text.encode("utf-8", "replace").decode()


def _quoted(value: str) -> str:
    """Give an attribute's value; ``xml.sax.saxutils`` would import urllib and ssl."""
    return f'"{escape(" ".join(value.split()))}"'
