"""A large file of each format into a dataset, against DuckDB's and pyarrow's way to Parquet and kamu-cli."""
import json
import shutil
import subprocess
import sys

from common import ENV, KAMU, MEASUREMENTS, WORK, Run, data, median, real_kamu, target, workspace

DUCK = """
import duckdb, sys, time
c = duckdb.connect(); c.execute("SET threads=2"); c.execute("SET enable_progress_bar=false")
t = time.perf_counter()
c.execute(f"COPY ({sys.argv[3].format(file=sys.argv[1])}) TO '{sys.argv[2]}' (FORMAT parquet)")
print(time.perf_counter() - t)
"""
ARROW = """
import pyarrow as pa, pyarrow.csv, pyarrow.json, pyarrow.parquet, sys, time
pa.set_cpu_count(2)
schema = pa.schema([("t", pa.timestamp("ms", "UTC")), ("id", pa.string()), ("long", pa.float64()), ("lat", pa.float64()),
                    ("n", pa.int64())])
source = sys.argv[1]
t = time.perf_counter()
table = eval(sys.argv[3])
pyarrow.parquet.write_table(table, sys.argv[2])
print(time.perf_counter() - t)
"""
COLUMNS = "columns={{t:'TIMESTAMP', id:'VARCHAR', long:'DOUBLE', lat:'DOUBLE', n:'BIGINT'}}"
FEATURES = ("columns={{features:'STRUCT(properties STRUCT(t TIMESTAMP, id VARCHAR, n BIGINT), geometry JSON)[]'}}, "
            "maximum_object_size=2000000000")
FEATURE_SCHEMA = {"t": "Timestamp", "id": "String", "n": "Int64", "geometry": "String"}


class Case:
    """What is read, and by whom: the read step of the source, what DuckDB selects, what pyarrow evaluates."""

    def __init__(self, form, read, duck, arrow=None, schema=None, shuffled=False, goal="<= 1", most=1.0, share=1, cli=2):
        self.form, self.read, self.duck, self.arrow, self.schema = form, read, duck, arrow, schema
        self.shuffled, self.goal, self.most, self.share, self.cli = shuffled, goal, most, share, cli


JSON_LINES = f"SELECT * FROM read_json('{{file}}', format='newline_delimited', {COLUMNS})"
CASES = {
    "w1": Case("ndjson", "kind: NdJson", JSON_LINES, goal="<= 0.9, goal 0.5", most=0.9,
               arrow="pyarrow.json.read_json(source, parse_options=pyarrow.json.ParseOptions(explicit_schema=schema))"),
    "w1s": Case("ndjson", "kind: NdJson", JSON_LINES + " ORDER BY t", shuffled=True, goal="<= 0.9, goal 0.5", most=0.9),
    "w2": Case("csv", "kind: Csv\n        header: true",
               f"SELECT * FROM read_csv('{{file}}', header=true, {COLUMNS})", goal="<= 0.9, goal 0.5", most=0.9,
               arrow="pyarrow.csv.read_csv(source, convert_options=pyarrow.csv.ConvertOptions("
                     "column_types={f.name: f.type for f in schema}))"),
    # kamu-cli makes a tree of the document first: minutes and gigabytes, for both of these
    "json": Case("json", "kind: Json", f"SELECT * FROM read_json('{{file}}', format='array', {COLUMNS})", cli=0),
    "geojson": Case("geojson", "kind: GeoJson",
                    "SELECT f.properties.t, f.properties.id, f.properties.n, f.geometry FROM "
                    f"(SELECT unnest(features) AS f FROM read_json('{{file}}', {FEATURES}))",
                    schema=FEATURE_SCHEMA, share=8, cli=0),
    "parquet": Case("parquet", "kind: Parquet", "SELECT * FROM read_parquet('{file}')",
                    arrow="pyarrow.parquet.read_table(source)"),
}


def parquet_of(rows):
    """The rows of the CSV as pyarrow writes them."""
    source, out = data(rows, "csv"), WORK / f"w1-{rows}.parquet"
    if not out.exists():
        subprocess.run([sys.executable, "-c", ARROW, source, out, CASES["w2"].arrow], check=True, stdout=subprocess.DEVNULL)
    return out


def opponent(script, source, *words):
    out = WORK / "opponent.parquet"
    run = Run([sys.executable, "-c", script, source, out, *words], WORK, wall_from_output=True)
    out.unlink()
    return run


def compare(table, args, name):
    case = CASES[name]
    rows = args.rows // case.share
    source = parquet_of(rows) if case.form == "parquet" else data(rows, case.form, case.shuffled)
    ours, duck, arrow, theirs = [], [], [], []
    cli = real_kamu()
    for i in range(args.runs):
        d = workspace(read=case.read, schema=case.schema)
        ours.append(Run([KAMU, "-q", "ingest", "ds", source], d))
        shutil.rmtree(d)
        duck.append(opponent(DUCK, source, case.duck))
        if case.arrow:
            arrow.append(opponent(ARROW, source, case.arrow))
        if cli and i < case.cli:
            d = workspace(kamu=cli, read=case.read, schema=case.schema)
            theirs.append(Run([cli, "-q", "ingest", "ds", source], d))
            shutil.rmtree(d)
    t, dt = median(ours), median(duck)
    table.add(name, f"{source.stat().st_size / 1e6:.0f} MB, kamu: wall, CPU", f"{t:.2f} s, {median(ours, 'cpu'):.2f} s")
    table.add(name, "kamu: rate", f"{source.stat().st_size / t / 1e6:.0f} MB/s, {rows / t / 1e6:.2f} M rows/s")
    table.add(name, "kamu: peak memory", f"{median(ours, 'mib'):.0f} MiB", "<= 256 MiB", median(ours, "mib") <= 256)
    for who, runs in ("DuckDB", duck), ("pyarrow", arrow), ("kamu-cli 0.265", theirs):
        if runs:
            table.add(name, f"{who}: wall, CPU, peak",
                      f"{median(runs):.2f} s, {median(runs, 'cpu'):.2f} s, {median(runs, 'mib'):.0f} MiB")
    table.add(name, "kamu / DuckDB", f"{t / dt:.2f}", case.goal, t / dt <= case.most)
    if arrow:
        table.add(name, "kamu / pyarrow", f"{t / median(arrow):.2f}")
    if theirs:
        table.add(name, "kamu / kamu-cli", f"{t / median(theirs):.2f}")


for _name in CASES:
    MEASUREMENTS[_name] = lambda table, args, name=_name: compare(table, args, name)


def scan(table, args):
    """Reading alone: text into columns that are dropped."""
    program = target("bench_scan")
    for form, name in ("ndjson", "ndjson"), ("csv", "csv"), ("json", "json"), ("geojson", "geojson"):
        rows = args.rows // (8 if form == "geojson" else 1)
        out = subprocess.run([program, name, data(rows, form)], capture_output=True, text=True, check=True).stdout
        for line in out.splitlines():
            what, value = line.split("\t")
            table.add("scan", what, value)


MEASUREMENTS["scan"] = scan


def stages(table, args):
    """The share of each stage in the processor time of a push, as the program tells it."""
    shares, cpu = {}, {}
    for name in "w1", "w1s", "w2":
        case = CASES[name]
        d = workspace(read=case.read)
        out = subprocess.run([KAMU, "-q", "ingest", "ds", "-o", "json", data(args.rows, case.form, case.shuffled)], cwd=d, env=ENV,
                             check=True, capture_output=True).stdout
        shutil.rmtree(d)
        seconds = json.loads(out)["stageCpuSeconds"]
        cpu[name] = sum(seconds.values())
        for stage, s in seconds.items():
            shares.setdefault(stage, []).append(f"{100 * s / cpu[name]:5.1f} %")
    table.add("stages", "CPU: w1, w1s, w2", "  ".join(f"{s:5.2f} s" for s in cpu.values()))
    for stage, row in shares.items():
        table.add("stages", stage, "  ".join(row))


MEASUREMENTS["stages"] = stages
