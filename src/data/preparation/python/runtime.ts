/** Parts of the Python code: each defines one name and may use others. They equal our encoders to the last bit of a float32. */
const runtime = {
  text: String.raw`
def _text(cell):
    """A cell as text; a number in the shortest way, as JavaScript writes it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if not isinstance(cell, (int, float)):
        return str(cell)
    number = float(cell)
    if number != number:
        return "NaN"
    if number in (math.inf, -math.inf):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    sign, digits, exponent = decimal.Decimal(repr(number)).normalize().as_tuple()
    digits, places = "".join(map(str, digits)), len(digits) + exponent
    if 0 < places <= 21:
        text = digits.ljust(places, "0") if len(digits) <= places else digits[:places] + "." + digits[places:]
    elif -6 < places <= 0:
        text = "0." + "0" * -places + digits
    else:
        text = digits[0] + ("." + digits[1:] if len(digits) > 1 else "") + "e%+d" % (places - 1)
    return "-" + text if sign else text
`,
  blanks: String.raw`
_BLANKS = " \t\n\r\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
`,
  missing: String.raw`
_MISSING = {"", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"}


def _is_missing(text):
    return text.strip(_BLANKS) in _MISSING
`,
  number: String.raw`
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def _number(text):
    """A text as a number; None for one that is none."""
    text = text.strip(_BLANKS)
    return float(text) if _NUMBER.fullmatch(text) else None
`,
  epoch: String.raw`
def _epoch(text, unit):
    number = _number(text)
    return None if number is None else number * unit
`,
  date: String.raw`
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def _days(year, month, day):
    """Days since 1970 of a date of the Gregorian calendar."""
    year -= month <= 2
    era, month = year // 400, (month + 9) % 12
    of_era = year - era * 400
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + (153 * month + 2) // 5 + day - 1 - 719468


def _time(text, pattern):
    """A date as milliseconds since 1970, in UTC; None for one that is none."""
    text = text.strip(_BLANKS)
    found = pattern.fullmatch(text) if len(text) <= 60 else None
    if found is None:
        return None
    part = found.groupdict().get
    year = part("Y")
    if year is None:
        short = int(part("y"))
        year = short + (2000 if short < 69 else 1900)
    year, name = int(year), part("b")
    if name is None:
        month = int(part("m") or 1)
    else:
        month = _MONTHS.index(name[:3].lower()) + 1 if name[:3].lower() in _MONTHS else 0
    day, twelve, half = int(part("d") or 1), int(part("I") or 0), (part("p") or "").lower()
    hour = int(part("H") or 0) if part("I") is None else twelve % 12 + (12 if half == "p" else 0)
    minute, second = int(part("M") or 0), float((part("S") or "0").replace(",", "."))
    if not 1 <= month <= 12 or hour > 23 or twelve > 12 or minute > 59 or second >= 61:
        return None
    days = _days(year, month, day)
    after = _days(year + month // 12, month % 12 + 1, 1)
    if not _days(year, month, 1) <= days < after:
        return None
    zone, offset = part("z"), 0
    if zone not in (None, "Z"):
        offset = (int(zone[1:3]) * 60 + int(zone[-2:])) * 60000
        if offset > 86400000:
            return None
        offset = -offset if zone[0] == "-" else offset
    return days * 86400000 + math.floor(((hour * 60 + minute) * 60 + second) * 1000 + 0.5) - offset
`,
  civil: String.raw`
def _civil(days):
    """Year, month and day of a count of days since 1970."""
    days += 719468
    era, of_era = days // 146097, days % 146097
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return year + era * 400 + (month <= 2), month, day
`,
  iso: String.raw`
def _iso(time):
    """A time by ISO 8601, a day alone without its time."""
    if not abs(time) <= 8.64e15:
        return _text(time)
    days, rest = divmod(int(time), 86400000)
    year, month, day = _civil(days)
    years = "%04d" % year if 0 <= year <= 9999 else "%+07d" % year
    text = "%s-%02d-%02d" % (years, month, day)
    if rest == 0:
        return text
    return text + "T%02d:%02d:%02d.%03dZ" % (rest // 3600000, rest // 60000 % 60, rest // 1000 % 60, rest % 1000)
`,
  localTime: String.raw`
def _local_time(time, zone):
    """Milliseconds since 1970 as if the local time of the zone were UTC."""
    moment = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=math.floor(time / 1000))
    return time + math.floor(moment.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset().total_seconds()) * 1000
`,
  level: String.raw`
def _level(feature, cell):
    """A cell as a value of a category."""
    text = _text(cell)
    if "read" in feature:
        time = feature["read"](text)
        return text.strip(_BLANKS) if time is None else _iso(time)
    number = _number(text) if feature["isNumber"] else None
    return text.strip(_BLANKS) if number is None else _text(number)


def _known(feature, cell, places):
    """The level of a cell, and its place; None where the training rows do not have it."""
    level = _level(feature, cell)
    place = places.get(level)
    if place is None and _is_missing(level):
        place = places.get("")
    if place is None and feature["unseen"] == "error":
        if not (_is_missing(level) and feature.get("fill") is not None):
            raise _Problem("is missing" if _is_missing(level) else "is not in the training rows")
    return level, place
`,
  problem: String.raw`
class _Problem(ValueError):
    pass
`,
  numberOf: String.raw`
_YES_NO = {"true": 1.0, "yes": 1.0, "y": 1.0, "t": 1.0, "false": 0.0, "no": 0.0, "n": 0.0, "f": 0.0}


def _number_of(facts, cell):
    """A cell as a number, a date as milliseconds since 1970; None for a missing value."""
    text = _text(cell)
    if _is_missing(text):
        return None
    if "read" in facts:
        number = facts["read"](text)
    else:
        number = _YES_NO.get(text.strip(_BLANKS).lower())
        number = _number(text) if number is None else number
    if number is None or not math.isfinite(number):
        raise _Problem("is not a number")
    return number


def _filled(facts, cell):
    number = _number_of(facts, cell)
    number = facts.get("fill") if number is None else number
    if number is None:
        raise _Problem("is missing")
    return number
`,
  float32: String.raw`
def _float32(number):
    """The nearest float32, which is what the model was trained on."""
    try:
        found = struct.unpack("<f", struct.pack("<f", number))[0]
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):
        raise _Problem("is outside of the values that can be encoded")
    return found
`,
  shortest: String.raw`
def _shortest(number):
    """The shortest decimal that is the same float32."""
    if number == math.floor(number) and abs(number) < 1e6:
        return _text(number)
    for digits in range(6, 10):
        rounded = decimal.Context(prec=digits, rounding=decimal.ROUND_HALF_UP).create_decimal_from_float(number)
        if struct.pack("<f", float(rounded)) == struct.pack("<f", number):
            return _text(float(rounded))
    return _text(number)
`,
  hot: String.raw`
def _hot(width, place, value=1.0):
    values = [0.0] * width
    if place is not None:
        values[place] = value
    return values
`,
  'encode number': String.raw`
def _encode_number(feature, cell):
    is_gap = _number_of(feature, cell) is None
    x = float(_filled(feature, cell))
    if "clip" in feature:
        x = min(max(x, feature["clip"][0]), feature["clip"][1])
    transform = feature.get("transform", {"kind": None})
    try:
        if transform["kind"] == "log1p":
            u = 1 + x
            x = x if u == 1 else math.log(u) * x / (u - 1)
        elif transform["kind"] == "sqrt":
            x = math.sqrt(x)
        elif transform["kind"] == "power":
            x = math.copysign(abs(x) ** transform["power"], x) if x != 0 else 0.0 * abs(x) ** transform["power"]
        elif transform["kind"] in ("standard", "since"):
            x = (x - transform["from"]) / transform["unit"]
    except (ValueError, OverflowError, ZeroDivisionError):
        raise _Problem("is outside of the values that can be encoded") from None
    return [x, float(is_gap)] if feature["indicator"] else [x]
`,
  'encode one-hot': String.raw`
def _encode_one_hot(feature, cell):
    levels = feature["levels"]
    places = {level: place for place, level in enumerate(levels)}
    if feature["hasOther"]:
        places.update((level, len(levels)) for level in feature.get("rare", []))
    place = _known(feature, cell, places)[1]
    if place is None and feature["unseen"] == "other" and feature["hasOther"]:
        place = len(levels)
    return _hot(len(levels) + feature["hasOther"], place)
`,
  'encode ordinal': String.raw`
def _encode_ordinal(feature, cell):
    level, place = _known(feature, cell, {level: place for place, level in enumerate(feature["levels"])})
    if place is None and _is_missing(level):
        place = feature.get("fill")
    if place is None:
        place = 0 if feature["unseen"] == "zero" else -1
    return [place]
`,
  'encode frequency': String.raw`
def _encode_frequency(feature, cell):
    share = _known(feature, cell, dict(zip(feature["levels"], feature["frequencies"])))[1]
    return [0.0 if share is None else share]
`,
  'encode target-mean': String.raw`
def _encode_target_mean(feature, cell):
    place = _known(feature, cell, {level: place for place, level in enumerate(feature["levels"])})[1]
    if place is not None:
        return [means[place] for means in feature["means"]]
    return [0.0 if feature["unseen"] == "zero" else mean for mean in feature["overall"]]
`,
  'encode hash': String.raw`
def _murmur3(text):
    """MurmurHash3 x86 32-bit of the text in UTF-8 with seed 0, signed."""
    data, hash_ = text.encode("utf-8", "replace"), 0
    rotated = lambda word, by: (word << by | word >> (32 - by)) & 0xFFFFFFFF
    mixed = lambda word: rotated(word * 0xCC9E2D51 & 0xFFFFFFFF, 15) * 0x1B873593 & 0xFFFFFFFF
    whole = len(data) // 4 * 4
    for at in range(0, whole, 4):
        hash_ = (rotated(hash_ ^ mixed(int.from_bytes(data[at : at + 4], "little")), 13) * 5 + 0xE6546B64) & 0xFFFFFFFF
    if len(data) > whole:
        hash_ ^= mixed(int.from_bytes(data[whole:], "little"))
    hash_ ^= len(data)
    hash_ = (hash_ ^ hash_ >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    hash_ = (hash_ ^ hash_ >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    hash_ ^= hash_ >> 16
    return hash_ - 2**32 if hash_ >= 2**31 else hash_


def _encode_hash(feature, cell):
    level, buckets = _level(feature, cell), feature["buckets"]
    if _is_missing(level):
        return _hot(buckets, None)
    found = _murmur3(level)
    place = (2**31 - 1 - (buckets - 1)) % buckets if found == -(2**31) else abs(found) % buckets
    return _hot(buckets, place, -1.0 if found < 0 else 1.0)
`,
  'encode date': String.raw`
def _encode_date(feature, cell):
    time = _number_of(feature, cell)
    if time is None and "fills" not in feature:
        raise _Problem("is missing")
    if time is not None and abs(time) > 8.64e15:
        raise _Problem("is not a date")
    if time is None:
        values = list(feature["fills"])
    else:
        local = time if feature["timezone"] == "UTC" else _local_time(time, feature["timezone"])
        days, rest = divmod(int(local), 86400000)
        year, month, day = _civil(days)
        found = {"year": year, "month": month, "day": day, "weekday": (days + 3) % 7, "hour": rest // 3600000, "minute": rest // 60000 % 60, "daysSinceStart": (time - feature["min"]) / 86400000}
        values = []
        for part in feature["parts"]:
            values.append(found[part])
            if feature["cyclic"] and part in ("month", "weekday", "hour"):
                angle = found[part] / {"month": 12, "weekday": 7, "hour": 24}[part] * 2 * math.pi
                values += [math.sin(angle), math.cos(angle)]
    return values + [float(time is None)] if feature["indicator"] else values
`,
  'encode bins': String.raw`
def _encode_bins(feature, cell):
    edges, number = feature["edges"], _number_of(feature, cell)
    number = feature.get("fill") if number is None else number
    width = max(1, len(edges) - 1)
    if number is None and not feature["hasMissing"]:
        raise _Problem("is missing")
    return _hot(width + feature["hasMissing"], width if number is None else bisect.bisect_right(edges[1:-1], number))
`,
  'encode powers': String.raw`
def _encode_powers(feature, cell):
    number = power = float(_filled(feature, cell))
    values = []
    for _ in range(feature["degree"] - 1):
        power *= number
        values.append(power)
    return values
`,
  'encode product': String.raw`
def _encode_product(feature, first, second):
    return [float(_filled(feature["factors"][0], first)) * float(_filled(feature["factors"][1], second))]
`,
} as const;

export type RuntimePart = keyof typeof runtime;

/** What each part uses. */
const uses: Partial<Record<RuntimePart, readonly RuntimePart[]>> = {
  missing: ['blanks'],
  number: ['blanks'],
  epoch: ['number'],
  date: ['blanks'],
  iso: ['text', 'civil'],
  level: ['text', 'blanks', 'number', 'missing', 'problem'],
  numberOf: ['text', 'blanks', 'number', 'missing', 'problem'],
  float32: ['problem'],
  shortest: ['text'],
  'encode number': ['numberOf'],
  'encode one-hot': ['level', 'hot'],
  'encode ordinal': ['level'],
  'encode frequency': ['level'],
  'encode target-mean': ['level'],
  'encode hash': ['level', 'hot'],
  'encode date': ['numberOf', 'civil'],
  'encode bins': ['numberOf', 'hot'],
  'encode powers': ['numberOf'],
  'encode product': ['numberOf'],
};

const modules = ['bisect', 'datetime', 'decimal', 'math', 're', 'struct', 'zoneinfo'] as const;

/** Code that defines these parts and everything they use, after its imports. */
export function runtimeText(wanted: Iterable<RuntimePart>): {
  readonly imports: readonly string[];
  readonly text: string;
} {
  const needed = new Set<RuntimePart>();
  const add = (part: RuntimePart) => {
    if (needed.has(part)) return;
    needed.add(part);
    for (const used of uses[part] ?? []) add(used);
  };
  for (const part of wanted) add(part);
  // SAFETY: the keys of a constant.
  const parts = (Object.keys(runtime) as RuntimePart[]).filter((part) => needed.has(part));
  const text = parts.map((part) => runtime[part].trim()).join('\n\n\n');
  const imports = modules.filter((name) => text.includes(`${name}.`)).map((name) => `import ${name}`);
  return { imports, text };
}
