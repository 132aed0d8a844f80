"""What money and units are called in English."""

from __future__ import annotations

from sync_core_plugins.spoken_forms.rows import parse_table

__all__ = ["MONEY", "MONEY_SIGNS", "SCALES", "SHORT_UNITS", "TEMPERATURES", "UNITS"]

MONEY = {
    "$": ("dollar", "dollars", "cents"),
    "£": ("pound", "pounds", "pence"),
    "€": ("euro", "euros", "cents"),
    "¥": ("yen", "yen", "sen"),
    "₹": ("rupee", "rupees", "paise"),
    "₩": ("won", "won", "jeon"),
    "₽": ("ruble", "rubles", "kopecks"),
}
MONEY_SIGNS = "".join(MONEY)
SCALES = parse_table("""
    k: thousand|K.
    m: million|M.
    mn mio: million
    b: billion|B.
    bn: billion
    tn: trillion
    t: trillion|T.
    thousand: thousand
    million: million
    billion: billion
    trillion: trillion
""")
# Units whose name is a plural: the singular loses its last letter.
UNITS = parse_table("""
    mm: millimeters|millimeter|M. M.
    cm: centimeters|centimeter
    km: kilometers|kilometer|K.
    mi: miles|mile
    ft: feet|foot
    yd: yards|yard
    mg: milligrams|milligram
    kg: kilograms|kilogram|kilos|kilo|K. G.
    lb lbs: pounds|pound
    oz: ounces|ounce
    ml: milliliters|milliliter|M. L.
    cl: centiliters|centiliter
    ms: milliseconds|millisecond
    sec: seconds|second
    secs: seconds|second
    min: minutes|minute
    mins: minutes|minute
    hr hrs: hours|hour
    hz: hertz
    khz: kilohertz
    mhz: megahertz
    ghz: gigahertz
    kw: kilowatts|kilowatt
    mw: megawatts|megawatt
    kwh: kilowatt hours|kilowatt hour|K. W. H.
    mah: milliamp hours|M. A. H.
    kb: kilobytes|kilobyte|K. B.
    mb: megabytes|megabyte|megs|M. B.
    gb: gigabytes|gigabyte|gigs|G. B.
    tb: terabytes|terabyte|T. B.
    kbps: kilobits per second|K. B. P. S.
    mbps: megabits per second|M. B. P. S.
    gbps: gigabits per second|G. B. P. S.
    mph: miles per hour|M. P. H.
    kph kmh km/h: kilometers per hour|kilometers an hour|K. P. H.
    m/s: meters per second|meters a second
    rpm: R. P. M.|revolutions per minute
    fps: F. P. S.|frames per second
    dpi: D. P. I.
    db: decibels|decibel|D. B.
    m2 m²: square meters|meters squared
    km2 km²: square kilometers|kilometers squared
    m3 m³: cubic meters|meters cubed
    ft2 ft²: square feet
    sq: square
    kcal: kilocalories|K. cal
    pcs: pieces
    pt: point|points
    px: pixels|pixel|P. X.
    μm: micrometers|microns|micrometer
    μg: micrograms|microgram
    μs: microseconds|microsecond
    °c: degrees celsius|degrees centigrade|degrees C.|degree celsius|degrees
    °f: degrees fahrenheit|degrees F.|degree fahrenheit|degrees
""")
# Units only right behind a number; in capitals mostly another thing.
SHORT_UNITS = parse_table("""
    m: meters|meter|million|M.|minutes
    M: million|M.|meters
    g: grams|gram|G.
    l: liters|liter|L.
    L: liters|liter|L.
    s: seconds|second|S.
    h: hours|hour|H.
    w W: watts|watt|W.
    v V: volts|volt|V.
    A: amps|amp|A.
    k: thousand|K.|kilometers
    K: thousand|K.|kelvin
    p: pence|P.
    c: cents|C.
    C: C.|celsius|degrees celsius
    F: F.|fahrenheit|degrees fahrenheit
    x X: times|X.|by
    G: G.
    in: inches|in|inch
    am: A. M.
    pm: P. M.
    d: days|D.
    B: billion|B.
    T: trillion|T.|tons
    t: tons|T.
    N: N.|newtons|north
    S: S.|south
    E: E.|east
    Pa: pascals
""")
TEMPERATURES = {"C": ("celsius", "centigrade"), "F": ("fahrenheit",)}
