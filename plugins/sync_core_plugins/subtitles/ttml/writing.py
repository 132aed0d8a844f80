"""Writing TTML as IMSC 1.1 Text wants it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import BinaryIO

from attrs import evolve

from sync_core import Cue, Document, clock
from sync_core_plugins.serialization.text_fields import encode_text, replace_surrogates
from sync_core_plugins.subtitles.cue_text import flatten_name, split_at_timed_words
from sync_core_plugins.subtitles.cues import make_cues
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
    cues = [
        c for c in map(_drop_unfit, make_cues(document, options.profile)) if c.lines
    ]
    names = dict.fromkeys(name for cue in cues if (name := _get_name(cue)))
    agents = {name: f"a{number}" for number, name in enumerate(names, start=1)}
    language = document.language or ""
    parts = [
        _HEAD.format(
            language=_quote(language if _LANGUAGE.fullmatch(language) else ""),
            agents=_format_agents(agents.items()),
            color=_quote(options.color),
            background=_quote(options.background),
            size=options.size,
            origin=_quote(options.origin),
            extent=_quote(options.extent),
        )
    ]
    for number, cue in enumerate(cues, start=1):
        agent = f' ttm:agent="{agents[name]}"' if (name := _get_name(cue)) else ""
        text = (
            _format_karaoke(cue)
            if options.words
            else _escape_text("\n".join(cue.lines))
        )
        parts.append(
            f'<p xml:id="c{number}" begin="{clock(cue.start_ms)}" '
            f'end="{clock(cue.end_ms)}"{agent}>{text}</p>\n'
        )
    out.write(encode_text("".join([*parts, _TAIL])))


def _drop_unfit(cue: Cue) -> Cue:
    """Return a cue without what XML cannot hold."""
    lines = (_UNFIT.sub("", replace_surrogates(line)).strip() for line in cue.lines)
    words = (
        evolve(w, text=_UNFIT.sub("", replace_surrogates(w.text))) for w in cue.words
    )
    return evolve(cue, lines=tuple(filter(None, lines)), words=tuple(words))


def _get_name(cue: Cue) -> str:
    return flatten_name(_UNFIT.sub("", replace_surrogates(cue.speaker or "")))


def _format_agents(agents: Iterable[tuple[str, str]]) -> str:
    found = [
        f'<ttm:agent xml:id="{key}" type="person"><ttm:name type="full">'
        f"{escape(name, quote=False)}</ttm:name></ttm:agent>\n"
        for name, key in agents
    ]
    return f"<metadata>\n{''.join(found)}</metadata>\n" if found else ""


def _format_karaoke(cue: Cue) -> str:
    """Wrap each timed word; times in a paragraph count from its start.

    A span has no end, or its word would go again; where a pause follows, an empty span
    begins.
    """
    parts: list[str] = []
    open_until: int | None = None
    for piece in split_at_timed_words(cue):
        words = piece.text.rstrip()
        if piece.start_ms is None:
            parts.append(_escape_text(piece.text))
            continue
        if open_until is not None and open_until < piece.start_ms:
            parts.append(f"{_open_span(open_until, cue)}/>")
        space = _escape_text(piece.text[len(words) :])
        parts.append(
            f"{_open_span(piece.start_ms, cue)}>{_escape_text(words)}</span>{space}"
        )
        open_until = piece.end_ms
    if open_until is not None and open_until < cue.end_ms:
        parts.append(f"{_open_span(open_until, cue)}/>")
    return "".join(parts)


def _open_span(time_ms: int, cue: Cue) -> str:
    return f'<span begin="{clock(time_ms - cue.start_ms)}"'


def _escape_text(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br/>")


def _quote(value: str) -> str:
    """Return an attribute's value; ``xml.sax.saxutils`` would import urllib and ssl."""
    return f'"{escape(" ".join(value.split()))}"'
