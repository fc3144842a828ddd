"""tests/vectors/readers.toml through the readers, and the vectors that need a dataset, down to logical hashes."""
import decimal
import io
import json
import pathlib
import sys
import tomllib

import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import oracle
from cases import NOW, Failed, Skipped, check, equal, kamu, main
from probe import Float, Probe, schema, short_type

PROBE = Probe()
TABLE = tomllib.loads((pathlib.Path(__file__).resolve().parents[1] / "vectors/readers.toml").read_text())


def expected(v, kind: str):
    """A value of the table in the form of Probe's rows."""
    name, args = oracle.parts(kind)
    if v is None:
        return None
    if name in ("f32", "f64"):
        return Float(v)
    if name == "dec":
        return decimal.Decimal(v)
    if name == "bin":
        return bytes.fromhex(v)
    if name == "date" and isinstance(v, str):
        return oracle.date(v)
    if name == "ts" and isinstance(v, str):
        return oracle.timestamp(v, args[0] if args else "ms")
    return v


def nested(v):
    """Numbers with a fraction are floats, at every depth."""
    if isinstance(v, float):
        return Float(v)
    if isinstance(v, list):
        return [nested(i) for i in v]
    return {k: nested(i) for k, i in v.items()} if isinstance(v, dict) else v


def one(v: dict) -> None:
    data = bytes.fromhex(v["hex"]) if "hex" in v else v["input"].removeprefix("\n").encode()
    for chunk in (0, 64):
        answer = PROBE.read(v["read"], data, chunk=chunk)
        if "error" in v:
            check(not answer.ok, f"read: {answer.rows()}")
            check(v["error"] in answer.message, f"{answer.message!r} does not say {v['error']!r}")
            if "where" in v:
                equal(answer.where, v["where"], "position")
            continue
        check(answer.ok, str(answer))
        if "columns" in v:
            equal(answer.notation or "", v["columns"], "columns")
        if "rows" in v:
            kinds = [short_type(t) for _, t, _ in answer.columns]
            want = [[expected(x, k) if k[0] not in "LS" else nested(x) for x, k in zip(json.loads(r), kinds)] for r in v["rows"]]
            equal(answer.rows(), want, "rows")


def case_vectors():
    failed = []
    for v in TABLE["vector"]:
        try:
            one(v)
        except Failed as why:
            failed.append(f"{v['id']}: {why}")
    check(not failed, " ;; ".join(failed))


def written(way: str, text: str) -> tuple:
    """The read step's kind and an input whose only value is this text."""
    if way == "Csv":
        return "Csv", ('"' + text.replace("\\", "\\\\").replace('"', '""') + '"\n').encode()
    if way == "token":
        return "NdJson", ('{"v":' + text + "}\n").encode()
    if way == "array":
        return "Json", ('[{"v":' + text + "}]").encode()
    return way, (json.dumps({"v": text}) if way == "NdJson" else json.dumps([{"v": text}])).encode()


def case_values():
    failed = []
    for v in TABLE["values"]:
        for way in v["as"]:
            for text, want in v["good"]:
                kind, data = written(way, text)
                answer = PROBE.read({"kind": kind, "columns": f"v:{v['kind']}!"}, data)
                got = answer.rows() if answer.ok else answer.message
                if got != [[expected(want, v["kind"])]] and not (way == "Csv" and text == ""):
                    failed.append(f"{v['id']}, {way} {text!r}: {got} is not {want!r}")
            for text in v.get("bad", []):
                kind, data = written(way, text)
                answer = PROBE.read({"kind": kind, "columns": f"v:{v['kind']}!"}, data)
                if answer.ok:
                    failed.append(f"{v['id']}, {way} {text!r}: read as {answer.rows()}")
                elif answer.error["line"] != 1 or answer.error["code"] != "KAMU_E_INPUT":
                    failed.append(f"{v['id']}, {way} {text!r}: {answer}")
    check(not failed, " ;; ".join(failed))


def case_inference():
    for v in TABLE["infer"]:
        for fields in [[e] for e in v.get("each", [])] + ([v["all"]] if "all" in v else []):
            answer = PROBE.read({"kind": "Csv", "inferSchema": True}, ("\n".join(fields) + "\n").encode())
            check(answer.columns is not None, f"{fields}: {answer}")
            equal(short_type(answer.columns[0][1]), v["kind"], f"{fields}")


def case_inference_looks_at_all_records():
    """R-04: kamu-cli looks at 1000 records, then drops the fraction and the column."""
    answer = PROBE.read({"kind": "NdJson"}, b'{"a":1}\n' * 1000 + b'{"a":1.5,"b":2}\n')
    equal(answer.notation, "a:f64? b:i64?", "columns")
    equal(answer.rows()[-1], [Float(1.5), 2], "last row")


def case_shapefile_numbers():
    """R-02: coordinates are printed with the shortest digits."""
    try:
        import shapefile
    except ImportError:
        raise Skipped("pyshp is not installed") from None
    from test_mutations import zipped
    xs = [1e15, 1e16, 123456789012345680, 0.0001, 0.00001, 0.000001, 1.5e20, 1e300, -0.0]
    texts = ["1000000000000000.0", "1e+16", "1.2345678901234568e+17", "0.0001", "0.00001", "1e-6", "1.5e+20", "1e+300", "-0.0"]
    files = {k: io.BytesIO() for k in ("shp", "shx", "dbf")}
    with shapefile.Writer(**files) as w:
        w.field("id", "N", 10, 0)
        for i, x in enumerate(xs):
            w.point(x, 1.0)
            w.record(i)
    answer = PROBE.read({"kind": "EsriShapefile", "columns": "geometry:str!"}, zipped({f"a.{k}": f.getvalue() for k, f in files.items()}))
    check(answer.ok, str(answer))
    equal([r[0] for r in answer.rows()], ['{"type":"Point","coordinates":[%s,1.0]}' % t for t in texts], "geometry")


def parquet(**columns) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def case_parquet():
    """P-01, P-02, R-08, R-09"""
    ts = lambda text: pa.array([oracle.timestamp(text, "ms")] * 3).view(pa.timestamp("ms", "UTC"))
    names = ["offset", "system_time", "event_time", "city", "population"]
    arrays = [pa.array([0, 1, 2], pa.uint64()), ts("2023-02-01"), ts("2023-01-01"), pa.array(["vancouver", "seattle", "kyiv"]), pa.array([675000, 733000, 2884000])]
    table = pa.Table.from_arrays(arrays, schema=pa.schema([pa.field(n, a.type, False) for n, a in zip(names, arrays)]))
    out = io.BytesIO()
    pq.write_table(table, out)
    answer = PROBE.read({"kind": "Parquet"}, out.getvalue())
    equal(answer.notation, "offset:u64! system_time:ts! event_time:ts! city:str! population:i64!", "P-01")
    equal([r[3:] for r in answer.rows()], [["vancouver", 675000], ["seattle", 733000], ["kyiv", 2884000]], "P-01")
    answer = PROBE.read({"kind": "Parquet", "columns": "city:str! population:str!"}, out.getvalue())
    equal(answer.rows(), [["vancouver", "675000"], ["seattle", "733000"], ["kyiv", "2884000"]], "P-02")
    D = decimal.Decimal
    answer = PROBE.read({"kind": "Parquet", "columns": "t:dec(10,2)? d:dec(10,2)?"}, parquet(t=["1.235", "-1.235", "1.2349999"], d=[1.235, -1.235, 1.2349999]))
    equal(answer.rows(), [[D("1.24"), D("1.24")], [D("-1.24"), D("-1.24")], [D("1.23"), D("1.23")]], "R-08")
    answer = PROBE.read({"kind": "Parquet", "columns": "b:bin?"}, parquet(b=["00ff"]))
    equal(answer.rows(), [[b"00ff"]], "R-09")


# ---- datasets ---------------------------------------------------------------------------------------

ADDED, S0 = "2050-01-01T00:00:00Z", "2050-01-01T12:00:00Z"


def dataset(name: str, read: dict, merge=None, events=(), columns="") -> None:
    step = dict(read, **({"schema": schema(columns)} if columns else {}))
    source = {"kind": "AddPushSource", "sourceName": "default", "read": step, "merge": merge or {"kind": "Append"}}
    snapshot = {"kind": "DatasetSnapshot", "version": 1, "content": {"name": name, "kind": "Root", "metadata": [*events, source]}}
    kamu("--system-time", ADDED, "-q", "add", "--stdin", stdin=json.dumps(snapshot))


def push(name: str, data, at=NOW, ok=True, *args):
    pathlib.Path("in").write_bytes(data if isinstance(data, bytes) else data.encode())
    return kamu("--system-time", at, "ingest", name, "in", *args, ok=ok)


def last_hash(name: str) -> str:
    log = kamu("log", name, "-o", "yaml").out
    return next(line.split()[-1].strip("'") for line in log.split("\n") if "logicalHash" in line)


def tail(name: str) -> list:
    out = kamu("tail", name, "-n", 1000, "-o", "ndjson").out
    return [json.loads(line) for line in out.strip().split("\n") if line]


def hashed(what: str, want: str, data, columns="", events=(), **read) -> None:
    name = "d%d" % hashed.count
    hashed.count += 1
    dataset(name, read, columns=columns, events=events)
    push(name, data)
    equal(last_hash(name), want, what)


hashed.count = 0
VOCAB = {"kind": "SetVocab", "eventTimeColumn": "date"}
LH3 = "f9680c00120ea53545839ab72832dc73e55cdcc1c144f4d1860f97544b182476a47d2abf68f"
LH4 = "f9680c00120e65ffedfb13d636d95a10d972eb85cf319935b5eb9d701b8676683f99549f379"
LH5 = "f9680c0012009af6b2523aa29338fd063088e24573d700e0b4a896b101d38ba48df055b10ca"


def case_logical_hashes():
    kamu("-q", "init")
    cities = "city,population\nA,1000\nB,2000\nC,3000\n"
    lines = "".join('{"city": "%s", "population": %d}\n' % r for r in (("A", 1000), ("B", 2000), ("C", 3000)))
    hashed("LH-1", "f9680c0012040a3c86067f4a39e0a3db0b820389a524780b022546b530d14d0ed6c0582c54c", cities, "city:str! population:i32!", kind="Csv", header=True)
    hashed("LH-2", "f9680c00120bbe1b901daa59b965beb795bf85638a9c62343c34713d3510fe7cac2f68bf1b2", lines, kind="NdJson")

    columns = "id:i64! name:str? x:f64? t:ts?"
    rows = ['{"id":1,"name":"a","x":1.5,"t":"2020-01-01"}', '{"id":2}']
    hashed("LH-3 NdJson", LH3, "\n".join(rows), columns, kind="NdJson")
    hashed("LH-3 Json", LH3, "[" + ",".join(rows) + "]", columns, kind="Json")
    hashed("LH-3 Csv", LH3, "1,a,1.5,2020-01-01\n2,,,\n", columns, kind="Csv")
    features = ['{"type":"Feature","properties":%s,"geometry":{}}' % r for r in rows]
    hashed("LH-3 NdGeoJson", LH3, "\n".join(features), columns, kind="NdGeoJson")
    hashed("LH-3 GeoJson", LH3, '{"type":"FeatureCollection","features":[%s]}' % ",".join(features), columns, kind="GeoJson")
    stamp = pa.array([1577836800000, None]).view(pa.timestamp("ms", "UTC"))
    hashed("LH-3 Parquet", LH3, parquet(id=[1, 2], name=["a", None], x=[1.5, None], t=stamp), columns, kind="Parquet")

    number = lambda i: "" if i % 10 == 0 else f"{i / 8:.6g}"
    table = [(i, f"row {7 * i}", number(i)) for i in range(100000)]
    big = "n:i64! s:str! x:f64?"
    objects = ['{"n":%d,"s":"%s","x":%s}' % (n, s, x or "null") for n, s, x in table]
    hashed("LH-4 NdJson", LH4, "\n".join(objects), big, kind="NdJson")
    hashed("LH-4 Json", LH4, "[" + ",".join(objects) + "]", big, kind="Json")
    hashed("LH-4 Csv", LH4, "".join("%d,%s,%s\n" % r for r in table), big, kind="Csv")

    ddl = ["b bool not null, b_opt bool, i32 int not null, u32 int unsigned not null, i64 bigint not null, u64 bigint unsigned not null",
           "f32 float not null, f64 double not null, d date not null, ts timestamp not null, s1 string not null, s2 varchar not null"]
    values = ["true", "", "-1", "1", "-1", "1", "0.1", "0.1", "2020-01-01", "2020-01-01", "a", "b"]
    hashed("LH-5 Csv", LH5, ",".join(values), kind="Csv", ddlSchema=ddl)
    names = "b b_opt i32 u32 i64 u64 f32 f64 d ts s1 s2".split()
    text = {n: v if n in ("d", "ts", "s1", "s2") else json.loads(v) for n, v in zip(names, values) if v}
    hashed("LH-5 NdJson", LH5, json.dumps(text), kind="NdJson", ddlSchema=ddl)

    nested_ = '{"list": [], "nested": {"a": 1, "b": 2}}\n{"list": [5, 6], "nested": {"a": 7}}\n{"list": null, "nested": {"a": null}}\n{"nested": null}\n{}\n'
    hashed("LH-6", "f9680c00120b9ba69a999c1697e2cdbb1c148d1e4df5f37f921b0314ad3c9bdbfe0eee0f968", nested_, "list:list(i32!)? nested:struct(a:i32?,b:i32?)?", kind="NdJson")
    hashed("LH-7", "f9680c0012068b3b0f5433b24bde3e74cdc72dc1a5bd66f277c36389dde8d8db28fe8281b9c", "2020-01-01,A\n", "date:date! city:str!", [VOCAB], kind="Csv")


def case_ledger_of_csv():
    """I-01, I-01b"""
    kamu("-q", "init")
    key = {"kind": "Ledger", "primaryKey": ["date", "city"]}
    dataset("d", {"kind": "Csv", "header": True}, key, [VOCAB], "date:ts! city:str! population:i64!")
    push("d", "date,city,population\n2020-01-01,A,1000\n2020-01-01,B,2000\n2020-01-01,C,3000\n", S0)
    equal(last_hash("d"), "f9680c00120801a841476f872d5b04fce2c61efb02e2b23a63852fb448cef5e376947449859", "I-01")
    equal([(r["offset"], r["op"], r["city"], r["population"]) for r in tail("d")], [(0, 0, "A", 1000), (1, 0, "B", 2000), (2, 0, "C", 3000)], "I-01")
    push("d", "date,city,population\n2020-01-01,B,2000\n2020-01-01,C,3000\n2021-01-01,C,4000\n", S0)
    equal(last_hash("d"), "f9680c00120a5c61043996be53d81568dd7f05757a2ec0e06783adb1dad2cdf3337afc30cee", "I-01b")
    equal([(r["offset"], r["city"], r["population"]) for r in tail("d")][3:], [(3, "C", 4000)], "I-01b")


def case_three_formats_into_one():
    """I-02"""
    kamu("-q", "init")
    dataset("d", {"kind": "NdJson"}, {"kind": "Ledger", "primaryKey": ["date", "city"]}, [VOCAB], "date:ts! city:str! population:i64!")
    push("d", "2020-01-01,A,1000\n", NOW, True, "--input-format", "csv")
    push("d", '{"date": "2020-01-01", "city": "B", "population": 2000}', NOW, True, "--input-format", "ndjson")
    push("d", '[{"date": "2020-01-01", "city": "C", "population": 3000}]', NOW, True, "--input-format", "json")
    equal([(r["offset"], r["city"], r["population"]) for r in tail("d")], [(0, "A", 1000), (1, "B", 2000), (2, "C", 3000)], "rows")


def case_event_times_without_schema():
    """I-04, I-05, I-06, R-06"""
    kamu("-q", "init")
    for name, line, want in (("a", '{"event_time": "2020-01-02T01:02:03.123456789Z", "foo": "bar"}', "2020-01-02T01:02:03.123Z"),
                             ("b", '{"event_time": 1577926923, "foo": "bar"}', "2020-01-02T01:02:03Z")):
        dataset(name, {"kind": "NdJson"})
        push(name, line)
        equal([(r["event_time"], r["foo"]) for r in tail(name)], [(want, "bar")], name)
    dataset("c", {"kind": "NdJson"})
    push("c", '{"op": 123, "foo": "bar"}', S0)
    row = tail("c")[0]
    equal([row[k] for k in ("op", "_op", "foo", "event_time")], [0, 123, "bar", S0], "I-06")
    dataset("e", {"kind": "NdJson"})
    push("e", '{"event_time":"2020-01-02","n":1}')
    push("e", '{"event_time":1577926923,"n":2}')
    equal([r["event_time"] for r in tail("e")], ["2020-01-02T00:00:00Z", "2020-01-02T01:02:03Z"], "R-06")


def case_null_against_dataset_schema():
    """I-08"""
    kamu("-q", "init")
    fixed = {"kind": "SetDataSchema", "schema": {"fields": schema("offset:i64! op:i32! system_time:ts! date:ts! city:str! population:i64!")["fields"]}}
    dataset("d", {"kind": "NdJson"}, {"kind": "Ledger", "primaryKey": ["date", "city"]}, [VOCAB, fixed])
    rows = [{"date": f"2020-01-0{i}", "city": c, "population": p} for i, c, p in ((1, "A", 1000), (2, "B", 2000), (3, "C", 3000), (4, "D", None), (4, "E", 5000))]
    push("d", "\n".join(map(json.dumps, rows[:3])))
    refused = push("d", "\n".join(map(json.dumps, rows[3:])), NOW, False)
    check("population" in refused.err, str(refused))
    equal(len(tail("d")), 3, "rows")


def case_ddl_ledger():
    """I-10"""
    kamu("-q", "init")
    dataset("d", {"kind": "Csv", "header": True, "ddlSchema": ["date TIMESTAMP", "city STRING", "population BIGINT"]},
            {"kind": "Ledger", "primaryKey": ["date", "city"]}, [VOCAB])
    push("d", "date,city,population\n2020-01-01,A,1000\n2020-01-01,B,2000\n2020-01-01,C,3000\n", S0)
    equal([(r["date"], r["city"], r["population"]) for r in tail("d")], [("2020-01-01T00:00:00Z", c, p) for c, p in (("A", 1000), ("B", 2000), ("C", 3000))], "rows")
    text = kamu("inspect", "schema", "d", "-o", "ddl").out
    check("city" in text, text)


def case_command_line():
    """E-01 .. E-04, R-10"""
    kamu("-q", "init")
    dataset("population", {"kind": "NdJson"}, {"kind": "Ledger", "primaryKey": ["event_time", "city"]}, (), "event_time:ts! city:str! population:i64!")
    push("population", "2020-01-01,A,1000\n2020-01-01,B,2000\n2020-01-01,C,3000\n", NOW, True, "--input-format", "csv")
    equal([r["event_time"] for r in tail("population")], ["2020-01-01T00:00:00Z"] * 3, "E-01")
    dataset("snapshot", {"kind": "NdJson"}, {"kind": "Snapshot", "primaryKey": ["city"]}, (), "city:str! population:i64!")
    push("snapshot", "A,1000\nB,2000\nC,3000\n", NOW, True, "--input-format", "csv", "--event-time", "2050-01-01T00:00:00Z")
    equal([r["event_time"] for r in tail("snapshot")], ["2050-01-01T00:00:00Z"] * 3, "E-02")
    dataset("scores", {"kind": "NdJson"}, {"kind": "Ledger", "primaryKey": ["match_id", "player_id"]}, [{"kind": "SetVocab", "eventTimeColumn": "match_time"}],
            "match_time:ts! match_id:i64! player_id:str! score:i64!")
    lines = '{"match_time": "2000-01-01", "match_id": 1, "player_id": "Alice", "score": 100}\n{"match_time": "2000-01-01", "match_id": 1, "player_id": "Bob", "score": 80}\n'
    check("Dataset updated" in kamu("--system-time", NOW, "ingest", "scores", "--stdin", stdin=lines).err, "E-03")
    check("Dataset up-to-date" in kamu("--system-time", NOW, "ingest", "scores", "--stdin", "--source-name", "default", stdin=lines).err, "E-04")
    dataset("header", {"kind": "Csv", "header": True}, None, (), "event_time:ts! city:str! n:i64!")
    push("header", "event_time,city,n\n2020-01-01,A,1\n")
    check("Dataset up-to-date" in push("header", "2020-01-01,B,1\n", NOW, True, "--input-format", "csv").err, "R-10")


def case_names_and_event_times():
    """N-01, N-02, Q-02, Q-03"""
    kamu("-q", "init")
    dataset("upper", {"kind": "Csv", "header": True}, None, [VOCAB], "date:ts! UPPER:str! lower:i64!")
    push("upper", "date,UPPER,lower\n2020-01-01,x,1\n")
    check(list(tail("upper")[0])[3:] == ["date", "UPPER", "lower"], str(tail("upper")))
    vocabulary = {"kind": "SetVocab", "eventTimeColumn": "Date (UTC)"}
    source = {"kind": "AddPushSource", "sourceName": "default", "merge": {"kind": "Append"},
              "read": {"kind": "NdJson", "schema": {"fields": [{"name": "Date (UTC)", "type": "Date"}, {"name": "City Name", "type": "String"}, {"name": "Population", "type": "Int64"}]}}}
    kamu("--system-time", ADDED, "-q", "add", "--stdin", stdin=json.dumps({"kind": "DatasetSnapshot", "version": 1, "content": {"name": "blanks", "kind": "Root", "metadata": [vocabulary, source]}}))
    push("blanks", '{"Date (UTC)": "2020-01-01", "City Name": "A", "Population": 1000}')
    equal([tail("blanks")[0][k] for k in ("Date (UTC)", "City Name", "Population")], ["2020-01-01", "A", 1000], "N-02")
    dataset("day", {"kind": "Csv"}, None, [VOCAB], "date:date! city:str!")
    push("day", "2020-01-01,A\n")
    equal(tail("day")[0]["date"], "2020-01-01", "Q-02")
    dataset("text", {"kind": "Csv"}, None, [VOCAB], "date:str! city:str!")
    refused = push("text", "2020-01-01,A\n", NOW, False)
    check("date" in refused.err and "Timestamp" in refused.err, f"Q-03: {refused}")


if __name__ == "__main__":
    sys.exit(main(globals()))
