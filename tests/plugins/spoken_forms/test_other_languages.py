"""Numbers and abbreviations in languages other than English."""

import pytest

from sync_core_plugins.spoken_forms import read_token, read_words


def ways(text: str, language: str) -> list[str]:
    return [" ".join(row) for row in read_token(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("de", "21", "einundzwanzig"),
        ("de", "1984", "neunzehnhundertvierundachtzig"),
        ("de-AT", "3,14", "drei komma eins vier"),
        ("de", "1.500", "tausendfünfhundert"),
        ("de", "12,50€", "zwölf euro fünfzig"),
        ("de", "3.", "dritter"),
        ("de", "15:30", "fünfzehn uhr dreißig"),
        ("de", "-5°C", "minus fünf grad celsius"),
        ("de", "z.B.", "zum beispiel"),
        ("de", "MP3", "M. P. drei"),
        ("fr", "80", "quatre vingts"),
        ("fr-CH", "80", "huitante"),
        ("fr", "1re", "première"),
        ("fr", "15h30", "quinze heures trente"),
        ("fr", "50%", "cinquante pour cent"),
        ("fr", "M.", "monsieur"),
        ("fr", "XIV", "quatorze"),
        ("es", "21", "veintiuna"),
        ("es", "23/11/2024", "veintitrés de noviembre de dos mil veinticuatro"),
        ("es", "2ª", "segunda"),
        ("it", "1.234", "milleduecentotrentaquattro"),
        ("it", "12,50€", "dodici euro e cinquanta"),
        ("it", "1ª", "prima"),
        ("pt", "2", "duas"),
        ("pt-BR", "R$12,50", "doze reais e cinquenta"),
        ("nl", "5km", "vijf kilometer"),
        ("nl", "1e", "eerste"),
        ("pl", "2", "dwie"),
        ("pl", "12,50zł", "dwanaście złotych pięćdziesiąt"),
        ("cs", "21", "dvacet jeden"),
        ("cs", "50%", "padesát procent"),
        ("sv", "1:a", "första"),
        ("sv", "1500", "femtonhundra"),
        ("ru", "21", "двадцать одна"),
        ("ru", "2", "двух"),
        ("ru", "5-й", "пятый"),
        ("ru", "50%", "пятьдесят процентов"),
        ("ru", "т.д.", "так далее"),
        ("ru", "Привет,", "Привет"),
        ("fi", "21", "kaksikymmentäyksi"),
        ("nb", "21", "tjueen"),
    ],
)
def test_a_usual_reading_is_known(language: str, text: str, said: str) -> None:
    assert said in ways(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [("xx", "21"), (None, "21"), ("fi", "50%"), ("de", "привет"), ("fr", "你好")],
)
def test_without_rules_there_are_no_rows(language: str | None, text: str) -> None:
    assert read_token(text, language) == ()


def test_a_long_number_is_read_digit_by_digit() -> None:
    assert read_token("1" * 5000 + ".", "de") == (("eins",) * 5000,)


@pytest.mark.parametrize("language", ["xx", None, "ja", "fi"])
def test_words_need_no_rules(language: str | None) -> None:
    assert read_token("“Terve!”", language) == (("Terve",),)


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("de", "3. März", ["dritten", "März"]),
        ("de", "12 500 km", ["zwölftausend", "fünfhundert", "kilometer"]),
        ("fr", "5 %", ["cinq", "pour cent"]),
        ("ru", "3 марта", ["третьего", "марта"]),
    ],
)
def test_neighbours_suggest(language: str, text: str, said: list[str]) -> None:
    found = read_words(text.split(), language)
    for way, rows in zip(said, found, strict=True):
        assert tuple(way.split()) in rows
