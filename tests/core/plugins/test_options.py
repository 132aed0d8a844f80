from pathlib import Path
from typing import Literal

import pytest
from attrs import asdict, field, frozen, validators

from sync_core.base.errors import InputError
from sync_core.base.suggestions import suggest_name
from sync_core.plugins.options import make_options


@frozen
class Engine:
    """One field of each kind."""

    beams: int = 5
    heat: float = 0.5
    loud: bool = False
    prompt: str = ""
    limit: int | None = None
    folder: Path | None = None
    mode: Literal["fast", "good"] = field(
        default="fast", validator=validators.in_(("fast", "good"))
    )


@frozen
class Strict:
    """A field without a default."""

    key: str


@pytest.mark.parametrize("values", [None, {}])
def test_nothing_asked_gives_the_defaults(values: dict[str, object] | None) -> None:
    assert make_options(Engine, values, "acme") == Engine()


def test_no_options_and_none_asked() -> None:
    assert make_options(None, None, "acme") is None
    assert make_options(None, {}, "acme") is None


def test_no_options_but_some_asked() -> None:
    with pytest.raises(InputError, match="acme has no options, but got: beams, heat"):
        make_options(None, {"beams": 1, "heat": 2}, "acme")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("beams", "7", 7),
        ("beams", "-7", -7),
        ("heat", "0.25", 0.25),
        ("heat", "1", 1.0),
        ("loud", "true", True),
        ("loud", "YES", True),
        ("loud", "on", True),
        ("loud", "False", False),
        ("loud", "no", False),
        ("loud", "off", False),
        ("prompt", "5", "5"),
        ("prompt", "none", "none"),
        ("limit", "3", 3),
        ("limit", "none", None),
        ("limit", "", None),
        ("mode", "good", "good"),
    ],
)
def test_text_becomes_the_kind_of_the_field(
    name: str, text: str, value: object
) -> None:
    options = make_options(Engine, {name: text}, "acme")
    assert asdict(options) == {**asdict(Engine()), name: value}
    assert type(getattr(options, name)) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("beams", "many", "'beams' is int, not 'many'"),
        ("beams", "1.5", "'beams' is int, not '1.5'"),
        ("heat", "hot", "'heat' is float, not 'hot'"),
        ("loud", "maybe", "'loud' is bool, not 'maybe'"),
        ("limit", "x", "'limit' is int or None, not 'x'"),
        ("mode", "bad", "bad"),
    ],
)
def test_text_that_does_not_fit(name: str, text: str, wanted: str) -> None:
    with pytest.raises(InputError, match=f"options of acme: .*{wanted}"):
        make_options(Engine, {name: text}, "acme")


def test_an_unknown_option_is_named_with_the_known_ones() -> None:
    with pytest.raises(InputError) as caught:
        make_options(Engine, {"beam": 1}, "acme")
    assert str(caught.value) == (
        "acme has no option 'beam' (did you mean 'beams'?); it has: beams, heat, "
        "loud, prompt, limit, folder, mode"
    )


def test_a_needed_option_that_is_not_given() -> None:
    with pytest.raises(InputError, match=r"options of acme: .*'key'"):
        make_options(Strict, None, "acme")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Srt", " (did you mean 'srt'?)"),
        ("vvt", " (did you mean 'vtt'?)"),
        ("parquet", ""),
        ("", ""),
    ],
)
def test_did_you_mean(name: str, hint: str) -> None:
    assert suggest_name(name, ["srt", "vtt", "json"]) == hint
