"""What English abbreviations, symbols and units stand for."""

from __future__ import annotations

from sync_core_plugins.spoken_forms.english.units import MONEY
from sync_core_plugins.spoken_forms.rows import Rows, parse_rows, parse_table

__all__ = [
    "ABBREVIATIONS",
    "ALWAYS",
    "HEADS",
    "MONTHS",
    "SYMBOLS",
    "VOWELLESS",
    "WORD_ACRONYMS",
    "find_month",
]


SYMBOLS: dict[str, Rows] = {
    **parse_table("""
    &: and
    %: percent
    ‰: per mille
    +: plus|and|
    =: equals|is|equal to
    @: at
    °: degrees|degree
    §: section|paragraph
    <: less than
    >: greater than|more than
    ≤: less than or equal to|at most
    ≥: greater than or equal to|at least
    ≠: is not equal to
    ≈: approximately|about
    √: root|square root of|the square root of
    ∞: infinity
    ×: times|by
    ÷: divided by|over
    ±: plus or minus
    ©: copyright
    ™: trademark|T. M.|
    ®: registered|
    ¢: cents|cent
    ²: squared
    ³: cubed
    """),
    "#": parse_rows("number|hashtag|hash|pound"),
    "/": parse_rows("|slash|per|over|or"),
    "⁄": parse_rows("over|"),
    "_": parse_rows("|underscore"),
    "*": parse_rows("|star|times"),
    "|": parse_rows("|pipe"),
    "~": parse_rows("about|tilde|"),
    "^": parse_rows("to the|caret|"),
    **{sign: ((names[1],), (names[0],)) for sign, names in MONEY.items()},
}
# An entry's key lacks the full stops; "=" stands for the word as it is written.
ABBREVIATIONS = parse_table("""
    mr: mister
    mrs: =|missus
    ms: =|miss|M. S.
    dr: doctor|drive
    st: saint|street|S. T.
    prof: professor|prof
    jr: junior
    sr: senior
    mt: mount|mountain
    ft: feet|fort|foot|featuring
    vs: versus|V. S.
    etc: et cetera
    eg: for example|E. G.
    ie: that is|I. E.
    cf: compare|C. F.
    ca: circa|C. A.
    approx: approximately
    dept: department
    govt: government
    ltd: limited|L. T. D.
    bros: brothers
    blvd: boulevard
    rd: road|R. D.
    hwy: highway
    lt: lieutenant
    sgt: sergeant
    capt: captain
    cpt: captain
    cmdr: commander
    maj: major
    phd: P. H. D.
    tv: T. V.
    dj: D. J.
    ok: okay|O. K.
    no: =|number
    nos: numbers|=
    vol: volume|=
    vols: volumes
    ed: =|edition|editor
    fig: =|figure
    figs: =|figures
    gen: general|=
    col: colonel|column|=
    sen: senator|=
    rep: representative|=
    gov: governor|=
    rev: reverend|=
    hon: honorable|=
    inc: incorporated|=
    corp: corporation|=
    co: company|=|C. O.
    ave: avenue|=
    apt: apartment|=
    est: established|estimated|E. S. T.|=
    max: maximum|=
    min: minimum|minutes|=
    p: page|P.
    pp: pages|P. P.
    ch: chapter
    sec: second|section|=
    art: =|article
    op: =|opus
    jan: january|=
    feb: february|=
    mar: march|=
    apr: april
    jun: june|=
    jul: july
    aug: august
    sep sept: september
    oct: october
    nov: november
    dec: december
    mon: monday|=
    tue tues: tuesday
    wed: wednesday|=
    thu thur thurs: thursday
    fri: friday
    sat: =|saturday
    sun: =|sunday
    w/o: without|W. slash O.
    w/: with
    c/o: care of
    n/a: N. A.|not applicable
    24/7: twenty four seven|twenty four slash seven
    a/c: A. C.|air conditioning
    am: A. M.
    pm: P. M.
    c++: C. plus plus
    c#: C. sharp
""")
# Read with or without a full stop; the others are plain words without one.
ALWAYS = frozenset(
    "mr mrs ms dr jr vs etc eg ie approx dept govt ltd bros blvd hwy sgt capt phd tv "
    "dj sept nos vols figs cpt cmdr w/o w/ c/o n/a 24/7 a/c c++ c#".split()
)
WORD_ACRONYMS = frozenset(
    "NASA NATO UNESCO UNICEF OPEC AIDS SIM PIN RAM ROM JPEG GIF LASER RADAR SWAT SCUBA "
    "NAFTA ASAP NASDAQ COVID FIFA UEFA ASCII CAPTCHA SARS POTUS SCOTUS ICE FEMA LEGO "
    "IKEA GUI WASP YOLO FOMO SONAR TED VAT ".split()
)
VOWELLESS = frozenset(
    "hm hmm hmmm mm mmm mhm sh shh shhh psst pst tsk brr pfft nth".split()
)
"""Words without a vowel letter that are not spelled."""
MONTHS = (
    "january february march april may june july august september october november "
    "december"
).split()
HEADS = frozenset(
    "war part chapter volume act scene phase type level mark appendix article section "
    "book title bowl class stage schedule table figure grade episode rocky apollo "
    "henry elizabeth charles george james edward richard william mary john louis "
    "philip ferdinand napoleon wilhelm frederick nicholas alexander catherine peter "
    "paul pius benedict francis leo gregory innocent clement sixtus urban albert "
    "leopold juan carlos felipe haakon harald olav gustav malcolm ramesses ramses "
    "ptolemy constantine darius cyrus xerxes ivan clark".split()
)
"""Words behind which a single I, V or X may be a number."""


def find_month(word: str) -> str | None:
    """Return the month of a name or of an abbreviation of three letters or more."""
    short = word.lower().rstrip(".")
    full = [month for month in MONTHS if month.startswith(short)]
    return full[0] if len(full) == 1 and (len(short) >= 3) else None
