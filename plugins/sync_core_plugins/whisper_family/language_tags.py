"""The languages that Whisper knows, as BCP-47 has them."""

from __future__ import annotations

__all__ = ["WHISPER_TAGS"]

WHISPER_TAGS = tuple(
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fil fo fr "
    "gl gu ha haw he hi hr ht hu hy id is it ja jv ka kk km kn ko la lb ln lo lt lv mg "
    "mi mk ml mn mr ms mt my nb ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so "
    "sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh".split()
)
"""Primary subtags of what every multilingual Whisper model knows."""
