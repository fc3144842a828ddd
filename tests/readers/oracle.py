"""What a text means, told by another program than the one under test: plain Python, written from the rules for
reading (formats, types), without a thought for speed. Everything that is not valid raises Bad."""
import ctypes
import datetime
import decimal
import re
import zoneinfo

from probe import Float, split

DAY0 = datetime.date(1970, 1, 1).toordinal()
PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
decimal.getcontext().prec = 400
LIBC = ctypes.CDLL(None)
LIBC.strtof.restype = ctypes.c_float


class Bad(Exception):
    pass


def need(condition, why="not valid"):
    if not condition:
        raise Bad(why)


# ---- text to value --------------------------------------------------------------------------------

def integer(text: str, bits: int, signed: bool) -> int:
    need(re.fullmatch(r"[+-]?[0-9]+", text))
    need(signed or text[0] != "-" or int(text) == 0)
    return in_range(int(text), bits, signed)


def in_range(v: int, bits: int, signed: bool) -> int:
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
    need(low <= v <= high, "out of range")
    return v


FLOAT = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def floating(text: str, bits: int) -> float:
    special = re.fullmatch(r"([+-]?)(nan|inf|infinity)", text, re.I)
    need(special or FLOAT.fullmatch(text))
    if special:
        return Float(text)
    return Float(text) if bits == 64 else Float(LIBC.strtof(text.encode(), None))


def boolean(text: str) -> bool:
    need(text.lower() in ("true", "false") and text.isascii())
    return text.lower() == "true"


def days(year: int, month: int, day: int) -> int:
    """Of the proleptic Gregorian calendar, any year."""
    cycle, y = divmod(year, 400)
    need(1 <= month <= 12 and 1 <= day)
    try:
        return datetime.date(y + 400, month, day).toordinal() - DAY0 + (cycle - 1) * 146097
    except ValueError:
        raise Bad("no such day") from None


def date(text: str) -> int:
    m = re.fullmatch(r"([+-][0-9]{4,})-([0-9]{1,2})-([0-9]{1,2})", text)
    if m:
        v = days(*map(int, m.groups()))
        need(-(2**31) <= v < 2**31)
        return v
    if len(text.encode()) > 10:
        return timestamp(text, "s") // 86400
    m = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text) or re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text)
    need(m)
    return days(*map(int, m.groups()))


STAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[Tt ](?:([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?|([0-9]{2})([0-9]{2})([0-9]{2}))(.*))?", re.S)


def offset_of(zone: str, local_s: int, compact: bool) -> int:
    """Seconds east of UTC for a zone text behind a time."""
    name = zone.lstrip(" ")
    if zone in ("", "Z", "z") or name in ("UTC", "GMT"):
        return 0
    m = re.fullmatch(r"([+-])([0-9]{2})(?::?([0-9]{2}))?", name)
    if m:
        need(not (compact and zone == name), "an offset attached to HHMMSS")
        minutes = int(m[2]) * 60 + int(m[3] or 0)
        need(minutes < 24 * 60)  # any two digits of minutes, as in kamu
        return minutes * 60 * (-1 if m[1] == "-" else 1)
    need(re.fullmatch(r"[A-Za-z_/+\-0-9]+", name) and name not in ("Z", "z"))
    try:
        tz = zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Bad("no such zone") from None
    local = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=local_s)
    a, b = (local.replace(tzinfo=tz, fold=f).utcoffset() for f in (0, 1))
    need(a == b, "ambiguous or skipped local time")
    return int(a.total_seconds())


def timestamp(text: str, unit: str) -> int:
    m = STAMP.fullmatch(text)
    need(m)
    y, mo, d, h1, m1, s1, frac, h2, m2, s2, zone = m.groups()
    h, mi, s = (int(x or y or 0) for x, y in ((h1, h2), (m1, m2), (s1, s2)))
    need(h < 24 and mi < 60 and s <= 60)
    day = days(int(y), int(mo), int(d))
    local = day * 86400 + h * 3600 + mi * 60 + s
    nanos = int((frac or "0")[:9].ljust(9, "0"))
    instant = local - offset_of(zone or "", local, h2 is not None)
    v = (instant * 10**9 + nanos) // (10**9 // PER_SECOND[unit])
    return in_range(v, 64, True)


def time(text: str, unit: str) -> int:
    m = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?( [AaPp][Mm])?", text)
    if not m:
        return integer(text, 32 if unit in ("s", "ms") else 64, True)
    h, mi, s = int(m[1]), int(m[2]), int(m[3] or 0)
    if m[5]:
        need(1 <= h <= 12)
        h = h % 12 + (12 if m[5][1] in "pP" else 0)
    need(h < 24 and mi < 60 and s <= 60)
    nanos = int((m[4] or "0")[:9].ljust(9, "0"))
    return ((h * 3600 + mi * 60 + s) * 10**9 + nanos) // (10**9 // PER_SECOND[unit])


def fixed(text: str, precision: int, scale: int) -> decimal.Decimal:
    need(re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", text))
    mantissa, _, exponent = text.lower().partition("e")
    if abs(int(exponent or 0)) > 1000:
        need(int(exponent) < 0 or decimal.Decimal(mantissa) == 0, "too large")
        return decimal.Decimal(0)
    v = decimal.Decimal(text)
    need(v.adjusted() <= 400 or v == 0, "too large")
    q = v.quantize(decimal.Decimal(1).scaleb(-scale), rounding=decimal.ROUND_DOWN) if v else decimal.Decimal(0)
    need(abs(int(q.scaleb(scale))) < 10**precision, "too large")
    return abs(q) if q == 0 else q


def binary(text: str) -> bytes:
    need(re.fullmatch(r"[0-9a-fA-F]*", text))
    return bytes(int(text[i:i + 2], 16) for i in range(0, len(text), 2))


def parts(kind: str) -> tuple:
    name, _, args = kind.partition("(")
    return name, split(args[:-1], ",") if args else []


def from_text(text: str, kind: str):
    """A CSV field or a JSON string as a value of the type (in probe.py's notation, without ! or ?)."""
    name, args = parts(kind)
    if name == "str":
        return text
    if name in ("f32", "f64"):
        return floating(text, int(name[1:]))
    if name[0] in "iu" and name[1:].isdigit():
        return integer(text, int(name[1:]), name[0] == "i")
    if name == "bool":
        return boolean(text)
    if name == "date":
        return date(text)
    if name == "ts":
        return timestamp(text, args[0] if args else "ms")
    if name == "time":
        return time(text, args[0])
    if name == "dec":
        return fixed(text, int(args[0]), int(args[1]))
    if name == "bin":
        return binary(text)
    raise Bad(kind)


# ---- CSV ------------------------------------------------------------------------------------------

def csv_records(data: bytes, sep=b",", quote=b'"', escape=b"\\") -> list:
    """Records of (unquoted bytes) fields: a state machine, one byte at a time."""
    records, fields_, field, state = [], [], bytearray(), "record"
    sep, quote, escape = sep[0], quote[0] if quote else -1, escape[0] if escape else -1

    def end_field():
        fields_.append(bytes(field))
        field.clear()

    def end_record():
        end_field()
        records.append(list(fields_))
        fields_.clear()

    for c in data.removeprefix(b"\xef\xbb\xbf"):
        if state == "record":
            if c in b"\r\n":
                continue
            state = "field"
        if state == "escaped":
            field.append(c)
            state = "quoted"
        elif state == "quoted":
            if c == quote:
                state = "closing"
            elif c == escape:
                state = "escaped"
            else:
                field.append(c)
        elif state == "closing" and c == quote:
            field.append(c)
            state = "quoted"
        elif state == "field" and c == quote:
            state = "quoted"
        elif c == sep:
            end_field()
            state = "field"
        elif c in b"\r\n":
            end_record()
            state = "record"
        else:
            field.append(c)
            state = "plain"
    if state != "record":
        end_record()
    return records


def csv_rows(records: list, columns: list, null=b"") -> list:
    """columns: (name, type with ! or ?)."""
    rows = []
    for fields_ in records:
        need(len(fields_) == len(columns), "count of fields")
        row = []
        for raw, (_, kind) in zip(fields_, columns):
            try:
                text = raw.decode()
            except UnicodeDecodeError:
                raise Bad("UTF-8") from None
            if raw == null:
                need(kind[-1] == "?", "null")
                row.append(None)
            else:
                row.append(from_text(text, kind[:-1]))
        rows.append(row)
    return rows


# ---- JSON -----------------------------------------------------------------------------------------

class Num(str):
    """A number as it is written."""


class Parser:
    """JSON as kamu reads lines of it: any commas, control characters, numbers by their alphabet. strict: RFC 8259."""

    def __init__(self, data: bytes, strict: bool):
        self.data, self.at, self.strict = data, 0, strict

    def space(self) -> int:
        while self.at < len(self.data) and self.data[self.at] in b" \t\r\n":
            self.at += 1
        return self.data[self.at] if self.at < len(self.data) else -1

    def lenient_space(self) -> int:
        while self.space() == ord(","):
            self.at += 1
        return self.space()

    def value(self):
        c = self.space()
        if c == ord("{"):
            return self.object()
        if c == ord("["):
            return self.array()
        if c == ord('"'):
            return self.string()
        for word, v in ((b"true", True), (b"false", False), (b"null", None)):
            if self.data.startswith(word, self.at):
                self.at += len(word)
                return v
        m = re.compile(rb"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?" if self.strict else rb"[-0-9][-+.eE0-9]*").match(self.data, self.at)
        need(m, "a value")
        self.at = m.end()
        need(not self.strict or self.at == len(self.data) or self.data[self.at] not in b"-+.eE0123456789", "a number")
        return Num(m[0].decode())

    def separator(self, first: bool, close: str) -> bool:
        """False behind the closing bracket."""
        c = self.lenient_space() if not self.strict else self.space()
        if self.strict and not first and c != ord(close):
            need(c == ord(","))
            self.at += 1
            c = self.space()
            need(c != ord(close), "trailing comma")
        need(c >= 0, "truncated")
        if c == ord(close):
            self.at += 1
            return False
        return True

    def array(self) -> list:
        self.at += 1
        items = []
        while self.separator(not items, "]"):
            items.append(self.value())
        return items

    def object(self) -> dict:
        self.at += 1
        members, first = {}, True
        while self.separator(first, "}"):
            first = False
            need(self.data[self.at] == ord('"'), "a key")
            key = self.string()
            need(self.space() == ord(":"), "a colon")
            self.at += 1
            members[key] = self.value()
        return members

    def string(self) -> str:
        out, i, data = bytearray(), self.at + 1, self.data
        while True:
            need(i < len(data), "truncated")
            c = data[i]
            i += 1
            if c == ord('"'):
                break
            if c != ord("\\"):
                need(not self.strict or c >= 32, "a control character")
                out.append(c)
                continue
            need(i < len(data), "truncated")
            e = chr(data[i])
            i += 1
            if e == "u":
                unit, i = self.unit(i), i + 4
                if 0xD800 <= unit < 0xDC00:
                    need(data[i:i + 2] == b"\\u")
                    low, i = self.unit(i + 2), i + 6
                    need(0xDC00 <= low < 0xE000)
                    unit = 0x10000 + ((unit - 0xD800) << 10) + low - 0xDC00
                need(not 0xDC00 <= unit < 0xE000)
                out += chr(unit).encode()
            else:
                need(e in '"\\/bfnrt')
                out += {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}.get(e, e).encode()
        self.at = i
        try:
            return out.decode()
        except UnicodeDecodeError:
            raise Bad("UTF-8") from None

    def unit(self, i: int) -> int:
        digits = self.data[i:i + 4]
        need(re.fullmatch(rb"[0-9a-fA-F]{4}", digits), "an escape")
        return int(digits, 16)


def json_document(data: bytes, strict=True):
    p = Parser(data.removeprefix(b"\xef\xbb\xbf"), strict)
    v = p.value()
    need(p.space() < 0, "text behind the document")
    return v


def json_records(data: bytes) -> list:
    """Objects one behind the other."""
    p, found = Parser(data.removeprefix(b"\xef\xbb\xbf"), False), []
    while p.space() >= 0:
        need(p.data[p.at] == ord("{"), "an object")
        found.append(p.value())
    return found


def truncated_float(text: str) -> int:
    v = floating(text, 64)
    need(abs(v) < 1e300, "infinite")
    return int(v)


def number_to_integer(text: str, bits: int, signed: bool) -> int:
    try:
        return integer(text, bits, signed)
    except Bad:
        return in_range(truncated_float(text), bits, signed)


def from_number(text: str, kind: str):
    name, args = parts(kind)
    if name in ("f32", "f64"):
        return floating(text, int(name[1:]))
    if name[0] in "iu" and name[1:].isdigit():
        return number_to_integer(text, int(name[1:]), name[0] == "i")
    if name == "dec":
        return fixed(text, int(args[0]), int(args[1]))
    if name == "date":
        return number_to_integer(text, 32, True)
    if name == "ts":
        try:
            return integer(text, 64, True)
        except Bad:
            v = floating(text, 64)
            need(v == v)
            return max(-(2**63), min(2**63 - 1, int(v) if abs(v) < 1e300 else (2**64 if v > 0 else -(2**64))))
    if name == "time":
        return number_to_integer(text, 32 if args[0] in ("s", "ms") else 64, True)
    raise Bad(f"a number for {name}")


def from_json(v, kind: str):
    """kind with ! or ?."""
    base = kind[:-1]
    name, args = parts(base)
    if v is None:
        need(kind[-1] == "?", "null")
        return None
    if isinstance(v, Num):
        return from_number(v, base)
    if isinstance(v, bool):
        need(name == "bool")
        return v
    if isinstance(v, str):
        need(name not in ("bool", "list", "struct"))
        return from_text(v, base)
    if isinstance(v, list):
        need(name == "list")
        return [from_json(i, args[0]) for i in v]
    need(name == "struct")
    return {n: from_json(v.get(n), t) for n, _, t in (a.partition(":") for a in args)}


def json_rows(records: list, columns: list) -> list:
    rows = []
    for r in records:
        need(isinstance(r, dict), "an object")
        rows.append([from_json(r.get(n), t) for n, t in columns])
    return rows


# ---- GeoJSON --------------------------------------------------------------------------------------

def number_text(n: Num) -> str:
    if n == "-0":
        return "0"
    m = re.fullmatch(r"(.*?)[eE]([+-]?)([0-9]+)", n)
    return f"{m[1]}e{m[2] or '+'}{m[3]}" if m else str(n)


def compact(v) -> str:
    if v is None:
        return "null"
    if isinstance(v, bool):
        return "true" if v else "false"
    if isinstance(v, Num):
        return number_text(v)
    if isinstance(v, str):
        short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
        return '"' + "".join(short.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in v) + '"'
    if isinstance(v, list):
        return "[" + ",".join(map(compact, v)) + "]"
    return "{" + ",".join(f"{compact(k)}:{compact(v[k])}" for k in sorted(v, key=str.encode)) + "}"


def feature(f) -> dict:
    """A null or missing geometry is NULL, null or missing properties are none."""
    need(isinstance(f, dict), "an object")
    properties, geometry = f.get("properties"), f.get("geometry")
    need(properties is None or isinstance(properties, dict), "properties")
    need(geometry is None or isinstance(geometry, dict), "geometry")
    return {**(properties or {}), "geometry": None if geometry is None else compact(geometry)}


def feature_collection(data: bytes) -> list:
    d = json_document(data)
    need(isinstance(d, dict) and d.get("type") == "FeatureCollection" and isinstance(d.get("features"), list), "a collection")
    return [feature(f) for f in d["features"]]


def feature_lines(data: bytes) -> list:
    """Mostly one a line, but white space is all alike."""
    p, found = Parser(data.removeprefix(b"\xef\xbb\xbf"), True), []
    while p.space() >= 0:
        f = p.value()
        need(isinstance(f, dict) and f.get("type") == "Feature", "a feature")
        found.append(feature(f))
    return found
