"""Parquet files of pyarrow and DuckDB: all types, codecs, encodings, pages and row groups; read with and without a
schema, and pyarrow reads the slices that come out."""
import decimal
import io
import os
import pathlib
import random
import sys

import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import generate as g
import oracle
from cases import Failed, Skipped, check, equal, main
from probe import SEED, Crash, Float, Probe, often, plain

PROBE = Probe()
ROUNDS = often("ROUNDS", 60)
KINDS = [*g.FLAT, "bin", "bin(4)", "bin(1)", "f16"]
UNIT = {"s": "s", "ms": "ms", "us": "us", "ns": "ns"}


def arrow_type(kind: str) -> pa.DataType:
    name, args = oracle.parts(kind)
    simple = {"str": pa.string(), "bool": pa.bool_(), "date": pa.date32(), "f16": pa.float16(), "f32": pa.float32(), "f64": pa.float64()}
    if name in simple:
        return simple[name]
    if name[0] in "iu" and name[1:].isdigit():
        return getattr(pa, ("int" if name[0] == "i" else "uint") + name[1:])()
    if name == "ts":
        return pa.timestamp(args[0] if args else "ms", args[1] if len(args) > 1 else "UTC")
    if name == "time":
        return pa.time32(args[0]) if args[0] in ("s", "ms") else pa.time64(args[0])
    if name == "dec":
        return (pa.decimal128 if int(args[0]) <= 38 else pa.decimal256)(int(args[0]), int(args[1]))
    if name == "bin":
        return pa.binary(int(args[0])) if args else pa.binary()
    if name == "list":
        return pa.list_(pa.field("item", arrow_type(args[0][:-1]), args[0][-1] == "?"))
    return pa.struct([pa.field(n, arrow_type(t[:-1]), t[-1] == "?") for n, _, t in (a.partition(":") for a in args)])


def arrow_array(values: list, t: pa.DataType) -> pa.Array:
    return pa.array(values, t)  # numbers in the column's unit are times


def value(r: random.Random, kind: str):
    if kind[:-1] == "f16":
        return None if kind[-1] == "?" and r.random() < 0.2 else Float(r.choice([0.0, -0.0, 1.5, 65504.0, 6e-8, float("inf"), float("nan")]))
    return g.maybe(r, kind)


def f16(v):
    import struct
    return None if v is None else Float(struct.unpack("<e", struct.pack("<e", v))[0])


def options(r: random.Random, cols: list) -> dict:
    o = {"compression": r.choice(["none", "snappy", "gzip", "zstd", "brotli", "lz4"]), "version": r.choice(["1.0", "2.4", "2.6"]),
         "data_page_version": r.choice(["1.0", "2.0"]), "use_dictionary": r.choice([True, False]), "data_page_size": r.choice([64, 1000, 1 << 20]),
         "row_group_size": r.choice([1, 7, 100, 100000]), "store_schema": r.random() < 0.8, "write_statistics": r.random() < 0.5,
         "use_compliant_nested_type": r.random() < 0.5, "write_page_index": r.random() < 0.3, "write_page_checksum": r.random() < 0.3,
         "write_batch_size": r.choice([1, 10, 1024]), "dictionary_pagesize_limit": r.choice([50, 1 << 20])}
    if not o["use_dictionary"]:
        encodings = {}
        for name, kind in cols:
            base = oracle.parts(kind[:-1])[0]
            if base in ("list", "struct"):
                continue
            choice = {"i": ["PLAIN", "DELTA_BINARY_PACKED"], "str": ["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"],
                      "f": ["PLAIN", "BYTE_STREAM_SPLIT"], "bool": ["RLE" if o["data_page_version"] == "2.0" else "PLAIN"],
                      "dec": ["PLAIN", "DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT"], "bin": ["PLAIN"]}
            choice.update({k: choice["i"] for k in ("u", "ts", "time", "date")})
            encodings[name] = r.choice(choice[base if base in choice else base[0]])
        o["column_encoding"] = encodings or None
        if not encodings:
            o.pop("column_encoding")
    return o


def read(what: str, step: dict, data: bytes, **kw):
    try:
        return PROBE.read(step, data, **kw)
    except Crash as why:
        raise Failed(f"{what}: {why}") from None


def keep(data: bytes) -> str:
    path = pathlib.Path(os.environ.get("KEEP", "/tmp")) / "readers-failed.parquet"
    path.write_bytes(data)
    return f"kept as {path}"


def same(what: str, got: list, want: list, names: list, data: bytes) -> None:
    equal(len(got), len(want), f"{what}: rows, {keep(data) if len(got) != len(want) else ''}")
    for i, (a, b) in enumerate(zip(got, want)):
        for name, x, y in zip(names, a, b):
            if x != y:
                raise Failed(f"{what}: row {i}, column {name}: {x!r} is not {y!r}; {keep(data)}")


def case_pyarrow_files():
    for i in range(ROUNDS):
        r = random.Random(f"parquet {SEED} {i}")
        cols = g.columns(r, [*KINDS, *(g.nested(r) for _ in range(8))], r.randint(1, 8))
        rows = [[value(r, k) for _, k in cols] for _ in range(r.choice([0, 1, 9, 100, 700]))]
        arrays = [arrow_array([row[c] for row in rows], arrow_type(k[:-1])) for c, (_, k) in enumerate(cols)]
        table = pa.Table.from_arrays(arrays, schema=pa.schema([pa.field(n, arrow_type(k[:-1]), k[-1] == "?") for n, k in cols]))
        o = options(r, cols)
        out = io.BytesIO()
        try:
            pq.write_table(table, out, **o)
        except (pa.ArrowException, NotImplementedError, OSError) as why:  # not every pair of options is one
            check(any(w in str(why).lower() for w in ("ncoding", "not", "lose data")), f"round {i}: {why}")
            continue
        data = out.getvalue()
        want = [[f16(v) if k[:-1] == "f16" else v for v, (_, k) in zip(row, cols)] for row in rows]
        what = f"parquet, seed {SEED}, round {i}, {o}, {g.notation(cols)}"
        declared = read(what, {"kind": "Parquet", "columns": g.notation(cols)}, data, stream=r.random() < 0.3)
        if o["version"] == "2.6" or o["store_schema"]:  # older versions and no schema of Arrow: other units and widths
            check(declared.ok, f"{what}: {declared}; {keep(data)}")
        if declared.ok:
            same(what, declared.rows(), want, [n for n, _ in cols], data)
        elif "Cannot cast" not in declared.message:
            raise Failed(f"{what}: {declared}; {keep(data)}")
        free = read(what, {"kind": "Parquet"}, data)
        check(free.ok, f"{what}, no schema: {free}; {keep(data)}")
        try:
            theirs = pq.ParquetFile(io.BytesIO(data)).read()
        except pa.ArrowInvalid:  # pyarrow 26 cannot read all that it writes
            continue
        same(f"{what}, no schema", free.rows(), [list(row) for row in zip(*map(plain, theirs.columns))], theirs.column_names, data)


def case_duckdb_files():
    try:
        import duckdb
    except ImportError:
        raise Skipped("no DuckDB") from None
    select = """select i::BIGINT a, (i % 7)::TINYINT b, CASE WHEN i % 5 = 0 THEN NULL ELSE i / 3.0::DOUBLE END c, 'row ' || (i % 20) d,
        make_timestamp(i * 1234567) e, DATE '2000-01-01' + (i % 9999)::INT f, (i * 1.25)::DECIMAL(18,3) g, i % 3 = 0 h, [i, NULL, i + 1] k,
        {'x': i, 'y': CASE WHEN i % 2 = 0 THEN NULL ELSE 'z' END} l, (i::HUGEINT * 1e20::HUGEINT)::DECIMAL(38,2) m, repeat('ab', (i % 40)::INT) n,
        (i % 200)::UTINYINT o, i::REAL p, make_timestamptz(i) q, TIME '00:00:01' + INTERVAL (i) SECONDS s, 'x'::BLOB t
        from range(3000) r(i)"""
    with duckdb.connect(config={"threads": 1}) as db:
        for version in ("V1", "V2"):
            for codec in ("uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw"):
                db.sql(f"copy ({select}) to 'd.parquet' (format parquet, codec '{codec}', parquet_version '{version}', row_group_size 2048)")
                data = pathlib.Path("d.parquet").read_bytes()
                answer = read(f"{version} {codec}", {"kind": "Parquet"}, data)
                check(answer.ok, f"{version} {codec}: {answer}")
                theirs = pq.ParquetFile(io.BytesIO(data)).read()
                same(f"{version} {codec}", answer.rows(), [list(row) for row in zip(*map(plain, theirs.columns))], theirs.column_names, data)


# ---- casts: what the schema asks for against what the file has ------------------------------------------

def cast(values: list, source: pa.DataType, kind: str):
    """The rows as `kind?`, or the error message."""
    out = io.BytesIO()
    pq.write_table(pa.table({"v": pa.array(values, source)}), out)
    answer = read(f"{source} to {kind}", {"kind": "Parquet", "columns": f"v:{kind}?"}, out.getvalue())
    return [row[0] for row in answer.rows()] if answer.ok else answer.message


def case_casts():
    D = decimal.Decimal
    table = [  # values, type in the file, type wanted, result (None: an error)
        ([1, -1, None], pa.int64(), "str", ["1", "-1", None]), ([1.5, -0.0], pa.float64(), "str", ["1.5", "-0.0"]),
        ([True, False], pa.bool_(), "str", ["true", "false"]),
        ([1.9, -1.9, None], pa.float64(), "i64", [1, -1, None]), ([127.9], pa.float32(), "i8", [127]), ([128.0], pa.float64(), "i8", None),
        ([float("nan")], pa.float64(), "i64", None), ([float("inf")], pa.float64(), "i32", None), ([9.3e18], pa.float64(), "i64", None),
        ([-0.5], pa.float64(), "u8", [0]), ([-1.0], pa.float64(), "u8", None),
        ([0, 2, None, -1], pa.int32(), "bool", [False, True, None, True]), ([True, None], pa.bool_(), "i16", [1, None]),
        ([True, False], pa.bool_(), "f64", [Float(1.0), Float(0.0)]),
        ([1577926923], pa.int64(), "ts", [1577926923]), ([5], pa.int32(), "ts(us)", [5]), ([-5], pa.int8(), "ts(s)", [-5]),
        ([18336], pa.int32(), "date", [18336]),
        ([300], pa.int64(), "i8", None), ([-1], pa.int8(), "u64", None), ([2**63], pa.uint64(), "i64", None), ([255], pa.uint8(), "i64", [255]),
        ([2**53 + 1], pa.int64(), "f64", [Float(2**53)]), ([16777217], pa.int32(), "f32", [Float(16777216)]),
        ([0.1], pa.float64(), "f32", [Float(0.10000000149011612)]), ([1e39], pa.float64(), "f32", [Float("inf")]),
        (["1", "+2", None], pa.string(), "i32", [1, 2, None]), ([" 1"], pa.string(), "i32", None), (["1.5"], pa.string(), "i64", None), ([""], pa.string(), "i64", None),
        (["1e3", "nan"], pa.string(), "f64", [Float(1000.0), Float("nan")]), (["true"], pa.string(), "bool", [True]),
        (["2020-01-01"], pa.string(), "date", [18262]), (["2020-01-01 00:00:01"], pa.string(), "ts", [1577836801000]), (["x"], pa.string(), "ts", None),
        (["1.235", "-1.235", "1.2349999"], pa.string(), "dec(10,2)", [D("1.24"), D("-1.24"), D("1.23")]),
        ([1.235, -1.235, 1.2349999], pa.float64(), "dec(10,2)", [D("1.24"), D("-1.24"), D("1.23")]),
        (["1e2"], pa.string(), "dec(10,2)", None), ([12345678901], pa.int64(), "dec(10,2)", None), ([7], pa.int8(), "dec(10,2)", [D("7.00")]),
        ([D("1.239")], pa.decimal128(10, 3), "dec(10,2)", [D("1.24")]), ([D("1.239")], pa.decimal128(10, 3), "dec(10,4)", [D("1.2390")]),
        ([D("1.239")], pa.decimal128(10, 3), "dec(60,5)", [D("1.23900")]), ([D("1.2")], pa.decimal256(60, 1), "dec(10,2)", [D("1.20")]),
        ([D("123456789.5")], pa.decimal128(10, 1), "dec(10,2)", None), ([D("1.5")], pa.decimal128(10, 1), "f64", [Float(1.5)]),
        (["00ff"], pa.string(), "bin", [b"00ff"]), ([b"ab"], pa.binary(), "str", ["ab"]), ([b"\xff"], pa.binary(), "str", None),
        ([b"abc"], pa.binary(), "bin(4)", None), ([b"abcd"], pa.binary(4), "bin", [b"abcd"]), ([b"abcd"], pa.binary(), "bin(4)", [b"abcd"]),
        ([[1, None], None, []], pa.list_(pa.int32()), "list(str?)", [["1", None], None, []]), ([[1]], pa.list_(pa.int32()), "i32", None),
        ([[1, None]], pa.list_(pa.int32()), "list(i64!)", None), ([1], pa.int32(), "list(i32?)", None),
        ([{"a": 1, "z": 9}, None], pa.struct([("z", pa.int8()), ("a", pa.int8())]), "struct(a:i64?,b:str?)", [{"a": 1, "b": None}, None]),
        ([{"q": 1}], pa.struct([("q", pa.int8())]), "struct(a:i64?)", None), ([{"a": 1}], pa.struct([("a", pa.int8())]), "struct(a:i8?,b:i8!)", None),
        ([{"a": 1}, None], pa.struct([("a", pa.int8())]), "struct(a:i8!)", [{"a": 1}, None]), ([{"a": None}], pa.struct([("a", pa.int8())]), "struct(a:i8!)", None),
        ([None, None], pa.null(), "i64", [None, None]), ([None], pa.null(), "list(i64?)", [None]),
    ]
    for values, source, kind, want in table:
        got = cast(values, source, kind)
        if want is None:
            check(isinstance(got, str), f"{values} {source} as {kind}: {got} instead of an error")
        else:
            equal(got, want, f"{values} {source} as {kind}")


def case_two_columns_of_one_name():
    table = pa.Table.from_arrays([pa.array([1]), pa.array([True]), pa.array(["x"])], names=["a", "a", "b"])
    out = io.BytesIO()
    pq.write_table(table, out)
    for step in ({"kind": "Parquet"}, {"kind": "Parquet", "columns": "a:i64?"}):
        answer = read("two a", step, out.getvalue())
        check(not answer.ok and "2 columns named 'a'" in answer.message, str(answer))
    equal(read("b", {"kind": "Parquet", "columns": "b:str?"}, out.getvalue()).rows(), [["x"]], "another column")


def case_times():
    """Instants in every unit, with and without zone, into columns of every unit."""
    for source in (pa.timestamp("s"), pa.timestamp("ms", "UTC"), pa.timestamp("us", "Europe/Paris"), pa.timestamp("ns")):
        per = oracle.PER_SECOND[source.unit]
        values = [0, 1577836800 * per + per // 2, -per, -1 if per > 1 else -2, None]
        for unit in ("s", "ms", "us", "ns"):
            to = oracle.PER_SECOND[unit]
            array = pa.array(values, pa.int64()).view(source)
            out = io.BytesIO()
            pq.write_table(pa.table({"v": array}), out, version="2.6")
            answer = read(f"{source} to {unit}", {"kind": "Parquet", "columns": f"v:ts({unit})?"}, out.getvalue())
            real = pq.ParquetFile(io.BytesIO(out.getvalue())).read().column(0)  # seconds are stored as milliseconds
            per_real = oracle.PER_SECOND[real.type.unit]
            want = [None if v is None else v * (to // per_real) if to >= per_real else int(decimal.Decimal(v) / (per_real // to)) for v in plain(real)]
            check(answer.ok, f"{source} to {unit}: {answer}")
            equal([row[0] for row in answer.rows()], want, f"{source} to {unit}")


if __name__ == "__main__":
    sys.exit(main(globals()))
