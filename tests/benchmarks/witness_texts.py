"""Texts, language tags and phones for the witness to record."""

TEXTS = (
    "Hello world.",
    "“Well-known” — isn’t it?",
    "In May 1927, Charles Lindbergh flew alone from New York to Paris.",
    "R & B costs 5 % of $20.50, i.e. £3; a = b > c.",
    "e-mail me@example.org or see https://example.org/a--b?x=1...y.",
    "Dr. Smith, M.D., and Mrs. O'Neill-Jones met at 10:45 p.m.",
    "C++ and C# → F♯; 3×4=12, 1/2, ½, 10⁻³, √2 ≠ 1.5",
    "wait...what?!  No--really… yes—no–maybe",
    "ALL CAPS NASA U.S.A. iPhone 4K mp3 COVID-19 O2",
    "the 1st, 2nd, 3rd and 21st of 1,234,567.89 on 2024-02-29",
    "(parens) [brackets] {braces} <angles> «guillemets» „German“ ‚single‘",
    "don't can’t ʼtwas rock ’n’ roll '90s o`clock l´eau",
    "tabs\tand\nnew lines\r\n\r\nand\u00a0no-break\u2003spaces\u200bzero-width",
    "soft\u00adhyphen non‑breaking‑hyphen word\u2060joiner",
    "😀 emoji 👩‍🚀 in🎉between ❤️ x",
    "---", "... — …", "", " \t\n", "&", "“&”", "5", "%", "→", "\ufeff",
    "你好，世界。今天天气很好！", "日本語です。カタカナー、ｶﾞｷﾞ々", "한국어 문장입니다.",
    "今天是2024年ABC公司", "東京（とうきょう）「駅」", "ภาษาไทยไม่มีช่องว่าง",
    "Žluťoučký kůň úpěl ďábelské ódy.", "Ça va? L’été, où est-il?", "¿Qué tal? ¡Bien!",
    "Straße, Äpfel; ß ẞ ſ", "Привет, как дела? Ёлка.", "Ελληνικά; ναι· όχι",
    "مرحبا بالعالم، كيف الحال؟", "שָׁלוֹם עולם", "नमस्ते दुनिया। क्या हाल है॥",
    "e\u0301te\u0301 vs été; ﬁ ligature; Ⅷ; ①", "i̇stanbul İSTANBUL ıI",
    "a" * 300, "word " * 200, "one-two-three-four/five\\six_seven|eight",
    "x\u0000y \ud83d z", "…leading and trailing…", "Mr. No. St. vs. etc. Fig. 3. End.",
    "Um, uh, er, hmm, mhm, [laughter] *cough* (inaudible) I-I-I mean, wha- what?",
    "lindbergh xqzt aaaargh pneumonoultramicroscopicsilicovolcanoconiosis",
    "ˈwɜːd ɡləʊbəl", "+1 (555) 010-9999 ext. 12", "1:02:03.5 −5 °C 20° §7 №9 #1 @home",
    "A: Hi.\nB: Hello — how are you?\n\nA: Fine.",
    "<speak>Hi <break time='500ms'/>you</speak>",
    "<speak>AT&amp;T don&apos;t &#233;t&#xe9;</speak>",
    '<speak>a <say-as interpret-as="characters">BBC</say-as> '
    '<say-as interpret-as="date">1/2/03</say-as></speak>',
    '<speak><sub alias="World Wide Web Consortium">W3C</sub> met.</speak>',
    '<speak><sub alias="one">W, C</sub></speak>',
    '<speak><phoneme alphabet="ipa" ph="təˈmɑːtəʊ">tomato,</phoneme> x</speak>',
    "<speak><p><s>One two.</s><s>Three</s></p><mark name='m'/>four.</speak>",
    '\ufeff <?xml version="1.0"?>\n<speak version="1.1"><![CDATA[1 < 2]]></speak>\n',
    "<speak>a <!-- no --> b<audio src='x'><desc>no</desc></audio></speak>",
    '<speak><prosody rate="slow">slow</prosody>\n<emphasis>much</emphasis></speak>',
    "<speak>a\n b & c</speak>", "<speak>a", "<speak>&nbsp;x</speak>", "<speak",
    "<speak>\n<mark/>x</speak>", "<speak><sub>x</sub></speak>",
    "<!DOCTYPE speak><speak>a</speak>", "<speak><p> <break/></p></speak>",
    "<speak>a</speak>b", "a <speak>b</speak>", "<speakers are good",
)  # fmt: skip

TAGS = (
    "en", "EN-us", "en_GB", "zh-hant-tw", "zh_Hans", "pt-BR", "ces", "cze", "eng",
    "ell", "eus", "ibo", "wuu", "ajp", "deu", "ger", "fra", "jpn", "iw", "he", "no",
    "nb", "nob", "cmn", "yue", "sr-Latn-RS", "x-klingon", "i-klingon", "en-x-a",
    "de-1996", "", " ", "e", "english", "english!", "12", "en-", "-en", "und", "mul",
)  # fmt: skip

PHONES = (
    "AA", "AA0", "AA1", "AE2", "AH0", "AH1", "AO1", "AW", "AY", "B", "CH", "D", "DH",
    "EH", "ER0", "ER1", "EY", "F", "G", "HH", "IH", "IY", "JH", "K", "L", "M", "N",
    "NG", "OW",
    "OY", "P", "R", "S", "SH", "SIL", "T", "TH", "UH", "UW", "V", "W", "Y", "Z",
    "ZH", "+NSN+", "ɑ", "æ", "ə", "ʌ", "ɔ", "aʊ", "aɪ", "tʃ", "ð", "ɛ", "ɝ", "ɚ", "eɪ",
    "ɡ", "g", "ɪ", "i", "dʒ", "ŋ", "oʊ", "ɔɪ", "ɹ", "r", "ʃ", "θ", "ʊ", "u", "ʒ", "ɾ",
    "ʔ", "", "x", "aa", "ɑː", "ˈɑ",
)  # fmt: skip

SENTENCES = (
    "We sailed a small boat around the cape, Captain Lindbergh and I.",
    "Nobody had ever told us that the 2nd light-house was gone.",
    "“Keep left!” she cried; we kept left, and we kept left again.",
    "At ten o’clock the wind fell, and the boat lay still.",
    "Then it rained. It rained for days.",
)
