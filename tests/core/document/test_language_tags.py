import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_core.base.errors import InputError
from sync_core.document.language_tags import primary_subtag, standard_tag


@pytest.mark.parametrize(
    ("given_tag", "standard", "primary"),
    [
        ("en", "en", "en"),
        ("EN_us", "en-US", "en"),
        ("eng-US", "en-US", "en"),
        ("zh-hant-tw", "zh-Hant-TW", "zh"),
        ("cmn-Hans", "zh-Hans", "zh"),
        ("ger", "de", "de"),
        ("deu", "de", "de"),
        ("es-419", "es-419", "es"),
        ("de-CH-1996", "de-CH-1996", "de"),
        ("ca-valencia", "ca-valencia", "ca"),
        ("haw", "haw", "haw"),
        ("yue", "yue", "yue"),
        ("EN-U-CA-Gregory", "en-u-ca-gregory", "en"),
        ("en-x-TEST-us", "en-x-test-us", "en"),
    ],
)
def test_standard_tag(given_tag: str, standard: str, primary: str) -> None:
    assert standard_tag(given_tag) == standard
    assert primary_subtag(given_tag) == primary


@pytest.mark.parametrize(
    "tag",
    ["", "e", "english", "en-", "-en", "en us", "en\n", "12", "é", "en-toolongsubtag"],
)
def test_no_tag(tag: str) -> None:
    with pytest.raises(InputError, match="is not a language tag: write 'en'"):
        standard_tag(tag)


@pytest.mark.parametrize("tag", [None, 5, b"en", ["en"]])
def test_no_text(tag: object) -> None:
    with pytest.raises(InputError, match="is not a language tag"):
        primary_subtag(tag)  # type: ignore[arg-type]


@given(st.from_regex(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,4}", fullmatch=True))
def test_a_standard_tag_stays_as_it_is(tag: str) -> None:
    standard = standard_tag(tag)
    assert standard_tag(standard) == standard
    assert standard_tag(tag.swapcase()) == standard
