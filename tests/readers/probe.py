"""Inputs through the readers of the program under test, many per second (probe.c), and what came out as Python values.

Columns are written "name:type!" (required) or "name:type?" (optional), apart by blanks. Types: bool i8 .. i64
u8 .. u64 f16 f32 f64 str bin bin(N) date dec(P,S) time(UNIT) ts(UNIT[,ZONE]) list(TYPE!) list(TYPE?)
struct(name:type?,...); ts alone is ts(ms)."""
import atexit
import json
import math
import os
import pathlib
import re
import select
import struct
import subprocess
import sys
import tempfile

import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))

PROGRAM = os.environ.get("PROBE", str(pathlib.Path(__file__).resolve().parents[2] / "build/dev/tests/read_probe"))
TIMEOUT_S = 60
SEED = int(os.environ.get("SEED", "1"))
UNITS = {"s": "Second", "ms": "Millisecond", "us": "Microsecond", "ns": "Nanosecond"}
NAMES = {"bool": "Bool", "i8": "Int8", "i16": "Int16", "i32": "Int32", "i64": "Int64", "u8": "UInt8", "u16": "UInt16",
         "u32": "UInt32", "u64": "UInt64", "f16": "Float16", "f32": "Float32", "f64": "Float64", "str": "String",
         "date": "Date"}


def often(name: str, n: int) -> int:
    """How many rounds: fewer with sanitizers, or as many as the environment says."""
    return int(os.environ.get(name, n // 3 if os.environ.get("PRESET") == "asan" else n))


# ---- columns --------------------------------------------------------------------------------------

def split(text: str, at: str) -> list:
    """The parts between separators that stand outside parentheses."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if c == at and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    return [p for p in [*parts, text[start:]] if p]


def odf_type(text: str) -> dict:
    name, _, inner = text.partition("(")
    args = split(inner[:-1], ",") if inner else []
    if name in NAMES:
        return {"kind": NAMES[name]}
    if name == "bin":
        return {"kind": "Binary", **({"fixedLength": int(args[0])} if args else {})}
    if name == "dec":
        return {"kind": "Decimal", "precision": int(args[0]), "scale": int(args[1])}
    if name == "time":
        return {"kind": "Time", "unit": UNITS[args[0]]}
    if name == "ts":
        zone = {"timezone": args[1]} if len(args) > 1 else {}
        return {"kind": "Timestamp", **({"unit": UNITS[args[0]]} if args else {}), **zone}
    if name == "list":
        return {"kind": "List", "itemType": optional(args[0])}
    if name == "struct":
        return {"kind": "Struct", "fields": fields(args)}
    raise ValueError(text)


def optional(text: str) -> dict:
    inner = odf_type(text[:-1])
    return {"kind": "Option", "inner": inner} if text[-1] == "?" else inner


def fields(items: list) -> list:
    return [{"name": n, "type": optional(t)} for n, _, t in (i.partition(":") for i in items)]


def schema(columns: str) -> dict:
    return {"fields": fields(split(columns, " "))}


ARROW = [(r"Utf8", "str"), (r"Boolean", "bool"), (r"Int(\d+)", r"i\1"), (r"UInt(\d+)", r"u\1"), (r"Float(\d+)", r"f\1"),
         (r"Date32", "date"), (r"Null", "null"), (r"Binary", "bin"), (r"FixedSizeBinary\((\d+)\)", r"bin(\1)"),
         (r"Decimal\d+\((\d+), (-?\d+)\)", r"dec(\1,\2)"), (r"Time\d+\((\w+)\)", r"time(\1)"),
         (r'Timestamp\(ms, "UTC"\)', "ts"), (r'Timestamp\((\w+), "([^"]*)"\)', r"ts(\1,\2)"),
         (r"Timestamp\((\w+)\)", r"ts(\1,)")]


def short_type(arrow: str) -> str:
    """Arrow's name of a type, as the answer has it, in the notation above; nested ones stay."""
    for pattern, ours in ARROW:
        m = re.fullmatch(pattern, arrow)
        if m:
            return m.expand(ours)
    return arrow


# ---- values ---------------------------------------------------------------------------------------

def plain(column) -> list:
    """Python values: times and dates as numbers in their unit, floats by their bits when not finite."""
    if isinstance(column, pa.ChunkedArray):
        return [v for chunk in column.chunks for v in plain(chunk)]
    t = column.type
    if pa.types.is_timestamp(t) or pa.types.is_time64(t) or pa.types.is_date64(t) or pa.types.is_duration(t):
        return column.view(pa.int64()).to_pylist()
    if pa.types.is_date32(t) or pa.types.is_time32(t):
        return column.view(pa.int32()).to_pylist()
    if pa.types.is_floating(t):
        return [None if v is None else Float(v) for v in column.to_pylist()]
    if pa.types.is_dictionary(t):
        return plain(column.dictionary_decode())
    if pa.types.is_struct(t):
        members = [plain(column.field(i)) for i in range(t.num_fields)]
        valid = column.is_valid().to_pylist()
        return [{t.field(k).name: members[k][i] for k in range(t.num_fields)} if ok else None for i, ok in enumerate(valid)]
    if pa.types.is_list(t) or pa.types.is_large_list(t):
        items, at, valid = plain(column.values), column.offsets.to_pylist(), column.is_valid().to_pylist()
        return [items[at[i]:at[i + 1]] if ok else None for i, ok in enumerate(valid)]
    return column.to_pylist()


class Float(float):
    """Equal when the bits are, but all NaN are one: 0.0 is not -0.0."""

    def bits(self):
        return b"nan" if math.isnan(self) else struct.pack("<d", self)

    def __eq__(self, other):
        return isinstance(other, float) and self.bits() == Float(other).bits()

    def __ne__(self, other):
        return not self == other

    __hash__ = float.__hash__


class Answer:
    def __init__(self, info: dict, slice_: bytes):
        self.info, self.slice = info, slice_
        self.ok = info["end"] == "KAMU_OK"
        self.error = info.get("error", {})
        self.columns = info.get("columns")

    @property
    def message(self) -> str:
        return " / ".join(self.error.get("messages", []))

    @property
    def where(self) -> str:
        return "%d:%d" % (self.error["line"], self.error["column"])

    @property
    def notation(self):
        """The columns as "name:type?"; None when the input has none."""
        if self.columns is None:
            return None
        return " ".join(f"{n}:{short_type(t)}{'?' if o else '!'}" for n, t, o in self.columns)

    def notation_names(self) -> list:
        return [c[0] for c in self.columns or []]

    def table(self) -> pa.Table:
        return pq.ParquetFile(pa.BufferReader(self.slice)).read(use_threads=False)

    def rows(self) -> list:
        """Lists of values, in the order of the input."""
        if not self.slice:
            return []
        table = self.table()
        return [list(r) for r in zip(*(plain(c) for c in table.columns))]

    def __str__(self):
        return json.dumps(self.info, ensure_ascii=False)[:2000]


class Crash(Exception):
    """The program under test ended, or did not end; str() has what it said."""


class Probe:
    def __init__(self, program: str = PROGRAM):
        self.program, self.process, self.complaints = program, None, tempfile.TemporaryFile()
        atexit.register(self.stop)

    def start(self):
        env = dict(os.environ, ASAN_OPTIONS="detect_leaks=1:allocator_may_return_null=1", UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1")
        self.complaints.truncate(0)
        self.process = subprocess.Popen([self.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.complaints, env=env)

    def stop(self):
        """A process that ends badly at last has leaked."""
        if self.process is None:
            return
        self.process.stdin.close()
        code = self.process.wait()
        self.process.stdout.close()
        self.process = None
        if code != 0:
            print("FAILED end-of-probe: " + " | ".join(self.said().split("\n")[:40]), flush=True)

    def said(self) -> str:
        self.complaints.seek(0)
        return self.complaints.read().decode("utf-8", "replace")

    def crashed(self, why: str) -> Crash:
        self.process.kill()
        code = self.process.wait()
        self.process = None
        return Crash(f"{why}, exit {code}: {self.said()[:3000]}")

    def _bytes(self, n: int) -> bytes:
        got = self.process.stdout.read(n)
        if len(got) != n:
            raise self.crashed("the answer ends early")
        return got

    def read(self, read: dict, data: bytes, input_format: str = "", chunk: int = 0, skip=False, strict=False, stream=False) -> Answer:
        """`read`: a read step; its "columns" is a schema in the notation above."""
        if self.process is None:
            self.start()
        step = {k: v for k, v in read.items() if k != "columns"}
        if "columns" in read:
            step["schema"] = schema(read["columns"])
        event = {"kind": "AddPushSource", "sourceName": "default", "read": step, "merge": {"kind": "Append"}}
        source = json.dumps(event, ensure_ascii=False).encode()
        fmt = input_format.encode()
        flags = skip * 1 + strict * 2 + stream * 4
        try:
            self.process.stdin.write(b"%d %d %d %d %d\n" % (len(source), len(fmt), len(data), chunk, flags) + source + fmt + data)
            self.process.stdin.flush()
        except BrokenPipeError:
            raise self.crashed("the request was not taken") from None
        if not select.select([self.process.stdout], [], [], TIMEOUT_S)[0]:
            raise self.crashed(f"no answer after {TIMEOUT_S} s")
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            raise self.crashed("no answer")
        n_json, n_slice = map(int, line.split())
        info = json.loads(self._bytes(n_json).decode("utf-8", "surrogateescape"), strict=False)
        return Answer(info, self._bytes(n_slice))
