import pytest

from sync_core.formats.subtitles.phrases import load_phrase_costs


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "the", "house"),
        ("en", "“The", "house"),
        ("en", "in", "London"),
        ("en", "he", "went"),
        ("en", "not", "going"),
        ("en", "and", "then"),
        ("en", "give", "up"),
        ("en", "told", "me"),
        ("en", "300", "miles"),
        ("en", "Mr.", "Smith"),
        ("en", "J.", "Smith"),
        ("en", "Mary", "Smith"),
        ("fr", "la", "maison"),
        ("fr", "Tiens", "!"),
        ("es", "los", "niños"),
        ("it", "della", "casa"),
        ("de", "dem", "Haus"),
        ("de", "5", "Prozent"),
        ("pt-BR", "não", "vou"),
    ],
)
def test_what_belongs_together(language: str, before: str, after: str) -> None:
    assert load_phrase_costs(language).is_forbidden(before, after)


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "house", "in"),
        ("en", "road", "that"),
        ("en", "the,", "house"),
        ("en", "Smith.", "Mary"),
        ("en", "LOUD", "WORDS"),
        ("de", "Haus", "Garten"),
        ("sv", "the", "house"),
        (None, "the", "house"),
        ("not a tag", "the", "house"),
    ],
)
def test_what_may_be_parted(language: str | None, before: str, after: str) -> None:
    assert not load_phrase_costs(language).is_forbidden(before, after)


def test_better_breaks_cost_less() -> None:
    words = "House. When Al, who was in town".split()
    costs = load_phrase_costs("en").compute_costs(words)
    sentence, comma = costs[1], costs[3]
    preposition = costs[5]
    assert sentence == 0 < comma < 30
    assert preposition >= 60
    before_conjunction = load_phrase_costs("en").compute_costs(["town", "because"])[1]
    assert (
        comma
        < before_conjunction
        < load_phrase_costs("en").compute_costs(["red", "town"])[1]
    )


def test_an_abbreviation_or_a_small_letter_ends_no_sentence() -> None:
    assert load_phrase_costs("en").compute_costs(["Dr.", "Brown"])[1] > 0
    assert load_phrase_costs("en").compute_costs(["approx.", "five"])[1] > 0


def test_a_pronoun_stands_between_a_verb_and_its_particle() -> None:
    phrases = load_phrase_costs("en")
    assert phrases.compute_costs("call them up and".split())[2] >= 60
    assert phrases.compute_costs("saw them up and".split())[2] < 60
    assert phrases.compute_costs("call them, up and".split())[2] < 60
