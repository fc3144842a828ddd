"""Real files, pushed by the program as a user would, against Python's reading of the same bytes."""
import csv
import datetime
import json
import pathlib
import sys

import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import oracle
from cases import NOW, Skipped, check, equal, kamu, main
from probe import plain, schema

HERE = pathlib.Path(__file__).resolve().parents[1] / "data"
SHARED = pathlib.Path(__file__).resolve().parents[3] / "shared/data"


def data(name: str, own: str = "") -> pathlib.Path:
    """The whole file where there is one, else the part that is kept with the tests."""
    if (SHARED / name).exists():
        return SHARED / name
    if own:
        return HERE / own
    raise Skipped(f"no ../shared/data/{name}")


def dataset(read: dict, merge: dict, columns: str = "", event_time: str = "") -> None:
    kamu("-q", "init")
    step = dict(read, **({"schema": schema(columns)} if columns else {}))
    vocabulary = [{"kind": "SetVocab", "eventTimeColumn": event_time}] if event_time else []
    events = [*vocabulary, {"kind": "AddPushSource", "sourceName": "default", "read": step, "merge": merge}]
    kamu("-q", "--system-time", NOW, "add", "--stdin",
         stdin=json.dumps({"kind": "DatasetSnapshot", "version": 1, "content": {"name": "d", "kind": "Root", "metadata": events}}))


def push(path, *args):
    return kamu("--system-time", NOW, "ingest", "d", path, *args)


def slices() -> pa.Table:
    """All rows of the workspace's only dataset, by offset."""
    files = [pq.ParquetFile(p).read() for p in pathlib.Path(".kamu/datasets").glob("*/data/*")]
    return pa.concat_tables(files).sort_by("offset") if files else pa.table({})


def column(table: pa.Table, name: str) -> list:
    return [v for chunk in table.column(name).chunks for v in plain(chunk)]


def milliseconds(text: str, form: str) -> int:
    return int(datetime.datetime.strptime(text, form).replace(tzinfo=datetime.timezone.utc).timestamp()) * 1000


def again_adds_nothing(path) -> None:
    before = slices().num_rows
    check("Dataset up-to-date" in push(path).err, "the second push of the same file")
    equal(slices().num_rows, before, "rows after the second push")


def case_earthquakes():
    """GeoJSON without a schema: types as they come, geometry as text; a ledger of events."""
    path = data("earthquakes.json", "earthquakes.json")
    dataset({"kind": "GeoJson"}, {"kind": "Ledger", "primaryKey": ["net", "code"]})
    check("Dataset updated" in push(path).err, "the first push")
    features = json.loads(path.read_text(), parse_float=oracle.Num, parse_int=oracle.Num)["features"]
    table = slices()
    equal(table.num_rows, len(features), "rows")
    codes = list(zip(column(table, "net"), column(table, "code")))
    by_code = {(f["properties"]["net"], f["properties"]["code"]): f for f in features}
    equal(len(by_code), len(features), "the file's keys are distinct")
    for name, kind in (("place", str), ("time", int), ("updated", int), ("tsunami", int), ("mag", oracle.Float), ("felt", int), ("gap", oracle.Float),
                       ("dmin", oracle.Float), ("alert", str), ("nst", int), ("title", str), ("ids", str), ("cdi", oracle.Float)):
        if name == "alert" and all(f["properties"][name] is None for f in features):
            continue
        want = [by_code[c]["properties"][name] for c in codes]
        integral = kind is oracle.Float and not any("." in v for v in want if v is not None)
        want = [None if v is None else int(v) if integral else kind(v) for v in want]
        equal(column(table, name), want, name)
    equal(column(table, "geometry"), [oracle.compact(by_code[c]["geometry"]) for c in codes], "geometry")
    again_adds_nothing(path)


def case_weather():
    path = data("seattle-weather.csv", "weather.csv")
    columns = "date:ts! precipitation:f64? temp_max:f64? temp_min:f64? wind:f64? weather:str?"
    dataset({"kind": "Csv", "header": True}, {"kind": "Ledger", "primaryKey": ["date"]}, columns, "date")
    push(path)
    with path.open(newline="") as f:
        rows = list(csv.DictReader(f))
    table = slices()
    equal(table.num_rows, len(rows), "rows")
    equal(column(table, "offset"), list(range(len(rows))), "offsets")
    equal(column(table, "date"), [milliseconds(r["date"], "%Y-%m-%d") for r in rows], "date")
    equal(column(table, "weather"), [r["weather"] for r in rows], "weather")
    for name in ("precipitation", "temp_max", "temp_min", "wind"):
        equal(column(table, name), [oracle.Float(r[name]) for r in rows], name)
    again_adds_nothing(path)


def case_weather_inferred():
    path = data("seattle-weather.csv", "weather.csv")
    dataset({"kind": "Csv", "header": True, "inferSchema": True}, {"kind": "Snapshot", "primaryKey": ["date"]})
    push(path)
    with path.open(newline="") as f:
        rows = list(csv.DictReader(f))
    table = slices()
    equal(table.schema.field("date").type, pa.date32(), "type of date")
    equal(sorted(column(table, "date")), [oracle.date(r["date"]) for r in rows], "date")
    again_adds_nothing(path)


def case_flights():
    """A JSON array with times in a form of their own; no key, so a second push adds everything again."""
    path = data("flights-10k.json")
    dataset({"kind": "Json", "timestampFormat": "%Y/%m/%d %H:%M"}, {"kind": "Append"},
            "date:ts! delay:i32? distance:i32? origin:str? destination:str?", "date")
    push(path)
    flights = json.loads(path.read_text())
    table = slices()
    equal(table.num_rows, len(flights), "rows")
    stamps = [milliseconds(f["date"], "%Y/%m/%d %H:%M") for f in flights]
    order = sorted(range(len(flights)), key=lambda i: stamps[i])  # rows are stored by event time, ties as they came
    equal(column(table, "date"), [stamps[i] for i in order], "date")
    for name in ("delay", "distance", "origin", "destination"):
        equal(column(table, name), [flights[i][name] for i in order], name)


def case_airports():
    """A snapshot: a changed and a missing row give corrections and retractions."""
    path = data("airports.csv")
    columns = "iata:str! name:str? city:str? state:str? country:str? latitude:f64? longitude:f64?"
    dataset({"kind": "Csv", "header": True, "escape": '"'}, {"kind": "Snapshot", "primaryKey": ["iata"]}, columns)
    push(path)
    text = path.read_bytes().decode()
    rows = {r["iata"]: r for r in csv.DictReader(text.splitlines(keepends=True))}
    table = slices()
    equal(table.num_rows, len(rows), "rows")
    keys = column(table, "iata")
    for name in ("name", "city", "state", "country"):
        equal(column(table, name), [rows[k][name] or None for k in keys], name)
    for name in ("latitude", "longitude"):
        equal(column(table, name), [oracle.Float(rows[k][name]) for k in keys], name)
    again_adds_nothing(path)
    lines = text.splitlines(keepends=True)
    gone, changed = lines[5], lines[10].replace("USA", "US A")
    check(changed != lines[10], "a row to change")
    pathlib.Path("later.csv").write_text("".join([*lines[:5], *lines[6:10], changed, *lines[11:]]))
    push("later.csv")
    after = slices().slice(len(rows))
    ops = sorted(zip(column(after, "op"), column(after, "iata")))
    key = lambda line: line.split(",")[0]
    equal(ops, [(1, key(gone)), (2, key(changed)), (3, key(changed))], "what changed")


if __name__ == "__main__":
    sys.exit(main(globals()))
