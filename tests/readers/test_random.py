"""Random valid inputs of every text format over random columns, cut into pieces of all sizes, against what the
generator meant; Python's csv and json modules and DuckDB read the same bytes as a check of the generator."""
import csv
import io
import json
import os
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import generate as g
import oracle
from cases import Failed, check, equal, main
from probe import SEED, Crash, Probe, often

PROBE = Probe()
ROUNDS = often("ROUNDS", 60)
CHUNKS = [0, 1, 64, 65, 71, 100, 128, 333, 1000, 5000]


def compare(what: str, answer, cols: list, want: list) -> None:
    check(answer.ok, f"{what}: {answer}")
    equal(answer.notation_names(), [n for n, _ in cols], f"{what}: names")
    got = answer.rows()
    if got == want:
        return
    equal(len(got), len(want), f"{what}: rows")
    for i, (a, b) in enumerate(zip(got, want)):
        for (name, kind), x, y in zip(cols, a, b):
            if x != y or type(x) is not type(y) and not isinstance(x, float):
                raise Failed(f"{what}: row {i}, column {name}:{kind}: {x!r} is not {y!r}")


def read_all_ways(what: str, r: random.Random, step: dict, data: bytes, cols: list, want: list, **kw) -> None:
    """Whole, in pieces, as a stream; all give the same rows."""
    for chunk, stream in ((0, False), (r.choice(CHUNKS[1:]), False), (r.choice(CHUNKS), True)):
        where = f"{what}, pieces of {chunk}{', stream' if stream else ''}"
        try:
            answer = PROBE.read(step, data, chunk=chunk, stream=stream, **kw)
            compare(where, answer, cols, want)
        except (Failed, Crash) as why:
            keep = pathlib.Path(os.environ.get("KEEP", "/tmp")) / "readers-failed-input"
            keep.write_bytes(data)
            raise Failed(f"{why}; step {json.dumps(step)}; input kept as {keep}") from None


# ---- CSV ------------------------------------------------------------------------------------------

def quoted(r: random.Random, field: str, quote: str, escape: str) -> str:
    out = []
    for c in field:
        if c == quote:
            out.append(escape + c if escape and r.random() < 0.5 else c + c)
        elif c == escape:
            out.append(c + c)
        else:
            out.append(escape + c if escape and c not in "\r\n" and r.random() < 0.02 else c)
    return quote + "".join(out) + quote


def csv_field(r: random.Random, v, kind: str, sep: str, quote: str, escape: str, null: str) -> str:
    if v is None:
        return null if null or not quote or r.random() < 0.7 else quote + quote
    t = g.as_text(r, v, kind)
    must = any(c in t for c in (sep, "\r", "\n")) or (quote and t[:1] == quote) or (kind == "str" and t == null and bool(quote))
    if quote and (must or r.random() < 0.3):
        return quoted(r, t, quote, escape)
    return t


def csv_input(r: random.Random, rows: int):
    sep, quote, escape = r.choice(",,;\t|"), r.choice('"""\'~'), r.choice(["\\", "\\", "", '"', "^"])
    if r.random() < 0.1:
        quote = ""
    null = r.choice(["", "", "", "NA", "\\N"])
    spice = sep + quote + escape + "\r\n" + '"' if quote else ""
    cols = g.columns(r, g.FLAT, r.randint(2, 7))
    table, lines = [], []
    end = r.choice(["\n", "\n", "\r\n", "\r"])
    for _ in range(rows):
        row, fields = [], []
        for _, kind in cols:
            v = g.maybe(r, kind, spice)
            if isinstance(v, str):
                v = v.replace("\0", "")
                if not quote:
                    v = "".join(c for c in v if c not in sep + "\r\n") or "v"
                if v in ("", null):  # no difference to NULL
                    v = "v"
            row.append(v)
            fields.append(csv_field(r, v, kind[:-1], sep, quote, escape if escape != quote else "", null))
        table.append(row)
        lines.append(sep.join(fields))
        if r.random() < 0.05:
            lines.append("")
    step = {"kind": "Csv", "separator": sep, "quote": quote, "escape": escape, "nullValue": null, "columns": None}
    if r.random() < 0.5:
        step["header"] = True
        lines.insert(0, sep.join(quoted(r, n, quote, "") if quote else n for n, _ in cols))
    data = (end.join(lines) + (end if r.random() < 0.8 else "")).encode()
    return cols, table, step, data


def encode(r: random.Random, step: dict, data: bytes) -> bytes:
    """The same text in another encoding."""
    way = r.randrange(8)
    text = data.decode()
    if way == 1:
        return b"\xef\xbb\xbf" + data
    if way == 2:
        return b"\xff\xfe" + text.encode("utf-16-le")
    if way == 3:
        step["encoding"] = "utf-16"
        return b"\xfe\xff" + text.encode("utf-16-be")
    if way == 4:
        try:
            encoded = text.encode("latin-1")
        except UnicodeEncodeError:
            return data
        if encoded.isascii() or not any(0x80 <= c < 0xA0 for c in encoded):
            step["encoding"] = r.choice(["latin1", "windows-1252", "iso-8859-1"])
            return encoded
    return data


def case_csv():
    for i in range(ROUNDS):
        r = random.Random(f"csv {SEED} {i}")
        cols, table, step, data = csv_input(r, r.choice([1, 2, 20, 150, 400]))
        step["columns"] = g.notation(cols)
        records = oracle.csv_records(data, step["separator"].encode(), step["quote"].encode(), step["escape"].encode())
        records = records[1:] if step.get("header") else records
        equal(oracle.csv_rows(records, cols, step["nullValue"].encode()), table, f"the generator of round {i}")
        data = encode(r, step, data)
        read_all_ways(f"csv, seed {SEED}, round {i}", r, step, data, cols, table)


def case_csv_module():
    """Files as Python's csv module writes them, of text columns, any line ends within quotes, read back by it."""
    for i in range(ROUNDS):
        r = random.Random(f"csv module {SEED} {i}")
        dialect = {"delimiter": r.choice(",;\t"), "lineterminator": r.choice(["\n", "\r\n"]), "quoting": r.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])}
        n = r.randint(2, 6)
        ends = "\n" if dialect["quoting"] == csv.QUOTE_MINIMAL else "\r\n"  # minimal leaves a lone CR bare
        table = [[g.text(r, ",;\"'" + ends).replace("\0", "") or None for _ in range(n)] for _ in range(r.choice([3, 200]))]
        out = io.StringIO()
        csv.writer(out, **dialect).writerows(table)
        data = out.getvalue().encode()
        back = list(csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=dialect["delimiter"]))
        equal(back, [[v or "" for v in row] for row in table], "the csv module")
        cols = [(f"c{k}", "str?") for k in range(n)]
        step = {"kind": "Csv", "separator": dialect["delimiter"], "escape": '"', "columns": g.notation(cols)}
        read_all_ways(f"csv module, seed {SEED}, round {i}", r, step, data, cols, table)


def case_csv_newlines_at_every_border():
    """One text of quoted line ends, quotes and escapes, cut at each place in turn."""
    cols = [("a", "str?"), ("b", "i64?"), ("c", "str?")]
    table, lines = [], []
    r = random.Random(SEED)
    for i in range(60):
        a, c = (r.choice(['x', '"', '\n', 'a,b', '"\n"', '\r\n1,2,3\r\n', '\\', 'l1\nl2\nl3', ',,\n,,']) for _ in range(2))
        table.append([a, i, c])
        lines.append(",".join((quoted(r, a, '"', "\\"), str(i), quoted(r, c, '"', "\\"))))
    data = ("\n".join(lines) + "\n").encode()
    step = {"kind": "Csv", "columns": g.notation(cols)}
    for chunk in [*range(64, 200), *range(200, len(data) + 20, 37)]:
        compare(f"pieces of {chunk}", PROBE.read(step, data, chunk=chunk), cols, table)
    for start in range(0, 64):  # the first record's length moves all borders by one byte
        shifted = b"y" * start + b"z,-1,z\n" + data
        compare(f"shifted by {start}", PROBE.read(step, shifted, chunk=64), cols, [["y" * start + "z", -1, "z"], *table])


# ---- JSON -----------------------------------------------------------------------------------------

def json_table(r: random.Random, rows: int):
    cols = g.columns(r, [*g.FLAT, "bin", "bin(4)", *(g.nested(r) for _ in range(8))], r.randint(1, 7))
    table = [[g.maybe(r, kind) for _, kind in cols] for _ in range(rows)]
    trees = []
    for row in table:
        members = [(n, g.as_json(r, v, k[:-1])) for (n, k), v in zip(cols, row) if v is not None or r.random() < 0.7]
        if r.random() < 0.2:
            members.append((r.choice(["unknown", "c99", ""]), r.choice([None, True, any_number(r), "x\"y", [1.5, {"a": []}], {"c0": "no"}])))
        if r.random() < 0.3:
            r.shuffle(members)
        trees.append(dict(members))
    return cols, table, trees


def any_number(r):
    return oracle.Num(r.choice(["0", "-1", "1e400", "12345678901234567890123", "-0.0e-7"]))


def blanks(r: random.Random, lines: bool):
    choice = r.random()
    return lambda: "" if choice < 0.4 else r.choice(["", " ", "\t", "  "] + (["\n", "\r\n "] if lines else []))


def spell(r: random.Random, tree, blank) -> str:
    def fix(v):  # plain Python numbers of unknown members
        if isinstance(v, (int, float)) and not isinstance(v, bool):
            return oracle.Num(json.dumps(v))
        if isinstance(v, list):
            return [fix(x) for x in v]
        if isinstance(v, dict):
            return {k: fix(x) for k, x in v.items()}
        return v
    return g.json_text(r, fix(tree), blank)


def python_json(text: str, cols: list) -> list:
    """What the json module sees, with numbers as text."""
    loaded = json.loads(text, parse_int=oracle.Num, parse_float=oracle.Num)
    return oracle.json_rows(loaded, cols)


def case_ndjson():
    for i in range(ROUNDS):
        r = random.Random(f"ndjson {SEED} {i}")
        cols, table, trees = json_table(r, r.choice([1, 3, 30, 200]))
        many = r.random() < 0.3
        blank = blanks(r, many)
        texts = [spell(r, t, blank) for t in trees]
        equal(python_json("[" + ",".join(texts) + "]", cols), table, f"the generator of round {i}")
        between = (lambda: r.choice(["", " ", "\n", "\n\n", "\r\n"])) if many else (lambda: r.choice(["\n", "\n", "\r\n", "\n\n"]))
        data = "".join(t + between() for t in texts).encode()
        if r.random() < 0.1:
            data = b"\xef\xbb\xbf" + data
        read_all_ways(f"ndjson, seed {SEED}, round {i}", r, {"kind": "NdJson", "columns": g.notation(cols)}, data, cols, table)


def case_json():
    for i in range(ROUNDS):
        r = random.Random(f"json {SEED} {i}")
        cols, table, trees = json_table(r, r.choice([0, 1, 3, 30, 200]))
        blank = blanks(r, True)
        array = "[" + ",".join(blank() + spell(r, t, blank) + blank() for t in trees) + "]"
        equal(python_json(array, cols), table, f"the generator of round {i}")
        step = {"kind": "Json", "columns": g.notation(cols)}
        path = r.choice([None, "data", "result.cities", "a.b.c.d"])
        if path:
            step["subPath"] = path
            for key in reversed(path.split(".")):
                before = r.choice(["", '"x":[1,{"y":"]}"}],', '"n":-1.5e3,"t":true,'])
                after = r.choice(["", ',"z":null', ',"m":{"' + key + 'x":[]}'])
                array = "{" + before + json.dumps(key) + blank() + ":" + blank() + array + after + blank() + "}"
        data = (blank() + array + blank()).encode()
        read_all_ways(f"json, seed {SEED}, round {i}", r, step, data, cols, table)


def case_json_against_duckdb():
    try:
        import duckdb
    except ImportError:
        return
    with duckdb.connect(config={"threads": 1}) as db:
        for i in range(6):
            r = random.Random(f"duckdb {SEED} {i}")
            cols = [("a", "i64?"), ("b", "f64?"), ("c", "str?"), ("d", "bool?"), ("e", "list(i64?)?")]
            table = [[g.maybe(r, k) for _, k in cols] for _ in range(300)]
            for row in table:
                row[1] = oracle.Float(0.25) if row[1] is not None and abs(row[1]) in (0.0, float("inf")) else row[1]
                row[2] = None if row[2] is None else row[2].replace("\0", "")
            trees = [{n: oracle.Num(repr(float(v))) if k == "f64?" and v is not None else oracle.Num(v) if k == "i64?" and v is not None
                      else [None if x is None else oracle.Num(x) for x in v] if isinstance(v, list) else v
                      for (n, k), v in zip(cols, row)} for row in table]
            lines = [g.json_text(r, t, lambda: " ") for t in trees]
            pathlib.Path("in.json").write_text("\n".join(lines) + "\n")
            sql = "select * from read_json('in.json', format='nd', columns={a:'BIGINT',b:'DOUBLE',c:'VARCHAR',d:'BOOLEAN',e:'BIGINT[]'})"
            theirs = [list(row) for row in db.sql(sql).fetchall()]
            answer = PROBE.read({"kind": "NdJson", "columns": g.notation(cols)}, pathlib.Path("in.json").read_bytes(), chunk=500)
            compare(f"duckdb, round {i}", answer, cols, theirs)
            sql = "copy (select a,b,c,d from read_json('in.json', format='nd', columns={a:'BIGINT',b:'DOUBLE',c:'VARCHAR',d:'BOOLEAN'})) to 'out.csv'"
            db.sql(sql)
            answer = PROBE.read({"kind": "Csv", "header": True, "escape": '"', "columns": g.notation(cols[:4])}, pathlib.Path("out.csv").read_bytes(), chunk=200)
            empty_is_null = [[None if v == "" else v for v in row[:4]] for row in table]
            compare(f"duckdb csv, round {i}", answer, cols[:4], empty_is_null)


# ---- GeoJSON --------------------------------------------------------------------------------------

def geometry(r: random.Random):
    number = lambda: oracle.Num(r.choice(["0", "-0", "1.0", "1.50", "4e1", "1E-5", "1e400", f"{r.uniform(-180, 180):.{r.randint(0, 17)}f}", "12345678901234567890123.10"]))
    point = lambda: [number() for _ in range(r.choice([2, 3]))]
    if r.random() < 0.1:
        return None
    kind = r.choice(["Point", "LineString", "Polygon", "GeometryCollection"])
    shape = {"Point": point, "LineString": lambda: [point() for _ in range(3)], "Polygon": lambda: [[point() for _ in range(4)] for _ in range(2)],
             "GeometryCollection": lambda: []}[kind]()
    members = [("type", kind), ("geometries" if kind == "GeometryCollection" else "coordinates", shape)]
    if r.random() < 0.3:
        members.append((r.choice(["bbox", "é", "Z", "aa"]), r.choice([[number()], "q\"\n\u0001é/", None, True, {"z": number(), "a": []}])))
    r.shuffle(members)
    return dict(members)


def case_geojson():
    for i in range(ROUNDS):
        r = random.Random(f"geojson {SEED} {i}")
        cols, table, trees = json_table(r, r.choice([1, 3, 100]))
        cols.append(("geometry", "str?"))
        features = []
        for row, properties in zip(table, trees):
            shape = geometry(r)
            row.append(None if shape is None else oracle.compact(shape))
            members = [("type", "Feature"), ("properties", properties), ("geometry", shape)]
            if r.random() < 0.3:
                members.append(("id", r.choice(["x", oracle.Num("7")])))
            if r.random() < 0.5:
                r.shuffle(members)
            features.append(dict(members))
        lines = r.random() < 0.5
        blank = blanks(r, not lines)
        texts = [spell(r, f, blank) for f in features]
        if lines:
            data = "".join(t + r.choice(["\n", "\r\n", "\n\n"]) for t in texts)
            again = oracle.feature_lines(data.encode())
        else:
            collection = "[" + ",".join(blank() + t for t in texts) + "]"
            members = ['"type":"FeatureCollection"', f'"features":{collection}', '"name":"x"']
            r.shuffle(members)
            data = "{" + ",".join(members) + "}"
            again = oracle.feature_collection(data.encode())
        equal(oracle.json_rows(again, cols), table, f"the generator of round {i}")
        step = {"kind": "NdGeoJson" if lines else "GeoJson", "columns": g.notation(cols)}
        read_all_ways(f"geojson, seed {SEED}, round {i}", r, step, data.encode(), cols, table)


if __name__ == "__main__":
    sys.exit(main(globals()))
