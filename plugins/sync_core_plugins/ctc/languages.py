"""Languages with pronunciations, and the package that holds them."""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["find_group", "get_engine_code"]

_GROUPS = {
    "african": "ha ln mg sn so sw yo",
    "celtic": "br cy",
    "cjk": "ja ko yue zh",
    "germanic": "af da de en fo is lb nl nn no sv yi",
    "indic": "as bn gu hi kn ml mr ne pa sa sd si ta te ur",
    "iranian": "fa ps tg",
    "other": "bo mn",
    "other-euro": "el et eu fi hu hy ka lt lv sq",
    "pacific": "haw mi",
    "romance": "ca es fr gl ht it la oc pt ro",
    "sea": "id jw km lo ms my su th tl vi",
    "semitic": "am ar he mt",
    "slavic": "be bg bs cs hr mk pl ru sk sl sr uk",
    "turkic": "az ba kk tk tr tt uz",
}
_GROUP_OF = MappingProxyType(
    {code: name for name, codes in _GROUPS.items() for code in codes.split()}
)
# g2p2's own codes where they are not the primary subtag of BCP-47.
_CODES = {"jv": "jw", "nb": "no", "fil": "tl", "cmn": "zh", "iw": "he"}


def get_engine_code(subtag: str) -> str:
    """Return g2p2's code for a language."""
    return _CODES.get(subtag, subtag)


def find_group(code: str) -> str | None:
    """Return the name of the group of languages that g2p2 packs together."""
    return _GROUP_OF.get(code)
