import time
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from property_tests import examples
from sync_core.base.errors import ScriptError
from sync_core.script.files import read_script
from sync_core.script.script import Script
from sync_core.script.tokens import Token, match_form, tokenize

# Any character, and often those that the rules are about.
SPECIAL = (
    "aB1é中ーっ々한กิनम्שָ'’-–—…..--,.!?¡¿“”«»()「」。、$%&+=<>@#≠\u0338\u0301\u3099ﾞ"
    " \t\n\u00a0\u2028\u3000\u200b\u200c\u200d\u200e\u200f\u00ad\ufeff\0\ud800👩🚀🏽️⃣→"
)
any_text = st.text(
    st.sampled_from(SPECIAL) | st.characters(exclude_categories=()), max_size=30
)
speakable = {"L", "N"}
SYMBOLS = set("&%+=@#°§€£$¥₹<>√∞×÷±≠≤≥≈≮≯")


def words(text: str) -> list[str]:
    return [token.text for token in tokenize(text) if token.kind == "word"]


@settings(deadline=None, max_examples=examples(400))
@given(any_text)
def test_tokens_tile_any_text(text: str) -> None:
    tokens = tokenize(text)
    assert "".join(token.text for token in tokens) == text
    position = 0
    for token in tokens:
        assert (token.start, token.end) == (position, position + len(token.text))
        assert token.end > token.start
        position = token.end
    assert position == len(text)


@settings(deadline=None, max_examples=examples(400))
@given(any_text)
def test_kinds_are_right(text: str) -> None:
    tokens = tokenize(text)
    for token in tokens:
        assert token.text.isspace() == (token.kind == "space")
        if token.kind == "space":
            continue
        assert not any(c.isspace() for c in token.text)
        letters = any(unicodedata.category(c)[0] in speakable for c in token.text)
        if token.kind == "word":
            assert letters or SYMBOLS & set(token.text)
        else:
            assert not letters
    spaces = [token.kind == "space" for token in tokens]
    assert (True, True) not in pairwise(spaces)


@settings(deadline=None, max_examples=examples(200))
@given(any_text, any_text, st.sampled_from([" ", "\n\n", "\u00a0", "\u3000\t"]))
def test_tokens_do_not_look_across_spaces(left: str, right: str, space: str) -> None:
    left, right = left.strip(), right.strip()
    expected = [(token.text, token.kind) for token in tokenize(left)]
    expected.append((space, "space"))
    expected += [(token.text, token.kind) for token in tokenize(right)]
    found = [(token.text, token.kind) for token in tokenize(left + space + right)]
    assert found == expected


@settings(deadline=None, max_examples=examples(400))
@given(any_text)
def test_composed_and_decomposed_text_have_the_same_words(text: str) -> None:
    composed = words(unicodedata.normalize("NFC", text))
    decomposed = words(unicodedata.normalize("NFD", text))
    assert [*map(match_form, composed)] == [*map(match_form, decomposed)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # English
        ("“Well-known” — isn’t it?", ["“Well-known”", "isn’t", "it?"]),
        ("don't don’t rock 'n' roll", ["don't", "don’t", "rock", "'n'", "roll"]),
        ("’Twas the ’90s, O’Neill’s", ["’Twas", "the", "’90s,", "O’Neill’s"]),
        ("e‑mail e-mail co\u00adop", ["e‑mail", "e-mail", "co\u00adop"]),
        ("wait—what", ["wait—", "what"]),
        ("wait--what", ["wait--", "what"]),
        ("wait—“what”", ["wait—", "“what”"]),
        ("well...no", ["well...", "no"]),
        ("well…no", ["well…", "no"]),
        ("...and then...", ["...and", "then..."]),
        ("it cost $13.60!", ["it", "cost", "$13.60!"]),
        ("3,000 at 9:45 2-3 50% -5 1/2", "3,000 at 9:45 2-3 50% -5 1/2".split()),
        ("1999–2004", ["1999–", "2004"]),
        ("$5—£6", ["$5—", "£6"]),
        ("R & B, AT&T C++ C# .NET", ["R", "&", "B,", "AT&T", "C++", "C#", ".NET"]),
        ("a = b 5 % 7 “&” (#)", ["a", "=", "b", "5", "%", "7", "“&”", "(#)"]),
        ("yes/no word(s) (so) [sic]", ["yes/no", "word(s)", "(so)", "[sic]"]),
        ("no. 1st U.S.A. e.g. Ph.D.", ["no.", "1st", "U.S.A.", "e.g.", "Ph.D."]),
        ("--help -v", ["--help", "-v"]),
        ("*so* **very** _nice_", ["*so*", "**very**", "_nice_"]),
        # What looks spoken and is not
        ("a --> b -> c => d", ["a", "b", "c", "d"]),
        ("a-->b—c", ["a-->", "b—", "c"]),
        ("Title\n=====\n<<< >>> ***", ["Title"]),
        ("• one – two ♪ la ♪", ["one", "two", "la"]),
        # Addresses
        ("https://x.org/a--b...c?d=e&f=%20#g", ["https://x.org/a--b...c?d=e&f=%20#g"]),
        ("see www.x.org, j.doe+1@x.org.", ["see", "www.x.org,", "j.doe+1@x.org."]),
        # Emoji
        ("hello👋world 👨‍👩‍👧", ["hello👋", "world"]),
        ("hi 👩🏽‍🚀! 1️⃣ 🇫🇷 ☺️ ok", ["hi", "1️⃣", "ok"]),
        # Other alphabets
        ("¿Qué? ¡No!—¿sí?", ["¿Qué?", "¡No!—", "¿sí?"]),
        ("Vraiment\u00a0? «\u00a0Oui\u00a0»", ["Vraiment", "Oui"]),
        ("L’été n'est-ce pas", ["L’été", "n'est-ce", "pas"]),
        ("مَرْحَبًا، بِكَ؟ مرحبا،بك", ["مَرْحَبًا،", "بِكَ؟", "مرحبا،", "بك"]),
        ("שָׁלוֹם בית־ספר צה״ל", ["שָׁלוֹם", "בית־ספר", "צה״ל"]),
        ("می‌خواهم", ["می‌خواهم"]),
        ("नमस्ते। क्या हाल है?", ["नमस्ते।", "क्या", "हाल", "है?"]),
        ("राम।श्याम", ["राम।", "श्याम"]),
        ("สวัสดี ครับ", ["สวัสดี", "ครับ"]),
        ("안녕하세요, 세계!", ["안녕하세요,", "세계!"]),
        ("Привет, мир… Да-да", ["Привет,", "мир…", "Да-да"]),
        # Chinese and Japanese: a word per character
        ("你好，世界。", ["你", "好，", "世", "界。"]),
        ("他说：“你好”", ["他", "说：", "“你", "好”"]),
        ("《三国》——好……吧", ["《三", "国》——", "好……", "吧"]),
        ("人々は東京へ", ["人々", "は", "東", "京", "へ"]),
        ("きょうはスーパー", ["きょ", "う", "は", "スー", "パー"]),
        ("「え？」と。", ["「え？」", "と。"]),
        ("ｶﾞｷﾞ", ["ｶﾞ", "ｷﾞ"]),
        ("が", ["が"]),
        ("か\u3099き", ["か\u3099", "き"]),
        ("iPhone15を買った", ["iPhone15", "を", "買っ", "た"]),
        ("iPhoneって", ["iPhone", "っ", "て"]),
        ("用Python3.5，Java和C++吧", ["用", "Python3.5，", "Java", "和", "C++", "吧"]),
        ("2024年5月3日", ["2024", "年", "5", "月", "3", "日"]),
        ("２０２４年", ["２０２４", "年"]),
        ("𠮷野家", ["𠮷", "野", "家"]),
        # What cannot be seen
        ("\ufeffHello \u200fשלום\u200e a", ["\ufeffHello", "\u200fשלום\u200e", "a"]),
        ("one\u2028two\u00a0three\u3000four", ["one", "two", "three", "four"]),
        ("ก\u200bข \u200b", ["ก\u200b", "ข"]),
        ("a\0b", ["a\0b"]),
    ],
)
def test_what_is_a_word(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Isn’t”", "isn't"),
        ("ISN`T", "isn't"),
        ("E‑mail,", "email"),
        ("co\u00adop", "Coop"),
        ("STRASSE", "straße"),
        ("ﬁne", "fine"),
        ("ｆｕｌｌ", "full"),
        ("１５", "15"),
        ("é", "e\u0301"),
        ("한", "\u1112\u1161\u11ab"),
        ("ŉ", "n"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("می‌خواهم", "میخواهم"),
        ("\ufeffhi\u200f", "hi"),
        ("$13.60", "1360"),
        ("ｶﾞ", "ガ"),
    ],
)
def test_spellings_of_one_word(one: str, other: str) -> None:
    assert match_form(one) == match_form(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("résumé", "resume"), ("its", "it's"), ("a", "b"), ("कि", "क"), ("は", "ば")],
)
def test_spellings_of_two_words(one: str, other: str) -> None:
    assert match_form(one) != match_form(other)


@pytest.mark.parametrize("text", ["", "—", "&", "'", "“”", "👋"])
def test_the_match_form_of_marks_is_empty(text: str) -> None:
    assert match_form(text) == ""


def test_a_script_and_its_words() -> None:
    script = Script.parse(" Oh — no!\n")
    assert script.tokens == (
        Token(" ", 0, 1, "space"),
        Token("Oh", 1, 3, "word"),
        Token(" ", 3, 4, "space"),
        Token("—", 4, 5, "punctuation"),
        Token(" ", 5, 6, "space"),
        Token("no!", 6, 9, "word"),
        Token("\n", 9, 10, "space"),
    )
    assert script.words == (script.tokens[1], script.tokens[5])
    assert script.text == " Oh — no!\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the script is empty: there is nothing to align"),
        (" \n\t\u00a0\u3000", "the script is empty: there is nothing to align"),
        ("— … “!” \u200b", "the script has no words: there is nothing to align"),
        ("👋 --> ***", "the script has no words: there is nothing to align"),
        ("\ufeff", "the script has no words: there is nothing to align"),
        (b"words", "a script is text, not bytes"),
        (None, "a script is text, not NoneType"),
        (["words"], "a script is text, not list"),
    ],
)
def test_scripts_that_cannot_be_spoken(text: str, message: str) -> None:
    with pytest.raises(ScriptError, match=f"^{message}$"):
        Script.parse(text)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("“Hé” 你\n".encode(), "“Hé” 你\n"),
        ("\ufeffHé".encode(), "Hé"),
        (b"a\r\nb\r", "a\r\nb\r"),
        (b"", ""),
    ],
)
def test_a_script_file(tmp_path: Path, data: bytes, text: str) -> None:
    path = tmp_path / "script.txt"
    path.write_bytes(data)
    assert read_script(path) == read_script(str(path)) == text


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ("Hé".encode("latin-1"), "byte 0xe9 at offset 1"),
        ("Hé".encode("utf-16"), "byte 0xff at offset 0"),
        ("“Hé”".encode("cp1252"), "byte 0x93 at offset 0"),
        ("né".encode()[:-1], "byte 0xc3 at offset 1"),
        (b"\xed\xa0\x80", "byte 0xed at offset 0"),
    ],
)
def test_a_script_file_that_is_not_utf_8(
    tmp_path: Path, data: bytes, where: str
) -> None:
    path = tmp_path / "script.txt"
    path.write_bytes(data)
    with pytest.raises(ScriptError) as caught:
        read_script(path)
    assert str(caught.value) == (
        f"the script '{path}' is not UTF-8 ({where}): save it as UTF-8"
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("none.txt", "No such file or directory"),
        (".", "Is a directory"),
        ("a\0b", "null"),
    ],
)
def test_a_script_file_that_cannot_be_read(
    tmp_path: Path, name: str, reason: str
) -> None:
    with pytest.raises(ScriptError, match=f"cannot read the script .*{reason}"):
        read_script(tmp_path / name)


ENGLISH = "The quick brown fox, isn’t it — jumps over the lazy dog's back?\n"
CHINESE = "他说：“你好，世界。”"


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH * 16_000,
        CHINESE * 40_000,
        "é" * 200_000,
        "a—" * 100_000,
        "a--" * 70_000,
        "x://" + "a--" * 70_000,
        "é" + "(" * 200_000 + "a",
        "a(" * 100_000 + "é",
        "é" + "\u0301" * 200_000,
        "&" * 200_000 + "é",
        "中" * 200_000,
    ],
    ids=lambda text: f"{text[:8]}-{len(text)}",
)
def test_time_grows_with_the_length_alone(text: str) -> None:
    start = time.process_time()
    tokens = tokenize(text)
    # About 1 s on a slow core; what is quadratic takes minutes.
    assert time.process_time() - start < 8
    assert sum(len(token.text) for token in tokens) == len(text)
