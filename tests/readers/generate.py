"""Random columns, values and valid texts of them, from a seed. Values are those of oracle.py and probe.py."""
import datetime
import decimal
import json
import math
import random

from oracle import DAY0, PER_SECOND, Num, from_text, parts

FLAT = ["str", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64", "bool", "date", "ts", "ts(s)", "ts(us)",
        "ts(ns)", "ts(ms,+08:00)", "ts(us,Europe/Paris)", "time(s)", "time(ms)", "time(us)", "time(ns)", "dec(10,2)", "dec(38,10)",
        "dec(60,20)", "dec(5,5)"]
WORDS = ["", "a", "x y", "é", "日本語", "😁", "\u0000", "\t", "null", "NULL", "true", "1.0", "{}", "[", "]", "}", "a" * 70, "\u007f",
         "\ufffd", "-", "\\n", "{\"a\":1}", " "]


def text(r: random.Random, spice: str = "") -> str:
    parts_ = [r.choice(WORDS + list(spice)) for _ in range(r.choice([1, 1, 1, 2, 3, 8]))]
    return "".join(parts_)


def value(r: random.Random, kind: str, spice: str = ""):
    """A value of a flat type, never None; of list(...) and struct(...) too."""
    name, args = parts(kind)
    if name == "str":
        return text(r, spice)
    if name in ("f32", "f64"):
        v = r.choice([0.0, -0.0, 1.5, 0.1, -1e-7, 1e16, 123456789.125, r.uniform(-1e6, 1e6), r.uniform(-1, 1) * 10.0 ** r.randint(-300, 300),
                      5e-324, 1.7976931348623157e308, math.inf, -math.inf])
        return from_text(repr(v), name)
    if name[0] in "iu" and name[1:].isdigit():
        bits = int(name[1:])
        low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if name[0] == "i" else (0, (1 << bits) - 1)
        return r.choice([low, high, 0, 1, r.randint(low, high), max(low, min(high, r.randint(-1000, 1000)))])
    if name == "bool":
        return r.random() < 0.5
    if name == "date":
        return r.choice([0, -1, 18336, r.randint(-719528, 2932896)])
    if name == "ts":
        per = PER_SECOND[args[0] if args else "ms"]
        low, high = (-(2**63) // per + 1, 2**63 // per - 1) if per == 10**9 else (-62167219200, 253402300799)
        return r.choice([0, -1, 1577836800 * per, r.randint(low, high) * per + r.randrange(per), r.randint(0, 2 * 10**9) * per])
    if name == "time":
        return r.randrange(86400) * PER_SECOND[args[0]] + r.choice([0, r.randrange(PER_SECOND[args[0]])])
    if name == "dec":
        precision, scale = map(int, args)
        v = r.choice([0, 1, -1, 10**precision - 1, r.randint(-(10**precision) + 1, 10**precision - 1), r.randint(-1000, 1000)])
        return decimal.Decimal(max(-(10**precision) + 1, min(10**precision - 1, v))).scaleb(-scale)
    if name == "bin":
        return r.randbytes(int(args[0]) if args else r.choice([0, 1, 5]))
    if name == "list":
        return [maybe(r, args[0], spice) for _ in range(r.choice([0, 1, 2, 5]))]
    if name == "struct":
        return {n: maybe(r, t, spice) for n, _, t in (a.partition(":") for a in args)}
    raise ValueError(kind)


def maybe(r: random.Random, kind: str, spice: str = "", share: float = 0.2):
    return None if kind[-1] == "?" and r.random() < share else value(r, kind[:-1], spice)


# ---- values as text ---------------------------------------------------------------------------------

def date_text(day: int) -> str:
    """Years 0 to 9999; Python has no year 0, but 400 is like it."""
    if day + DAY0 > 0:
        return datetime.date.fromordinal(day + DAY0).isoformat()
    return "0000" + datetime.date.fromordinal(day + DAY0 + 146097).isoformat()[4:]


def stamp_text(r: random.Random, v: int, unit: str, zone: str) -> str:
    """One of the spellings of an instant; always with a zone unless the column is UTC."""
    per = PER_SECOND[unit]
    seconds, sub = divmod(v, per)
    east = r.choice([0, 0, 3600, -5 * 3600, 19800, 14 * 3600])
    if not -62135596800 + 86400 <= seconds < 253402300799 - 86400:
        east = 0
    day, s = divmod(seconds + east, 86400)
    year = date_text(day)
    frac = f".{sub:0{len(str(per)) - 1}d}" if sub or r.random() < 0.3 else ""
    frac = frac if len(frac) > 1 else ""
    if r.random() < 0.2 and frac:
        frac = f"{frac:0<10}" + "123"  # behind the ninth digit nothing counts
    sign = "-" if east < 0 else "+"
    offset = f"{sign}{abs(east) // 3600:02d}:{abs(east) // 60 % 60:02d}"
    if east == 0:
        offset = r.choice(["Z", "z", "+00:00", "-0000", " UTC", "+00"] + (["", ""] if zone == "UTC" else []))
    if sub == 0 and s == 0 and east == 0 and offset == "" and r.random() < 0.5:
        return year
    return f"{year}{r.choice('T t')}{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}{frac}{offset}"


def decimal_text(r: random.Random, v: decimal.Decimal) -> str:
    plain = f"{v:f}"
    return r.choice([plain, plain, plain + "9" if "." in plain else plain, f"{v:e}" if v else "0", plain.rstrip("0") if "." in plain else plain])


def float_text(r: random.Random, v: float, kind: str) -> str:
    if math.isinf(v):
        return r.choice(["inf", "Infinity", "INF"]) if v > 0 else "-inf"
    digits = r.choice([repr(float(v)), f"{v:.17g}", f"{v:.17e}".upper(), f"{v:.25g}"])
    return digits if from_text(digits, kind) == v else repr(float(v))


def as_text(r: random.Random, v, kind: str) -> str:
    """A text that is this value by the rules for text."""
    name, args = parts(kind)
    if name == "str":
        return v
    if name in ("f32", "f64"):
        return float_text(r, v, name)
    if name == "bool":
        return r.choice(["true", "TRUE", "True"] if v else ["false", "fAlse", "FALSE"])
    if name == "date":
        d = date_text(v)
        return r.choice([d, d.replace("-", "") if len(d) == 10 else d, d + "T00:00:00", d + " 23:59:59Z"])
    if name == "ts":
        return stamp_text(r, v, args[0] if args else "ms", args[1] if len(args) > 1 else "UTC")
    if name == "time":
        per = PER_SECOND[args[0]]
        s, sub = divmod(v, per)
        frac = f".{sub:0{len(str(per)) - 1}d}" if sub else ""
        return f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}{frac}"
    if name == "dec":
        return decimal_text(r, v)
    if name == "bin":
        return r.choice([v.hex(), v.hex().upper()])
    return r.choice([str(v), str(v), f"+{v}" if v >= 0 else str(v), f"{'-' if v < 0 else ''}00{abs(v)}"])


def as_json(r: random.Random, v, kind: str):
    """A tree for json_text(): Num for numbers."""
    name, args = parts(kind)
    if v is None or isinstance(v, bool):
        return v
    if name == "list":
        return [as_json(r, i, args[0][:-1]) for i in v]
    if name == "struct":
        keep = [(n, v[n], t) for n, _, t in (a.partition(":") for a in args)]
        r.shuffle(keep)
        return {n: as_json(r, x, t[:-1]) for n, x, t in keep if x is not None or r.random() < 0.5}
    number = r.random() < 0.7
    if name in ("f32", "f64") and number and math.isfinite(v):
        return Num(float_text(r, v, name))
    if name == "dec" and number:
        return Num(decimal_text(r, v).removesuffix("."))
    if name[0] in "iu" and name[1:].isdigit() and number:
        return Num(str(v))
    if name == "date" and number and r.random() < 0.3:
        return Num(str(v))
    if name in ("ts", "time") and number and r.random() < 0.3:
        return Num(str(v))
    return as_text(r, v, kind)


def json_string(r: random.Random, s: str) -> str:
    """With escapes where they must be and sometimes where they need not."""
    out = []
    for c in s:
        if c in '"\\' or c < " ":
            out.append(json.dumps(c)[1:-1])
        elif r.random() < 0.05:
            out.append(json.dumps(c)[1:-1] if c > "~" else f"\\u{ord(c):04X}")
        elif c == "/" and r.random() < 0.5:
            out.append("\\/")
        else:
            out.append(c)
    return '"' + "".join(out) + '"'


def json_text(r: random.Random, v, blank) -> str:
    """blank() gives the white space between tokens."""
    if isinstance(v, Num):
        return str(v)
    if isinstance(v, str):
        return json_string(r, v)
    if v is None or isinstance(v, bool):
        return json.dumps(v)
    if isinstance(v, list):
        return "[" + ",".join(blank() + json_text(r, i, blank) + blank() for i in v) + "]"
    return "{" + ",".join(f"{blank()}{json_string(r, k)}{blank()}:{blank()}{json_text(r, i, blank)}{blank()}" for k, i in v.items()) + "}"


# ---- tables -----------------------------------------------------------------------------------------

def columns(r: random.Random, kinds: list, n: int) -> list:
    """(name, type with ! or ?)."""
    names = [f"c{i}" for i in range(n)]
    if r.random() < 0.3:
        names[r.randrange(n)] = r.choice(["Größe", "a.b", "A", "日", "x-y", "c\"q"])
    return [(name, r.choice(kinds) + r.choice("!??")) for name in names]


def notation(cols: list) -> str:
    return " ".join(f"{n}:{t}" for n, t in cols)


def nested(r: random.Random, depth: int = 2) -> str:
    """list(...) or struct(...) of flat types that a push can store."""
    flat = ["str", "i32", "i64", "f64", "bool", "date", "ts", "dec(10,2)", "u8"]
    if depth == 0:
        return r.choice(flat)
    if r.random() < 0.5:
        inner = r.choice(flat) if r.random() < 0.7 else f"list({r.choice(flat)}{r.choice('!?')})"
        return f"list({inner}{r.choice('!?')})"
    members = ",".join(f"m{i}:{nested(r, r.choice([0, 0, depth - 1]))}{r.choice('!?')}" for i in range(r.choice([1, 2, 3])))
    return f"struct({members})"
