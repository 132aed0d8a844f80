import pytest

from sync_core.document.phone_symbols import (
    ARPABET_TO_IPA,
    IPA_TO_ARPABET,
    arpabet_to_ipa,
    ipa_to_arpabet,
)

# The phone set of CMUdict 0.7b (its file cmudict-0.7b.phones).
CMUDICT = (
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T "
    "TH UH UW V W Y Z ZH"
).split()


def test_every_phone_of_cmudict_is_there_once() -> None:
    assert sorted(ARPABET_TO_IPA) == CMUDICT
    assert len(IPA_TO_ARPABET) == len(CMUDICT)


@pytest.mark.parametrize("symbol", CMUDICT)
def test_there_and_back(symbol: str) -> None:
    assert ipa_to_arpabet(arpabet_to_ipa(symbol)) == symbol


@pytest.mark.parametrize(
    ("arpabet", "ipa"),
    [("AH0", "ʌ"), ("AH1", "ʌ"), ("ER2", "ɝ"), ("G", "ɡ"), ("JH", "dʒ"), ("R", "ɹ")],
)
def test_stress_is_dropped(arpabet: str, ipa: str) -> None:
    assert arpabet_to_ipa(arpabet) == ipa


@pytest.mark.parametrize("symbol", ["", "XX", "aa", "AH3", "1"])
def test_no_such_arpabet(symbol: str) -> None:
    with pytest.raises(KeyError):
        arpabet_to_ipa(symbol)


@pytest.mark.parametrize("symbol", ["", "g", "AH", "ʌ1"])
def test_no_such_ipa(symbol: str) -> None:
    with pytest.raises(KeyError):
        ipa_to_arpabet(symbol)
