"""Every word gets a pronunciation or none, never a wrong one."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from property_tests import examples
from sync_core.base.errors import ScriptError
from sync_core.document.phone_symbols import ARPABET_TO_IPA
from sync_core.script.script import Script
from sync_core.script.tokens import Token
from sync_core_plugins.hmm.decode.forced_aligner import ForcedAligner
from sync_core_plugins.hmm.decode.words import Slot
from sync_core_plugins.hmm.prepare.g2p import guess_phones
from sync_core_plugins.hmm.prepare.ipa import convert_ipa
from sync_core_plugins.hmm.prepare.lexicon import Lexicon


def token(text: str) -> Token:
    return Token(text, 0, len(text), "word")


def ways(lexicon: Lexicon, text: str) -> set[str]:
    ((slot,),) = lexicon.slots([token(text)])
    return {" ".join(row) for row in slot}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dark", "dark"),
        ("“Dark,”", "dark"),
        ("isn’t", "isn't"),
        ("café", "cafe"),
        ("naïve", "naive"),
        ("ﬁne", "fine"),
        ("rockin'", "rockin"),
        ("well-known", "well-known"),
        ("dark-suited", "dark suited"),
        ("NATO", "nato"),
        ("NASA's", "nasa's"),
        ("XJ", "x. j."),
        ("U.S.", "u. s."),
        ("e.g.", "e. g."),
        ("e.g.", "for example"),
        ("BBC's", "b. b. c.'s"),
        ("xkcd", "x. k. c. d."),
        ("VIII", "the eighth"),
        ("IV", "four"),
        ("α", "alpha"),
        ("Kubernetes", "kubernetes"),
    ],
)
def test_a_way_to_say_it_is_found(lexicon: Lexicon, text: str, said: str) -> None:
    assert said in ways(lexicon, text)


def test_an_unknown_possessive_keeps_its_stem(
    lexicon: Lexicon, search: ForcedAligner
) -> None:
    lexicon.slots([token("Zubrowsk’s")])
    stem = " ".join(guess_phones("zubrowsk")[0])
    assert search.lookup("zubrowsk's") == f"{stem} S"


@pytest.mark.parametrize("text", ["привет", "你", "αβγ", "→", "♥", "ʼ"])
def test_what_has_no_reading_has_no_slot(lexicon: Lexicon, text: str) -> None:
    assert lexicon.slots([token(text), token("a")]) == [[], [(("a",),)]]


def test_a_sign_without_a_reading_is_passed_over(lexicon: Lexicon) -> None:
    assert lexicon.slots([token("♥5♥")]) == [[(("five",),)]]


def test_given_sounds_come_first(lexicon: Lexicon, search: ForcedAligner) -> None:
    ssml = '<speak><phoneme ph="təˈmɑːtəʊ">tomato</phoneme></speak>'
    (((given, known),),) = lexicon.slots(Script.parse(ssml).words)
    assert known == ("tomato",)
    assert search.lookup(given[0]) == "T AH M AA T OW"


def test_a_word_of_sixty_letters_is_guessed(
    lexicon: Lexicon, search: ForcedAligner
) -> None:
    word = "supercalifragilistic" * 3
    assert lexicon.slots([token(word)]) == [[((word,),)]]
    assert len((search.lookup(word) or "").split()) > 30


@settings(
    max_examples=examples(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=30))
def test_any_text_ends_in_the_dictionary(
    lexicon: Lexicon, search: ForcedAligner, text: str
) -> None:
    try:
        words = Script.parse(text).words
    except ScriptError:
        return
    slots: list[Slot] = [slot for token in lexicon.slots(words) for slot in token]
    assert all(any(slot) for slot in slots)
    for name in {name for slot in slots for row in slot for name in row}:
        assert search.lookup(name), name


@settings(max_examples=examples(300), deadline=None)
@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=60))
def test_every_made_up_word_has_known_phones(word: str) -> None:
    found = guess_phones(word)
    assert found
    for phones in found:
        assert phones
        assert set(phones) <= ARPABET_TO_IPA.keys()


@given(st.text())
def test_any_ipa_gives_known_phones(ipa: str) -> None:
    for rhotic in (False, True):
        assert set(convert_ipa(ipa, rhotic=rhotic)) <= ARPABET_TO_IPA.keys()


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [
        ("bəʊ̯t", "B OW T"),
        ("d͡ʒʌd͡ʒ", "JH AH JH"),
        ("pɹaɪ̯s", "P R AY S"),
        ("bɒtl̩", "B AA T AH L"),
        ("nɜːs", "N ER S"),
        ("ʃɑːdənfɹɔɪdə", "SH AA D AH N F R OY D AH"),
        ("lɔx", "L AO K"),
        ("ˈtʃɜː˨", "CH ER"),
    ],
)
def test_ipa_is_mapped(ipa: str, phones: str) -> None:
    assert convert_ipa(ipa) == phones.split()


def test_lost_rs_come_back() -> None:
    assert convert_ipa("kɑː", rhotic=True) == ["K", "AA", "R"]
    assert convert_ipa("lɛtə", rhotic=True) == ["L", "EH", "T", "ER"]
    assert convert_ipa("əbaʊt", rhotic=True) == ["AH", "B", "AW", "T"]


def test_added_words_are_forgotten_before_they_are_too_many() -> None:
    search = ForcedAligner()
    lexicon = Lexicon(search)
    for text in ("blorptang", "zimfoodle"):
        lexicon.slots([token(text)])
    search.forget(limit=10)
    assert search.lookup("blorptang")
    search.forget(limit=1)
    assert search.lookup("blorptang") is None
    assert lexicon.slots([token("blorptang")]) == [[(("blorptang",),)]]
    assert search.lookup("blorptang")
    search.close()


def test_a_long_word_takes_no_long_time() -> None:
    assert len(guess_phones("ab" * 3000)[0]) > 3000
