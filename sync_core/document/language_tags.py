"""Language tags: BCP-47 at the surface, primary subtags for matching."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from sync_core.base.errors import InputError

__all__ = ["list_languages", "primary_subtag", "standard_tag"]

_MAX_LISTED = 12
"""A message lists up to this many languages, and counts longer lists."""

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")

# Three-letter codes (ISO 639-2/T, 639-2/B and 639-3) of languages that have a
# two-letter code, which BCP-47 (RFC 5646, 2.2.1) then requires.
_TWO_LETTER_CODES = MappingProxyType(
    dict(
        pair.split(":")
        for pair in (
            "afr:af amh:am ara:ar asm:as aze:az bak:ba bel:be ben:bn bod:bo bos:bs "
            "bre:br bul:bg cat:ca ces:cs chi:zh cmn:zh cym:cy cze:cs dan:da deu:de "
            "dut:nl ell:el eng:en est:et eus:eu fao:fo fas:fa fin:fi fra:fr fre:fr "
            "ger:de glg:gl gre:el guj:gu hat:ht hau:ha haw:haw heb:he hin:hi hrv:hr "
            "hun:hu hye:hy ibo:ig ind:id isl:is ita:it jav:jv jpn:ja kan:kn kat:ka "
            "kaz:kk khm:km kor:ko lao:lo lat:la lav:lv lin:ln lit:lt ltz:lb mal:ml "
            "mar:mr mkd:mk mlg:mg mlt:mt mon:mn mri:mi msa:ms mya:my nep:ne nld:nl "
            "nno:nn nob:nb nor:no oci:oc pan:pa per:fa pol:pl por:pt pus:ps ron:ro "
            "rum:ro rus:ru san:sa sin:si slk:sk slo:sk slv:sl sna:sn snd:sd som:so "
            "spa:es sqi:sq srp:sr sun:su swa:sw swe:sv tam:ta tat:tt tel:te tgk:tg "
            "tgl:tl tha:th tuk:tk tur:tr ukr:uk urd:ur uzb:uz vie:vi wel:cy yid:yi "
            "yor:yo zho:zh zul:zu"
        ).split()
    )
)


def list_languages(tags: Sequence[str], between: str) -> str:
    """Join the tags of a few languages, or count many."""
    return f"{len(tags)} languages" if len(tags) > _MAX_LISTED else between.join(tags)


def standard_tag(tag: str) -> str:
    """Return a language tag in BCP-47 form: ``en-US`` for ``EN_us`` and ``eng-US``.

    Raises:
        InputError: The text does not have the form of a language tag.
    """
    if not isinstance(tag, str) or not _TAG.fullmatch(tag.replace("_", "-")):
        raise InputError(
            f"{tag!r} is not a language tag: write 'en', 'en-US', 'zh-Hant' ..."
        )
    first, *rest = tag.replace("_", "-").lower().split("-")
    # After a single letter ("en-u-ca-...") all subtags are lower case.
    plain = next((at for at, part in enumerate(rest) if len(part) == 1), len(rest))
    cased = [*map(_apply_case, rest[:plain]), *rest[plain:]]
    return "-".join([_TWO_LETTER_CODES.get(first, first), *cased])


def _apply_case(part: str) -> str:
    """Return a region in upper, a script in title case (RFC 5646, 2.1.1)."""
    return {2: part.upper(), 4: part.title()}.get(len(part), part)


def primary_subtag(tag: str) -> str:
    """Return the primary subtag of a language tag: ``en`` of ``en-US``.

    Raises:
        InputError: The text does not have the form of a language tag.
    """
    return standard_tag(tag).split("-")[0]
