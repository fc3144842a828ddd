#!/usr/bin/env python3
"""Our slice reader and writer against pyarrow and DuckDB, both ways, and against slices of the real kamu.

Runs alone too: .venv/bin/python tests/interop/test_parquet.py [NAME ...]
"""
import datetime
import decimal
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

TOP = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("KAMU_SHARED", TOP.parent / "shared"))
BUILD = pathlib.Path(os.environ.get("KAMU", TOP / "build/kamu")).resolve().parent
DUMP = BUILD / "slice_dump"
ONLY = sys.argv[1:]
decimal.getcontext().prec = 100


def report(name, run):
    if ONLY and not any(o in name for o in ONLY):
        return
    try:
        run()
        print("ok", name, flush=True)
    except Exception as e:
        print(f"FAILED {name}: {type(e).__name__}: {str(e)[:600]}".replace("\n", " "), flush=True)


def dump(*args):
    done = subprocess.run([DUMP, *map(str, args)], capture_output=True)
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace").strip() or f"exit {done.returncode}")
    return done.stdout.decode()


def int_bytes(v, width):
    return v.to_bytes(width, "little", signed=True).hex()


def unscaled(v, scale):
    with decimal.localcontext() as c:
        c.prec = 100
        return int(v.scaleb(scale))


def raw(array):
    """Values of an Arrow array as slice_dump prints them."""
    t = array.type
    if isinstance(array, pa.ChunkedArray):
        return [v for c in array.chunks for v in raw(c)]
    if pa.types.is_dictionary(t):
        return raw(array.dictionary_decode())
    if isinstance(array, pa.ExtensionArray):
        return raw(array.storage)
    if pa.types.is_null(t):
        return [None] * len(array)
    if pa.types.is_map(t):
        offsets, valid = array.offsets.to_pylist(), array.is_valid().to_pylist()
        ks, vs = raw(array.keys), raw(array.items)
        return [[list(p) for p in zip(ks[a - offsets[0]:b - offsets[0]], vs[a - offsets[0]:b - offsets[0]])] if ok else None
                for a, b, ok in zip(offsets, offsets[1:], valid)]
    if pa.types.is_fixed_size_list(t):
        n, flat = t.list_size, raw(array.values.slice(array.offset * t.list_size, len(array) * t.list_size))
        return [flat[i * n:i * n + n] if ok else None for i, ok in enumerate(array.is_valid().to_pylist())]
    if pa.types.is_list(t) or pa.types.is_large_list(t):
        flat, offsets = raw(array.values), array.offsets.to_pylist()
        return [flat[a:b] if ok else None for a, b, ok in zip(offsets, offsets[1:], array.is_valid().to_pylist())]
    if pa.types.is_struct(t):
        members = [raw(array.field(i)) for i in range(t.num_fields)]
        return [[m[i] for m in members] if ok else None for i, ok in enumerate(array.is_valid().to_pylist())]
    if pa.types.is_date64(t):
        array = array.cast(pa.date32())
    if pa.types.is_temporal(t):
        return array.cast(pa.int32() if array.type.bit_width == 32 else pa.int64()).to_pylist()
    values = array.to_pylist()
    if pa.types.is_decimal(t):
        width = 32 if t.precision > 38 or t.bit_width == 256 else 16
        return [None if v is None else int_bytes(unscaled(v, t.scale), width) for v in values]
    if pa.types.is_floating(t):
        code = {16: "<e", 32: "<f", 64: "<d"}[t.bit_width]
        return [None if v is None else struct.pack(code, v).hex() for v in values]
    if pa.types.is_binary(t) or pa.types.is_large_binary(t) or pa.types.is_fixed_size_binary(t) or pa.types.is_binary_view(t):
        return [None if v is None else v.hex() for v in values]
    return values


def rows_of(table):
    columns = [raw(c) for c in table.columns]
    return [list(r) for r in zip(*columns)] if columns else []


def compare(got, want, what):
    if len(got) != len(want):
        raise AssertionError(f"{what}: {len(got)} rows, {len(want)} expected")
    for i, (a, b) in enumerate(zip(got, want)):
        if a != b:
            c = next((k for k, (x, y) in enumerate(zip(a, b)) if x != y), -1)
            raise AssertionError(f"{what}: row {i} column {c}: {a[c]!r}, {b[c]!r} expected")


def our_rows(*args):
    return [json.loads(line, strict=False) for line in dump(*args).splitlines()]


def we_read(path, table=None, name=""):
    table = pq.read_table(path) if table is None else table
    want = rows_of(table)
    compare(our_rows(path), want, f"{name} read by us")
    if len(want) > 3:
        compare(our_rows("--last", len(want) // 3, path), want[len(want) - len(want) // 3:], f"{name} last rows")


def check_statistics(path, table):
    """Every bound holds, exact ones are attained, null counts are right, for each row group."""
    f = pq.ParquetFile(path)
    at = 0
    for g in range(f.metadata.num_row_groups):
        group = f.metadata.row_group(g)
        part = table.slice(at, group.num_rows)
        at += group.num_rows
        for i in range(group.num_columns):
            c = group.column(i)
            if "." in c.path_in_schema or not c.is_stats_set:
                continue
            column, s = part.column(c.path_in_schema), c.statistics
            if s.null_count != column.null_count:
                raise AssertionError(f"{c.path_in_schema}: null_count {s.null_count}, {column.null_count} expected")
            t = column.type  # pyarrow gives the bounds of some types in another form
            if not s.has_min_max or pa.types.is_decimal(t) or pa.types.is_fixed_size_binary(t) or pa.types.is_float16(t) \
                    or pa.types.is_duration(t) or str(t).startswith(("timestamp[ns", "timestamp[s", "time")):
                continue
            if pa.types.is_floating(column.type):
                column = pc.filter(column, pc.invert(pc.is_nan(column)))
                column = column.cast(pa.float64())
            values = [v for v in column.to_pylist() if v is not None]
            lo, hi = s.min, s.max
            if isinstance(lo, bytes) and values and isinstance(values[0], str):
                values = [v.encode() for v in values]
            elif isinstance(lo, str):
                lo, hi, values = lo.encode(), hi.encode(), [v.encode() for v in values]
            if values and not (lo <= min(values) and max(values) <= hi):
                raise AssertionError(f"{c.path_in_schema}: {lo!r}..{hi!r} does not bound {min(values)!r}..{max(values)!r}")
            if values and isinstance(lo, (int, float, datetime.date)) and (lo != min(values) or hi != max(values)):
                raise AssertionError(f"{c.path_in_schema}: {lo!r}..{hi!r} is not {min(values)!r}..{max(values)!r}")


def normal(t):
    """The Arrow type that reading our file gives for one of pyarrow's."""
    if isinstance(t, pa.BaseExtensionType):
        return normal(t.storage_type)
    if pa.types.is_dictionary(t):
        return normal(t.value_type)
    if pa.types.is_large_string(t) or pa.types.is_string_view(t):
        return pa.string()
    if pa.types.is_large_binary(t) or pa.types.is_binary_view(t):
        return pa.binary()
    if pa.types.is_date64(t):
        return pa.date32()
    if pa.types.is_decimal(t) and t.bit_width < 128:
        return pa.decimal128(t.precision, t.scale)
    if pa.types.is_struct(t):
        return pa.struct([pa.field(f.name, normal(f.type), f.nullable) for f in t])
    if pa.types.is_map(t):
        return pa.map_(normal(t.key_type), pa.field("value", normal(t.item_type), t.item_field.nullable))
    if pa.types.is_fixed_size_list(t):
        return pa.list_(pa.field(t.value_field.name, normal(t.value_type), t.value_field.nullable), t.list_size)
    if pa.types.is_list(t) or pa.types.is_large_list(t):
        return pa.list_(pa.field(t.value_field.name, normal(t.value_type), t.value_field.nullable))
    return t


def we_rewrite(path, name, scratch):
    """Read by us, written by us, read by pyarrow and DuckDB: equal."""
    out = scratch / "rewritten"
    out.unlink(missing_ok=True)
    table = pq.read_table(path)
    hash_ = dump("--rewrite", out, path).split()[1]
    back = pq.read_table(out)
    compare(rows_of(back), rows_of(table), f"{name} written by us")
    for f in table.schema:
        if pa.types.is_map(f.type) or f.type == pa.timestamp("ms", "Europe/Paris"):
            continue  # arrow-rs, and so we, take a hinted zone only with the hinted unit; pyarrow stores s as ms
        if back.schema.field(f.name).type != normal(f.type):
            raise AssertionError(f"{name}: {f.name} comes back as {back.schema.field(f.name).type}, {normal(f.type)} expected")
    check_statistics(out, back)
    if hash_ != "-":
        if dump("--hash", out).strip() != hash_:
            raise AssertionError(f"{name}: logical hash read back is not the one written")
    f = pq.ParquetFile(out)
    for g in range(f.metadata.num_row_groups):
        for i in range(f.metadata.num_columns):
            bad = set(f.metadata.row_group(g).column(i).encodings) - {"PLAIN", "RLE", "RLE_DICTIONARY"}
            if bad:
                raise AssertionError(f"{name}: encodings {bad}")
    try:
        duck = duckdb.sql(f"select * from read_parquet('{out}')").to_arrow_table() if table.num_columns else None
    except (duckdb.NotImplementedException, duckdb.InvalidInputException) as e:
        if any(w in str(e) for w in ("DECIMAL", "precision", "width")):
            return
        raise
    if duck is not None:
        if duck.num_rows != table.num_rows:
            raise AssertionError(f"{name}: DuckDB sees {duck.num_rows} rows")
        for f in table.schema:
            if pa.types.is_integer(f.type) or pa.types.is_string(f.type) or pa.types.is_float64(f.type) or pa.types.is_boolean(f.type):
                compare([[v] for v in raw(duck.column(f.name))], [[v] for v in raw(table.column(f.name))], f"{name} in DuckDB: {f.name}")


def sample(n):
    """A table with every type that Parquet can hold, nulls, empties, extremes."""
    D = decimal.Decimal
    mod = lambda k, v: [None if i % 5 == 4 else v(i) for i in range(n)]
    text = ["", "a", "Zürich", "日本", "x" * 100, "🚀" * 30, "\x7f", "tab\t\"quote\""]
    ts = [0, -1, 1, 946728000000, -62135596800000, 253402300799999]
    columns = {
        "offset": pa.array(range(n), pa.int64()),
        "op": pa.array([0] * n, pa.int32()),
        "b": pa.array(mod(5, lambda i: i % 3 == 0), pa.bool_()),
        "n": pa.nulls(n),
    }
    for bits in (8, 16, 32, 64):
        columns[f"i{bits}"] = pa.array(mod(5, lambda i: [-(1 << bits - 1), (1 << bits - 1) - 1, i % 100][i % 3]), getattr(pa, f"int{bits}")())
        columns[f"u{bits}"] = pa.array(mod(5, lambda i: [0, (1 << bits) - 1, i % 100][i % 3]), getattr(pa, f"uint{bits}")())
    columns["f16"] = pa.array(mod(5, lambda i: [0.0, -0.0, 1.5, float("inf"), 65504.0, 5.9604645e-08, float("nan")][i % 7]), pa.float16())
    columns["f32"] = pa.array(mod(5, lambda i: [0.0, -0.0, 1.5, float("-inf"), 3.4e38, 1e-45, float("nan")][i % 7]), pa.float32())
    columns["f64"] = pa.array(mod(5, lambda i: [0.0, -0.0, 1.5, float("inf"), 1.7e308, 5e-324, float("nan")][i % 7]), pa.float64())
    columns["r"] = pa.array([i * 0.37 for i in range(n)], pa.float64())
    for p, s in ((1, 0), (5, 2), (9, 9), (10, 3), (18, 0), (19, 4), (28, 10), (38, 38)):
        columns[f"d{p}"] = pa.array(mod(5, lambda i: D(([1, -1, 10 ** p - 1, 1 - 10 ** p, i % 10][i % 5])).scaleb(-s)), pa.decimal128(p, s))
    for p in (9, 40, 76):
        columns[f"dd{p}"] = pa.array(mod(5, lambda i: D(([1, -1, 7][i % 3])).scaleb(-3)), pa.decimal256(p, 3))
    columns["s"] = pa.array(mod(5, lambda i: text[i % len(text)]), pa.string())
    columns["uniq"] = pa.array([f"{i * 2654435761 % 2 ** 32:08x}-id" for i in range(n)], pa.string())
    columns["ls"] = pa.array(mod(5, lambda i: text[i % len(text)]), pa.large_string())
    columns["sv"] = pa.array(mod(5, lambda i: text[i % len(text)]), pa.string_view())
    columns["bin"] = pa.array(mod(5, lambda i: bytes([i % 256, 255, 0])[: i % 4]), pa.binary())
    columns["fix"] = pa.array(mod(5, lambda i: struct.pack(">I", i)), pa.binary(4))
    columns["dict"] = pa.array(mod(5, lambda i: text[i % 3]), pa.string()).dictionary_encode()
    columns["date"] = pa.array(mod(5, lambda i: [-719162, 0, 2932896, i][i % 4]), pa.date32())
    columns["date64"] = pa.array(mod(5, lambda i: (i - 50) * 86400000), pa.date64())
    for u, k in (("s", 1), ("ms", 1000)):
        columns[f"t32{u}"] = pa.array(mod(5, lambda i: i * k % (86400 * k)), pa.time32(u))
    for u, k in (("us", 10 ** 6), ("ns", 10 ** 9)):
        columns[f"t64{u}"] = pa.array(mod(5, lambda i: i * k % (86400 * k)), pa.time64(u))
    for u in ("s", "ms", "us", "ns"):
        for zname, z in (("", None), ("u", "UTC"), ("p", "Europe/Paris")):
            columns[f"ts{u}{zname}"] = pa.array(mod(5, lambda i: [0, -1, 1, 946728000, -86400][i % 5]), pa.timestamp(u, z))
        columns[f"dur{u}"] = pa.array(mod(5, lambda i: i - 7), pa.duration(u))
    columns["list"] = pa.array(mod(5, lambda i: [None if k % 3 == 2 else k + i for k in range(i % 4)]), pa.list_(pa.int64()))
    columns["llist"] = pa.array(mod(5, lambda i: [text[k] for k in range(i % 4)]), pa.large_list(pa.string()))
    columns["flist"] = pa.array(mod(5, lambda i: [i, None]), pa.list_(pa.int32(), 2))
    columns["ll"] = pa.array(mod(5, lambda i: [None if k == 2 else ["v"] * k for k in range(i % 4)]), pa.list_(pa.list_(pa.string())))
    columns["st"] = pa.array(mod(5, lambda i: {"a": None if i % 3 == 0 else i, "s": {"x": text[i % 8], "l": [i] * (i % 3)}}),
                             pa.struct([("a", pa.int32()), ("s", pa.struct([("x", pa.string()), ("l", pa.list_(pa.int16()))]))]))
    columns["ls_"] = pa.array(mod(5, lambda i: [None if k == 1 else {"k": k, "v": [text[k]]} for k in range(i % 4)]),
                              pa.list_(pa.struct([("k", pa.int8()), ("v", pa.list_(pa.string()))])))
    columns["map"] = pa.array(mod(5, lambda i: [(f"k{k}", None if k == 1 else k) for k in range(i % 4)]), pa.map_(pa.string(), pa.int64()))
    columns["tsl"] = pa.array(mod(5, lambda i: [0, i]), pa.list_(pa.timestamp("s", "UTC")))
    return pa.table(columns)


def pyarrow_matrix(scratch):
    big, small = sample(3000), sample(7)
    cases = {
        "default": (big, {}),
        "small": (small, {}),
        "empty": (big.slice(0, 0), {}),
        "v2": (big, dict(data_page_version="2.0")),
        "v2-plain": (big, dict(data_page_version="2.0", use_dictionary=False)),
        "no-hint": (big, dict(store_schema=False)),
        "v1.0": (big, dict(version="1.0", store_schema=False)),
        "tiny-pages": (big, dict(data_page_size=100, row_group_size=700, write_batch_size=16)),
        "tiny-pages-v2": (big, dict(data_page_size=100, data_page_version="2.0", write_page_index=True, write_batch_size=16)),
        "page-index": (big, dict(data_page_size=1000, write_page_index=True, write_batch_size=32)),
        "checksum": (big, dict(write_page_checksum=True)),
        "dict-overflow": (big, dict(dictionary_pagesize_limit=200, write_batch_size=16)),
        "no-compliant-nested": (big, dict(use_compliant_nested_type=False)),
    }
    for codec in ("none", "snappy", "gzip", "zstd", "lz4", "brotli"):
        cases[f"codec-{codec}"] = (big, dict(compression=codec))
    for name, (table, options) in cases.items():
        path = scratch / "file"
        if options.get("version") == "1.0":
            table = table.drop_columns(["u32", *(n for n in table.column_names if n.startswith("tsns"))])

        def run(table=table, options=options, path=path, name=name):
            pq.write_table(table, path, **options)
            we_read(path, name=name)
            we_rewrite(path, name, scratch)
        report(f"pyarrow-{name}", run)

    def encodings():
        nums = {"i8", "i16", "i32", "i64", "u16", "u32", "u64", "date", "tsms", "tsusu", "offset", "op"}
        split = {"f32", "f64", "r", "i32", "i64", "f16", "fix", "d38", "tsms", "u64"}
        strings = {"s", "uniq", "bin", "ls"}
        for encoding, names in (("DELTA_BINARY_PACKED", nums), ("BYTE_STREAM_SPLIT", split),
                                ("DELTA_LENGTH_BYTE_ARRAY", strings), ("DELTA_BYTE_ARRAY", strings | {"fix"})):
            table = big.select(sorted(names))
            for version in ("1.0", "2.0"):
                for size in (100, 1 << 20):
                    path = scratch / "file"
                    pq.write_table(table, path, use_dictionary=False, column_encoding={n: encoding for n in names},
                                   data_page_version=version, data_page_size=size, write_batch_size=64, version="2.6")
                    we_read(path, name=f"{encoding} {version} {size}")
        pq.write_table(big.select(["b"]), scratch / "file", use_dictionary=False, column_encoding={"b": "RLE"})
        we_read(scratch / "file", name="RLE booleans")
    report("pyarrow-encodings", encodings)

    def int96():
        t = big.select(["offset", "tsnsu", "tsns", "tsus"])
        pq.write_table(t, scratch / "file", use_deprecated_int96_timestamps=True, store_schema=False)
        we_read(scratch / "file", name="INT96")
    report("pyarrow-int96", int96)

    def damaged():
        pq.write_table(sample(200), scratch / "file", compression="none")
        good = (scratch / "file").read_bytes()
        for cut in (0, 3, 4, 11, 12, len(good) // 2, len(good) - 1):
            (scratch / "bad").write_bytes(good[:cut])
            done = subprocess.run([DUMP, scratch / "bad"], capture_output=True)
            if done.returncode != 1 or b"KAMU_E_CORRUPT" not in done.stderr:
                raise AssertionError(f"cut at {cut}: {done.returncode} {done.stderr[:200]}")
    report("damaged", damaged)


def duckdb_matrix(scratch):
    query = """select i as offset, 0::integer as op, (i%2=0) as b, (i%200)::utinyint as u8, i::smallint as i16, i::ubigint as u64,
        i*0.5::float as f, i*0.25::double as d, (i%100)::decimal(5,2) as d5, i::decimal(18,3) as d18, i::decimal(38,6) as d38,
        'text ' || (i%50) as s, case when i%7=0 then null else 'u'||i end as su, encode('b'||i) as bin, uuid() as id,
        date '2020-01-01' + (i%1000)::integer as dt, time '00:00:00' + to_seconds(i%86400) as tm,
        timestamp '2020-01-01' + to_milliseconds(i) as ts, timestamptz '2020-01-01 00:00:00+00' + to_milliseconds(i) as tz,
        (timestamp '2020-01-01' + to_milliseconds(i))::timestamp_ms as tms, (timestamp '2020-01-01')::timestamp_ns as tns,
        [i, null, i+1][:i%4] as l, [[i],[],null][:i%4] as ll, {'a': i, 'b': 'x'||i, 'c': [i%3]} as st,
        map(['k'||(i%3)], [i]) as m, [{'x': i}] as ls, i::hugeint as huge
        from range(20000) t(i)"""
    con = duckdb.connect()
    con.execute("set timezone='UTC'")
    for name, options in {"snappy": "", "zstd": ", compression zstd", "gzip": ", compression gzip", "none": ", compression uncompressed",
                          "lz4": ", compression lz4_raw", "v2": ", parquet_version v2", "groups": ", row_group_size 2048",
                          "dict": ", dictionary_size_limit 20000"}.items():
        path = scratch / "duck"

        def run(path=path, options=options, name=name):
            con.execute(f"copy ({query}) to '{path}' (format parquet{options})")
            we_read(path, name=name)
            we_rewrite(path, name, scratch)
        report(f"duckdb-{name}", run)


def kamu_slices():
    base = SHARED / "golden" / "datasets"
    if not base.is_dir():
        print("skipped kamu-slices: no recorded datasets", flush=True)
        return
    for ds in sorted(p for p in base.iterdir() if p.is_dir()):
        log = (base / f"{ds.name}.log.yaml").read_text()
        pairs = dict(re.findall(r"physicalHash: (\S+)", log) and
                     [(p, l) for l, p in re.findall(r"logicalHash: (\S+)\s+physicalHash: (\S+)", log)])

        def run(ds=ds, pairs=pairs):
            assert pairs
            for physical, logical in pairs.items():
                path = ds / "data" / physical
                we_read(path, name=ds.name)
                got = "f9680c00120" + dump("--hash", path).strip()
                if got != logical:
                    raise AssertionError(f"{physical}: logical hash {got}, {logical} expected")
        report(f"kamu-slices-{ds.name}", run)


def exact_schema(scratch):
    """The Parquet schema of spec 2, to the letter, for the types of a usual push."""
    t = pa.table({
        "offset": pa.array([0, 1], pa.int64()), "op": pa.array([0, 0], pa.int32()),
        "system_time": pa.array([0, 0], pa.timestamp("ms", "UTC")), "event_time": pa.array([0, 1], pa.timestamp("ms", "UTC")),
        "s": ["a", None], "d": pa.array([None, decimal.Decimal("1.25")], pa.decimal128(10, 2)),
        "day": pa.array([1, None], pa.date32()), "l": pa.array([[1], None], pa.list_(pa.field("item", pa.int64()))),
        "u": pa.array([1, 2], pa.uint8())})
    required = {"offset", "op", "system_time", "event_time"}
    t = t.cast(pa.schema([f.with_nullable(f.name not in required) for f in t.schema]))
    pq.write_table(t, scratch / "file", use_compliant_nested_type=False)
    (scratch / "ours").unlink(missing_ok=True)
    dump("--rewrite", scratch / "ours", scratch / "file")
    got = "\n".join(str(pq.ParquetFile(scratch / "ours").schema).split("\n")[1:]).strip()
    want = """required group field_id=-1 arrow_schema {
  required int64 field_id=-1 offset;
  required int32 field_id=-1 op;
  required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
  required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
  optional binary field_id=-1 s (String);
  optional int64 field_id=-1 d (Decimal(precision=10, scale=2));
  optional int32 field_id=-1 day (Date);
  optional group field_id=-1 l (List) {
    repeated group field_id=-1 list {
      optional int64 field_id=-1 item;
    }
  }
  optional int32 field_id=-1 u (Int(bitWidth=8, isSigned=false));
}"""
    if got != want:
        raise AssertionError(got)


def main():
    done = subprocess.run(["cmake", "--build", BUILD, "--target", "slice_dump"], capture_output=True, text=True)
    if done.returncode:
        print("FAILED build: " + done.stdout[-500:])
        return 1
    kamu_slices()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        report("exact-schema", lambda: exact_schema(scratch))
        pyarrow_matrix(scratch)
        duckdb_matrix(scratch)
    return 0


if __name__ == "__main__":
    sys.exit(main())
