"""Writing TTML as IMSC 1.1 Text wants it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import BinaryIO

from attrs import evolve

from sync_core import Cue, Document, clock
from sync_core_plugins.subtitles.cue_text import folded, timed_pieces
from sync_core_plugins.subtitles.cues import cues_for
from sync_core_plugins.subtitles.ttml.options import TtmlOptions

__all__ = ["write_ttml"]

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


def write_ttml(document: Document, out: BinaryIO, options: TtmlOptions) -> None:
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
    """Return an attribute's value; ``xml.sax.saxutils`` would import urllib and ssl."""
    return f'"{escape(" ".join(value.split()))}"'
