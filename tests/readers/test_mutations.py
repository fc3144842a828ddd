"""Damaged inputs of every format: an error that says where, or what an independent reading of the same bytes gives.
Never a crash, never a value lost without a word."""
import bz2
import gzip
import io
import lzma
import os
import pathlib
import random
import subprocess
import sys
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import mutate
import oracle
from cases import Failed, Skipped, check, equal, main
from oracle import Bad
from probe import SEED, Answer, Crash, Probe, often, plain

PROBE = Probe()
MUTANTS = often("MUTANTS", 3000)

COLS = [("t", "ts?"), ("s", "str?"), ("d", "f64?"), ("i", "i64!"), ("u", "u8?"), ("n", "dec(10,2)?"), ("b", "bool?"), ("e", "date?")]
NOTATION = " ".join(f"{n}:{t}" for n, t in COLS)
CSV = b"""t,s,d,i,u,n,b,e
2020-01-01T00:00:00Z,plain,1.5,1,255,12.34,true,2020-02-29
,"quoted, ""twice""\nand \\" escaped",-1e-5,-9223372036854775808,,,,
2020-01-01 00:00:00.123+02:00,\xc3\xa9\xe6\x97\xa5,NaN,3,0,-0.01,FALSE,20200101\r
"1999-12-31","",inf,+4,7,"1e3",,2020-1-1
2021-06-01T12:00:00 Europe/Paris,x,.5,0005,1,2.999,True,2020-9-8
"""
LINES = br"""{"t":"2020-01-01T00:00:00Z","s":"pl\u00e9in","d":1.5,"i":1,"u":255,"n":12.34,"b":true,"e":"2020-02-29"}
{"i":-9223372036854775808,"s":"q\"\\\n\ud83d\ude00","d":-1e-5,"x":{"deep":[1,{"s":"no"},null]},"t":null}
 {"e":18336,"b":false,"n":"-0.01","u":7.9,"i":"3","d":"NaN","s":"","t":1577836800123}
{"i":4,"i":5,"y":[],"n":1e3,
"t":"1999-12-31"}
"""
ARRAY = b'{"meta":{"n":[1,2]},"data":[' + b",".join(l for l in LINES.replace(b",\n", b",").strip().split(b"\n")) + b'],"z":1.5}'
FEATURES = br"""{"type":"Feature","properties":{"i":1,"s":"\u00e9","d":0.1},"geometry":{"type":"Point","coordinates":[1.50,-0,1E5]}}
{"type":"Feature","id":7,"geometry":{"type":"LineString","coordinates":[[0,1],[2.0,3e-2]],"bbox":null},"properties":{"i":2,"u":3}}
{"geometry":null,"type":"Feature","properties":{"i":3,"t":"2020-01-01"}}
"""
COLLECTION = b'{"type":"FeatureCollection","name":"x","features":[' + b",\n".join(FEATURES.strip().split(b"\n")) + b"]}"
GEO = [*COLS, ("geometry", "str?")]


def csv_meaning(data: bytes) -> list:
    records = oracle.csv_records(data)
    if not records:
        return []
    header, n = records[0], len(COLS)
    by_name = all(header.count(name.encode()) == 1 for name, _ in COLS)
    if not by_name:
        oracle.need(len(header) == n)
        return oracle.csv_rows(records[1:], COLS)
    at = [header.index(name.encode()) for name, _ in COLS]
    rows = []
    for record in records[1:]:
        oracle.need(len(record) == len(header))
        for field in record:
            oracle.csv_rows([[field]], [("x", "str?")])  # UTF-8
        rows += oracle.csv_rows([[record[k] for k in at]], COLS)
    return rows


def array_meaning(data: bytes) -> list:
    if not data.strip():  # no data
        return []
    d = oracle.json_document(data)
    oracle.need(isinstance(d, dict) and isinstance(d.get("data"), list))
    return oracle.json_rows(d["data"], COLS)


TEXTS = {  # name: a valid input, the read step, what bytes mean
    "csv": (CSV, {"kind": "Csv", "header": True, "columns": NOTATION}, csv_meaning),
    "ndjson": (LINES, {"kind": "NdJson", "columns": NOTATION}, lambda b: oracle.json_rows(oracle.json_records(b), COLS)),
    "json": (ARRAY, {"kind": "Json", "subPath": "data", "columns": NOTATION}, array_meaning),
    "ndgeojson": (FEATURES, {"kind": "NdGeoJson", "columns": NOTATION + " geometry:str?"}, lambda b: oracle.json_rows(oracle.feature_lines(b), GEO)),
    "geojson": (COLLECTION, {"kind": "GeoJson", "columns": NOTATION + " geometry:str?"},
                lambda b: oracle.json_rows(oracle.feature_collection(b) if b.strip() else [], GEO)),
}


def keep(data: bytes, why: str) -> str:
    path = pathlib.Path(os.environ.get("KEEP", "/tmp")) / "readers-mutant"
    path.write_bytes(data)
    return f"{why}; input kept as {path}: {data[:1500]!r}"


def right_error(answer: Answer, data: bytes, where: bool) -> None:
    """It is the input's fault, said in words, at a place that exists."""
    e = answer.error
    check(e["code"] in ("KAMU_E_INPUT", "KAMU_E_LIMIT"), f"code {answer}")
    check(e["messages"] and "nternal error" not in answer.message and answer.message.strip(), f"message {answer}")
    check(e["input"] == "in" or "in: " in answer.message or not where, f"no input named: {answer}")
    if not where:
        return
    check(e["line"] > 0 and e["column"] > 0, f"no position: {answer}")
    check(e["byte"] <= len(data), f"byte behind the end: {answer}")
    before = data[:e["byte"]]
    equal((e["line"], e["column"]), (before.count(b"\n") + 1, len(before) - before.rfind(b"\n")), f"line and column of byte {e['byte']}: {answer}")


def judge(data: bytes, answer: Answer, meaning, where=True) -> bool:
    """True when it was read."""
    try:
        want, why = meaning(data), None
    except Bad as bad:
        want, why = None, bad
    except RecursionError:
        return False
    if not answer.ok:
        check(want is None, f"refused though it is valid: {answer}")
        if data.startswith(b"\xef\xbb\xbf"):
            where = False
        right_error(answer, data, where)
        return False
    check(want is not None, f"read though it is not valid ({why}): {answer.rows()}")
    got = answer.rows()
    if got != want:
        for a, b in zip(got, want):
            equal(a, b, "a row")
        equal(len(got), len(want), "rows")
    return True


def each(name: str, base: bytes, words: list, step: dict, look) -> None:
    """look(data, answer) for many mutants; says how many were read, for both must happen."""
    good = bad = 0
    for i in range(MUTANTS):
        r = random.Random(f"{name} {SEED} {i}")
        data = mutate.mutant(r, base, words)
        if data == base:
            continue
        try:
            answer = PROBE.read(step, data, chunk=r.choice([0, 0, 64, 100]), stream=r.random() < 0.2)
            ok = look(data, answer)
        except (Failed, Crash) as why:
            raise Failed(keep(data, f"mutant {i} of seed {SEED}: {why}")) from None
        good, bad = good + ok, bad + (not ok)
    check(good > 0 and bad > 0, f"{good} read and {bad} refused: the mutations do not do what they should")


def text_case(name: str):
    base, step, meaning = TEXTS[name]
    answer = PROBE.read(step, base)
    check(answer.ok, f"the undamaged input: {answer}")
    check(judge(base, answer, meaning), "the undamaged input")
    each(name, base, mutate.TEXT, step, lambda data, answer: judge(data, answer, meaning))


def case_csv():
    text_case("csv")


def case_ndjson():
    text_case("ndjson")


def case_json():
    text_case("json")


def case_ndgeojson():
    text_case("ndgeojson")


def case_geojson():
    text_case("geojson")


def case_skipped_records():
    """With bad records left out, every record is either a row or a reject, and rejects carry their place."""
    for name, (base, step, _) in TEXTS.items():
        for i in range(MUTANTS // 5):
            r = random.Random(f"skip {name} {SEED} {i}")
            data = mutate.mutant(r, base, mutate.TEXT)
            try:
                whole = PROBE.read(step, data, skip=True)
                pieces = PROBE.read(step, data, skip=True, chunk=64)
                equal(whole.ok, pieces.ok, f"pieces decide: {whole} {pieces}")
                if not whole.ok:
                    right_error(whole, data, False)
                    continue
                equal(whole.rows(), pieces.rows(), "pieces change the rows")
                equal(whole.info["rejects"], pieces.info["rejects"], "pieces change the rejects")
                equal(whole.info["rows"] + whole.info["rejected"], whole.info["records"], f"records: {whole}")
                equal(len(whole.info["rejects"]), whole.info["rejected"], f"rejects: {whole}")
                for reject in whole.info["rejects"]:
                    e = reject["error"]
                    check(e["line"] > 0 and e["messages"], f"a reject: {reject}")
                    raw = reject["raw"].encode("utf-8", "surrogateescape")
                    check(raw in data, f"a reject's text is not in the input: {reject}")
            except (Failed, Crash) as why:
                raise Failed(keep(data, f"{name}, mutant {i} of seed {SEED}: {why}")) from None


# ---- packed ------------------------------------------------------------------------------------------

def zipped(files: dict, method=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in files.items():
            z.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, method)
    return out.getvalue()


def case_packed():
    zst = subprocess.run(["zstd", "-q", "-c"], input=CSV, capture_output=True)
    packings = {"gz": gzip.compress(CSV, mtime=0), "bz2": bz2.compress(CSV), "xz": lzma.compress(CSV), "zip": zipped({"a.csv": CSV}),
                "zip stored": zipped({"a.csv": CSV}, zipfile.ZIP_STORED), **({"zst": zst.stdout} if zst.returncode == 0 else {})}
    step = TEXTS["csv"][1]
    want = csv_meaning(CSV)
    for name, base in packings.items():
        check(PROBE.read(step, base).rows() == want, f"the undamaged {name}")

        def look(data, answer):
            if answer.ok and answer.rows() == want:
                return True
            if answer.ok:  # no longer packed, but text
                try:
                    equal(answer.rows(), csv_meaning(data), f"{name}: other rows")
                except Bad:
                    raise Failed(f"read though it is damaged: {answer.rows()}") from None
            else:
                right_error(answer, data, False)
            return False
        for i in range(MUTANTS // 4):
            r = random.Random(f"{name} {SEED} {i}")
            data = mutate.mutant(r, base, mutate.BINARY)
            try:
                look(data, PROBE.read(step, data, stream=r.random() < 0.3))
            except (Failed, Crash, Bad) as why:
                raise Failed(keep(data, f"{name}, mutant {i} of seed {SEED}: {why}")) from None


# ---- shapefiles --------------------------------------------------------------------------------------

def shape() -> dict:
    try:
        import shapefile
    except ImportError:
        raise Skipped("pyshp is not installed") from None
    files = {k: io.BytesIO() for k in ("shp", "shx", "dbf")}
    with shapefile.Writer(**files) as w:
        w.field("name", "C", 12)
        w.field("n", "N", 10, 2)
        w.field("ok", "L")
        w.field("day", "D")
        for i in range(4):
            w.point(i * 1.5, -i)
            w.record(f"p{i}", i * 1.25, i % 2 == 0, "2020010%d" % (i + 1))
    return {f"a.{k}": v.getvalue() for k, v in files.items()}


def case_shapefile():
    files = shape()
    step = {"kind": "EsriShapefile", "columns": "name:str? n:f64? ok:bool? day:date? geometry:str?"}
    base = zipped(files)
    want = PROBE.read(step, base).rows()
    equal([row[0] for row in want], ["p0", "p1", "p2", "p3"], "the undamaged archive")
    for i in range(MUTANTS):
        r = random.Random(f"shape {SEED} {i}")
        part = r.choice(["", "a.shp", "a.dbf", "a.dbf"])
        data = zipped({**files, part: mutate.mutant(r, files[part], mutate.BINARY)}) if part else mutate.mutant(r, base, mutate.BINARY)
        try:
            answer = PROBE.read(step, data)
            if not answer.ok:
                right_error(answer, data, False)
            elif not part and data:  # the archive has checksums
                equal(answer.rows(), want, "other rows")
            else:
                rows = answer.rows()
                check(all(len(row) == 5 for row in rows), "a row")
        except (Failed, Crash) as why:
            raise Failed(keep(data, f"mutant {i} of seed {SEED} ({part}): {why}")) from None


# ---- Parquet -----------------------------------------------------------------------------------------

def parquet_bases() -> list:
    table = pa.table({"a": pa.array([1, None, 3, 4], pa.int64()), "b": ["x", "yy", None, "x"], "c": [[1], [], None, [2, None]],
                      "d": pa.array([{"m": 1.5}, None, {"m": None}, {"m": 2.0}]), "e": pa.array([True, False, None, True])})
    bases = []
    for o in ({"compression": "none"}, {"compression": "none", "use_dictionary": False, "data_page_version": "2.0", "write_page_checksum": True},
              {"compression": "snappy", "row_group_size": 2}, {"compression": "zstd", "data_page_version": "2.0"}):
        out = io.BytesIO()
        pq.write_table(table, out, store_schema=False, **o)
        bases.append(out.getvalue())
    return bases


def case_parquet():
    for k, base in enumerate(parquet_bases()):
        want = PROBE.read({"kind": "Parquet"}, base).rows()
        equal(len(want), 4, "the undamaged file")
        for i in range(MUTANTS // 3):
            r = random.Random(f"parquet {k} {SEED} {i}")
            data = mutate.mutant(r, base, mutate.BINARY)
            try:
                answer = PROBE.read({"kind": "Parquet"}, data, stream=r.random() < 0.2)
                if not answer.ok:
                    check(answer.error["code"] in ("KAMU_E_INPUT", "KAMU_E_LIMIT", "KAMU_E_UNSUPPORTED"), f"code {answer}")
                    check(answer.message.strip() and "nternal error" not in answer.message, f"message {answer}")
                    continue
                rows = answer.rows()
                if rows == want:
                    continue
                try:
                    theirs = pq.ParquetFile(io.BytesIO(data)).read(use_threads=False)
                except (pa.ArrowException, OSError, ValueError):
                    continue  # it looks at other parts than we do
                try:
                    their_rows = [list(row) for row in zip(*map(plain, theirs.columns))]
                except UnicodeDecodeError:
                    raise Failed("text that is not UTF-8 was read") from None
                if theirs.column_names == answer.notation_names():
                    equal(rows, their_rows, "other rows than pyarrow reads")
            except (Failed, Crash) as why:
                raise Failed(keep(data, f"base {k}, mutant {i} of seed {SEED}: {why}")) from None


if __name__ == "__main__":
    sys.exit(main(globals()))
