"""Language tags: BCP-47 at the surface, primary subtags for matching."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from sync_core.base.errors import InputError

__all__ = ["listed", "primary_subtag", "standard_tag"]

_FEW = 12
"""So many languages are named one by one."""

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")

# Three-letter codes (ISO 639-2/T, 639-2/B and 639-3) of languages that have a
# two-letter code, which BCP-47 (RFC 5646, 2.2.1) then requires.
_TWO_LETTERS = MappingProxyType(
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


def listed(tags: Sequence[str], between: str) -> str:
    """Name languages one by one, or say how many they are."""
    return f"{len(tags)} languages" if len(tags) > _FEW else between.join(tags)


def standard_tag(tag: str) -> str:
    """Give a language tag in its usual form: ``EN_us`` and ``eng-US`` are ``en-US``.

    Raises:
        InputError: The text does not have the form of a language tag.
    """
    if not isinstance(tag, str) or not _TAG.fullmatch(tag.replace("_", "-")):
        raise InputError(
            f"{tag!r} is not a language tag: write 'en', 'en-US', 'zh-Hant' ..."
        )
    first, *rest = tag.replace("_", "-").lower().split("-")
    # Behind a single letter ("en-u-ca-...") everything is lower case.
    plain = next((at for at, part in enumerate(rest) if len(part) == 1), len(rest))
    cased = [*map(_usual_case, rest[:plain]), *rest[plain:]]
    return "-".join([_TWO_LETTERS.get(first, first), *cased])


def _usual_case(part: str) -> str:
    """Regions are upper case, scripts title case, all else lower (RFC 5646, 2.1.1)."""
    return {2: part.upper(), 4: part.title()}.get(len(part), part)


def primary_subtag(tag: str) -> str:
    """Give the language alone: ``en`` of ``en-US``.

    Raises:
        InputError: The text does not have the form of a language tag.
    """
    return standard_tag(tag).split("-")[0]
