#!/usr/bin/env python3
"""DataFusion's SQL: the real kamu-cli against our dialect on DuckDB, over the same rows.

Random queries from a grammar of the supported functions over random rows with nulls, extremes and letters beyond
ASCII: equal rows, and equal names, types and nullability of the columns. What differs on purpose stands in DIFFERENCES
(and in docs/sql.md). SEED and COUNT (environment) choose other and more queries.
Skipped without the real program or without DuckDB's library."""
import json
import os
import pathlib
import random
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from cases import KAMU, REAL, Failed, Skipped, kamu, main

BUILD = pathlib.Path(KAMU).resolve().parent
SEED, COUNT = int(os.environ.get("SEED", "1")), int(os.environ.get("COUNT", "150"))

# (our error, why): DataFusion gives a value there
DIFFERENCES = [
    (r"Overflow in (addition|subtraction|multiplication|negation) of", "integers wrap around there"),
    (r"Overflow on abs|Overflow in negation|Cannot negate", "the lowest number has no counterpart"),
    (r"Overflow: the instant does not fit its type", "instants wrap around or are cut there"),
    (r"out of range for the destination type|Could not cast value|Type \w+ with value", "sums that wrap around there"),
]

# ---- the rows ----------------------------------------------------------------------------------------------------

TEXTS = ["", "a", "abc", "héllo wörld", "ÀÉ", "日本語", "😀x", " pad ", "12", "-3", "+7", "1.5", "2020-01-31",
         "2020-02-29T12:34:56.789Z", "2019-12-31 23:59:59.999999", "31/12/2019 10:30", "true", "FALSE", "x,y,,z",
         '{"a": 1, "b": "x", "c": [1, 2.5, null, "q\\u00e9"], "d": {"e": true}}', '{"a": "s", "f": 1.25e2}', "[1,2]",
         "null", "a\tb\nc", "%_%", "aXbXc", "it's"]
COLUMNS = {
    "id": ("Int64", None),
    "i8": ("Int8", [-128, 127, 0, 1, -1, 5]),
    "i32": ("Int32", [-2147483648, 2147483647, 0, 10, -10, 3]),
    "i64": ("Int64", [-9223372036854775807, 9223372036854775807, 0, 1, -1, 7, 123456789012]),
    "u8": ("UInt8", [0, 255, 3]),
    "u64": ("UInt64", [0, 9223372036854775807, 13]),
    "f32": ("Float32", [0, 1.5, -2.25, 0.1, 2.5, -0.5]),
    "f64": ("Float64", [0, 1.5, -2.25, 1e300, 1e-300, 0.1, 2.5, 3.5, -0.5, 123456789.123456789, 1e16, 100]),
    "b": ("Bool", [True, False]),
    "s": ("String", TEXTS),
    "x": ("Binary", ["6162", "", "00ff"]),
    "d": ("Date", ["2020-01-31", "1969-12-31", "2024-02-29", "1900-03-01", "2021-01-01", "2023-12-31"]),
    "t": ("Timestamp", ["2020-02-29T12:34:56.789Z", "1969-12-31T23:59:59.001Z", "1970-01-01T00:00:00Z",
                        "2021-01-03T00:00:00.5Z", "2199-12-31T23:59:59.999Z", "1700-06-15T06:07:08.009Z"]),
    "dec": ({"kind": "Decimal", "precision": 10, "scale": 2}, ["12.34", "-0.05", "99999999.99", "0", "1.50", "-7.25"]),
    "os": ("String?", TEXTS),
    "oi": ("Int64?", [-5, 0, 3, 8, 1577926923]),
    "od": ("Float64?", [0.5, -1.5, 2, 1e10]),
    "ob": ("Bool?", [True, False]),
    "odt": ("Date?", ["2020-01-31", "1969-12-31"]),
    "ot": ("Timestamp?", ["2020-06-01T01:02:03.004Z", "1999-12-31T23:59:59.9Z"]),
    "sm": ("Int32", list(range(-20, 21))),
    "n": ("Int64?", [1, 2, 3]),
}


def prepare():
    """A dataset `v` in the real program's workspace; the file with its rows."""
    if not REAL:
        raise Skipped("no real kamu-cli")
    done = subprocess.run(["cmake", "--build", BUILD, "--target", "sql_run"], capture_output=True, text=True)
    if done.returncode:
        raise Failed(done.stdout[-2000:])
    probe = subprocess.run([BUILD / "sql_run"], input="select 1\n", capture_output=True, text=True)
    if "KAMU_E_UNSUPPORTED" in probe.stdout:
        raise Skipped("no DuckDB library")
    rnd = random.Random(7)
    fields, rows = [], []
    for name, (kind, _) in COLUMNS.items():
        optional = isinstance(kind, str) and kind.endswith("?")
        fields.append({"name": name, "type": {"kind": "Option", "inner": kind[:-1]} if optional else kind})
    for i in range(60):
        r = {"id": i}
        for name, (kind, values) in COLUMNS.items():
            if values:
                null = isinstance(kind, str) and kind.endswith("?") and rnd.random() < 0.25
                r[name] = None if null else rnd.choice(values)
        rows.append(json.dumps(r))
    manifest = {"kind": "DatasetSnapshot", "version": 1, "content": {"name": "v", "kind": "Root", "metadata": [
        {"kind": "AddPushSource", "sourceName": "default", "read": {"kind": "NdJson", "schema": {"fields": fields}},
         "merge": {"kind": "Append"}}]}}
    kamu("-q", "init", program=REAL)
    kamu("-q", "add", "--stdin", stdin=json.dumps(manifest), program=REAL)
    kamu("ingest", "v", "--stdin", stdin="\n".join(rows), program=REAL)
    return next(pathlib.Path(".kamu/datasets").glob("*/data/*"))


# ---- asking both ----------------------------------------------------------------------------------------------------

def ask_real(queries):
    """Of each: (columns, rows) or the text of the error."""
    script = "\\pset format json\n"
    for i, q in enumerate(queries):
        script += f"select {i} as query_describe;\ndescribe {q};\nselect {i} as query_rows;\n{q};\n"
    out = kamu("sql", stdin=script, program=REAL, timeout=600).out
    answers = [[None, None] for _ in queries]
    at = None
    for line in out.split("\n"):
        m = re.match(r'\[\{"query_(describe|rows)":(\d+)\}\]$', line)
        if m:
            at = (int(m[2]), m[1] == "rows")
        elif at and re.match(r"\[[\[{\]]", line):
            found = json.loads(line)
            answers[at[0]][at[1]] = (answers[at[0]][at[1]] or []) + found
    return answers


def ask_ours(queries, path):
    done = subprocess.run([BUILD / "sql_run", f"v={path}"], input="".join(q + "\n;\n" for q in queries),
                          capture_output=True, text=True, timeout=600)
    answers = []
    for line in done.stdout.split("\n"):
        if ', "then": ' in line:  # failed on the way
            line = line[line.index(', "then": ') + 10:]
        if line:
            answers.append(json.loads(line))
    if len(answers) != len(queries):
        raise Failed(f"{len(answers)} answers to {len(queries)} queries: {done.stderr[-1000:]}")
    return answers


def plain_type(t):
    for a, b in (("Utf8View", "Utf8"), ("LargeUtf8", "Utf8"), ("BinaryView", "Binary"), ("µs", "us"), ("non-null ", "")):
        t = t.replace(a, b)
    return t


def same(a, b):
    if isinstance(a, float) or isinstance(b, float):
        return a is not None and b is not None and (a == b or abs(a - b) <= 1e-12 * max(abs(a), abs(b)))
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def compare(queries, path, may_fail=False):
    """may_fail: random expressions may be refused by either side, never be silently different."""
    problems, equal, ours_only, theirs_only = [], 0, 0, 0
    plain = [q.removeprefix("--") for q in queries]
    for q, real, mine in zip(queries, ask_real(plain), ask_ours(plain, path)):
        if "error" in mine:
            text = mine["error"]
            if real[1] is None or any(re.search(p, text) for p, _ in DIFFERENCES) or mine["code"] == "KAMU_E_UNSUPPORTED":
                theirs_only += 1
            else:
                problems.append(f"{q}\n  refused: {text}")
            continue
        if real[0] is None:
            if may_fail:
                ours_only += 1
            else:
                problems.append(f"{q}\n  the real program refuses it")
            continue
        theirs = [(c["column_name"], plain_type(c["data_type"]), c["is_nullable"] == "YES") for c in real[0]]
        columns = [(name, plain_type(kind), null) for name, kind, null in mine["schema"]]
        if q.startswith("--") or "case when" in q:  # DESCRIBE tells the types before the coercion there
            theirs = [(name, columns[i][1], null) for i, (name, _, null) in enumerate(theirs)]
        if theirs != columns:
            problems.append(f"{q}\n  columns: {[(t, c) for t, c in zip(theirs, columns) if t != c]}")
            continue
        if real[1] is None:  # an error while it ran
            ours_only += 1
            if not may_fail and mine["rows"]:
                problems.append(f"{q}\n  the real program fails while it runs")
            continue
        if len(real[1]) != len(mine["rows"]):  # the shell's JSON leaves out rows at the end that have NULLs
            real[1] = json.loads(kamu("sql", "-o", "json", "-c", q.removeprefix("--"), program=REAL).out)
        want = [[r.get(name) for name, _, _ in theirs] for r in real[1]]
        got = [[float(v) if kind.startswith("Decimal") and v is not None else v for v, (_, kind, _) in zip(r, columns)]
               for r in mine["rows"]]
        want = [r for r in want if any(v is not None for v in r)]  # rows of NULLs are not printed there
        got = [r for r in got if any(v is not None for v in r)]
        if not same(want, got):
            first = next(((w, g) for w, g in zip(want, got) if not same(w, g)), (len(want), len(got)))
            problems.append(f"{q}\n  theirs {first[0]}\n  ours   {first[1]}")
        else:
            equal += 1
    print(f"  {len(queries)} queries: {equal} equal, {theirs_only} refused, {ours_only} more than the real program, "
          f"{len(problems)} different")
    if problems:
        raise Failed(f"{len(problems)} of {len(queries)}:\n" + "\n".join(problems[:12]))


# ---- the grammar ----------------------------------------------------------------------------------------------------

class Grammar:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def pick(self, *options):
        return self.r.choice(options)

    def column(self, kind):
        return self.pick(*{
            "int": ["id", "sm", "oi", "n", "i8", "u8", "i32"], "float": ["f64", "od", "f32"], "text": ["s", "os"],
            "bool": ["b", "ob"], "date": ["d", "odt"], "time": ["t", "ot"], "dec": ["dec"]}[kind])

    def literal(self, kind):
        r = self.r
        return {
            "int": lambda: str(r.choice([0, 1, 2, 3, 7, 10, -1, 100])),
            "float": lambda: r.choice(["0.5", "1.0", "-2.5", "1e3", "100.25"]),
            "text": lambda: "'" + r.choice(["", "a", "é", "abc", "x,y", "12", "%", "A"]).replace("'", "''") + "'",
            "bool": lambda: r.choice(["true", "false"]),
            "date": lambda: r.choice(["date '2020-02-29'", "date '1969-07-20'"]),
            "time": lambda: r.choice(["timestamp '2020-01-01T10:11:12'", "timestamp '1969-12-31T23:59:59.5'"]),
            "dec": lambda: r.choice(["cast(1.25 as decimal(5, 2))", "cast(-3 as decimal(8, 3))"]),
        }[kind]()

    def make(self, kind, depth):
        if depth <= 0 or self.r.random() < 0.15:
            return self.literal(kind) if self.r.random() < 0.25 else self.column(kind)
        return getattr(self, kind)(depth - 1)

    def small(self):
        return str(self.r.choice([1, 2, 3, -1, 0, 5]))

    def int(self, k):
        m = self.make
        return self.pick(
            lambda: f"({m('int', k)} {self.pick('+', '-', '*')} {self.literal('int')})",
            lambda: f"({m('int', k)} {self.pick('/', '%')} {self.pick('2', '3', '-7', '10')})",
            lambda: f"length({m('text', k)})", lambda: f"strpos({m('text', k)}, {m('text', 0)})",
            lambda: f"ascii({m('text', k)})", lambda: f"octet_length({m('text', k)})",
            lambda: f"coalesce({m('int', k)}, {m('int', k)})", lambda: f"nullif({m('int', k)}, {self.literal('int')})",
            lambda: f"case when {m('bool', k)} then {m('int', k)} else {m('int', k)} end",
            lambda: f"extract({self.pick('year', 'month', 'day', 'hour', 'minute', 'second', 'week', 'doy', 'dow', 'quarter')} from {m(self.pick('date', 'time'), k)})",
            lambda: f"try_cast({m('text', k)} as {self.pick('bigint', 'int', 'smallint')})",
            lambda: f"cast({m('bool', k)} as int)", lambda: f"to_unixtime({m('time', k)})", lambda: f"abs(sm)",
            lambda: f"greatest({m('int', k)}, {m('int', k)})", lambda: f"json_get_int({m('text', 0)}, 'a')",
            lambda: f"regexp_count({m('text', k)}, '[a-c]')", lambda: f"regexp_instr({m('text', k)}, '[0-9,]+')",
            lambda: f"array_sort(array_distinct(make_array({m('int', k)}, {m('int', 0)})))[{self.pick('1', '2')}]",
            lambda: f"levenshtein({m('text', k)}, {m('text', 0)})", lambda: f"try_cast({m('float', k)} as int)")()

    def float(self, k):
        m = self.make
        return self.pick(
            lambda: f"({m('float', k)} {self.pick('+', '-', '*', '/')} {m(self.pick('float', 'int'), k)})",
            lambda: f"round({m('float', k)}, {self.pick('0', '1', '2', '-1')})", lambda: f"{self.pick('ceil', 'floor', 'trunc', 'abs', 'signum')}({m('float', k)})",
            lambda: f"sqrt(abs({m('float', k)}))", lambda: f"cast({m('int', k)} as double)",
            lambda: f"coalesce({m('float', k)}, {m('float', k)})", lambda: f"try_cast({m('text', k)} as double)",
            lambda: f"case when {m('bool', k)} then {m('float', k)} end", lambda: f"pow({self.pick('2', '1.5', 'od')}, {self.pick('2', '0.5', '3')})",
            lambda: f"date_part('epoch', {m('time', k)})", lambda: f"json_get_float({m('text', 0)}, 'f')",
            lambda: f"({m('dec', 0)} * 1.5)")()

    def text(self, k):
        m, t = self.make, lambda: self.make("text", k)
        return self.pick(
            lambda: f"{self.pick('lower', 'trim', 'ltrim', 'rtrim', 'reverse', 'md5', 'initcap')}({t()})", lambda: f"({t()} || {m('text', k)})",
            lambda: f"concat({t()}, {self.pick('1', 'oi', 'b', 'd')}, {t()})", lambda: f"concat_ws('-', {t()}, {t()})",
            lambda: f"substr({t()}, {self.small()})", lambda: f"substr({t()}, {self.small()}, 3)",
            lambda: f"left({t()}, {self.small()})", lambda: f"right({t()}, {self.small()})",
            lambda: f"replace({t()}, 'a', {self.literal('text')})", lambda: f"split_part({t()}, ',', {self.pick('1', '2', '-1')})",
            lambda: f"lpad({t()}, 5, {self.literal('text')})", lambda: f"rpad({t()}, 4)", lambda: f"repeat({t()}, 2)",
            lambda: f"cast({m(self.pick('int', 'float', 'date', 'time', 'bool', 'dec'), k)} as string)",
            lambda: f"coalesce({t()}, {t()})", lambda: f"nullif({t()}, 'a')", lambda: f"json_get_str({t()}, 'b')",
            lambda: f"json_as_text({t()}, 'c', 1)", lambda: f"to_char({m('time', k)}, '%Y/%m/%d %H:%M')",
            lambda: f"case when {m('bool', k)} then {t()} else {t()} end", lambda: f"translate({t()}, 'ab', 'x')",
            lambda: f"encode({t()}, '{self.pick('hex', 'base64')}')", lambda: f"regexp_replace({t()}, '[a-c]', 'Z', 'g')",
            lambda: f"to_hex({m('int', 0)})", lambda: f"overlay({t()} placing 'Q' from 2)")()

    def bool(self, k):
        m = self.make
        kind = self.pick("int", "float", "text", "date", "time", "dec")
        return self.pick(
            lambda: f"({m(kind, k)} {self.pick('=', '<>', '<', '<=', '>', '>=')} {m(kind, k)})",
            lambda: f"({m('bool', k)} {self.pick('and', 'or')} {m('bool', k)})", lambda: f"(not {m('bool', k)})",
            lambda: f"({m(kind, k)} is {self.pick('', 'not ')}null)", lambda: f"({m(kind, k)} is distinct from {m(kind, k)})",
            lambda: f"({m('int', k)} in (1, 2, {m('int', 0)}))", lambda: f"({m('text', k)} not in ('a', 'abc'))",
            lambda: f"({m(kind, k)} between {m(kind, 0)} and {m(kind, 0)})",
            lambda: f"({m('text', k)} {self.pick('like', 'not like', 'ilike')} {self.pick(chr(39) + 'a%' + chr(39), chr(39) + '%é%' + chr(39), chr(39) + '_' + chr(39))})",
            lambda: f"starts_with({m('text', k)}, 'a')", lambda: f"contains({m('text', k)}, {m('text', 0)})",
            lambda: f"regexp_like({m('text', k)}, '^\\w+$')", lambda: f"(t > '2020-01-01')", lambda: f"json_contains({m('text', 0)}, 'a')")()

    def date(self, k):
        return self.pick(
            lambda: f"({self.make('date', k)} {self.pick('+', '-')} interval '{self.pick('1 month', '3 days', '1 year 2 days')}')",
            lambda: f"({self.make('date', k)} + {self.pick('1', '30')})", lambda: f"cast({self.make('time', k)} as date)",
            lambda: f"coalesce({self.make('date', k)}, date '2000-01-01')", lambda: f"try_cast({self.make('text', k)} as date)")()

    def time(self, k):
        t = lambda: self.make("time", k)
        return self.pick(
            lambda: f"date_trunc('{self.pick('year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second')}', {t()})",
            lambda: f"({t()} {self.pick('+', '-')} interval '{self.pick('1 month', '36 hours', '1 day 1.5 seconds')}')",
            lambda: f"cast({self.make('date', k)} as timestamp)", lambda: f"coalesce({t()}, timestamp '2000-01-01')",
            lambda: f"to_timestamp_seconds({self.pick('sm', 'n', 'oi')})", lambda: f"to_timestamp_millis({self.pick('sm', 'oi')})",
            lambda: f"date_bin(interval '{self.pick('15 minutes', '1 day')}', {t()})", lambda: f"try_cast({self.make('text', 0)} as timestamp)",
            lambda: "to_timestamp('05/06/2020 07:08 PM', '%d/%m/%Y %I:%M %p')")()

    def dec(self, k):
        return self.pick(
            lambda: f"({self.make('dec', k)} {self.pick('+', '-')} {self.pick('1', 'dec', 'sm')})", lambda: f"abs({self.make('dec', k)})",
            lambda: f"cast({self.make('int', 0)} as decimal(25, 2))", lambda: f"coalesce({self.make('dec', k)}, dec)")()

    def any(self, depth=2):
        return self.make(self.pick("int", "float", "text", "bool", "date", "time", "dec"), depth)

    def aggregate(self):
        return self.pick(
            "count(*)", "count(os)", "count(distinct n)", f"sum({self.pick('sm', 'u8', 'od', 'dec', 'f32')})",
            f"avg({self.pick('sm', 'dec', 'n')})", f"min({self.any(1)})", f"max({self.any(1)})", f"sum(sm) filter (where {self.make('bool', 1)})",
            "bool_or(b)", "bit_xor(u8)", "percentile_cont(sm, 0.3)", "percentile_cont(0.75) within group (order by f64 desc)", "median(dec)", "median(f32)", "stddev(sm)", "median(sm)", "sum(sm) / count(*)", "max(id) - min(id)")

    def window(self):
        over = self.pick("(order by id)", "(partition by n order by id)", "(partition by b order by sm desc, id)", "(partition by b)",
                         "(order by id rows between 2 preceding and current row)")
        f = self.pick("sum(sm)", "count(*)", "count(os)", "max(s)", "first_value(sm)", "avg(sm)")
        if "order" in over and "rows" not in over:
            f = self.pick(f, "row_number()", "rank()", "dense_rank()", "lag(sm)", "lead(s, 2)", "lag(sm, 1, 0)", "ntile(3)")
        if over == "(partition by b)" and f == "first_value(sm)":
            f = "sum(sm)"
        return f"{f} over {over}"

    def query(self):
        return self.pick(
            lambda: f"select id, {self.any(3)} as x, {self.any()} from v order by id",
            lambda: f"select id, {self.any(3)} as x from v where {self.make('bool', 2)} order by id",
            lambda: f"select id, {self.any(3)} as x, {self.any()} as y from v order by id",
            lambda: f"select n, b, {self.aggregate()} as x, {self.aggregate()} as y from v group by n, b order by n, b",
            lambda: f"select n, b, grouping({self.pick('n', 'b', 'n, b')}) as g, {self.aggregate()} as x from v group by {self.pick('rollup', 'cube', 'grouping sets')}(n, b) order by n, b, g, x",
            lambda: f"select sm % 4, u8 % 7 from v {self.pick('intersect', 'except', 'union')} all select n, u8 % 9 from v where {self.make('bool', 1)} order by 1, 2",
            lambda: f"select {self.aggregate()}, {self.aggregate()} as y from v where {self.make('bool', 1)}",
            lambda: (lambda e: f"select {e} as k, count(*) as c, sum(sm) as s from v group by {e} order by k, c, s")(self.make(self.pick("int", "text", "date", "bool"), 1)),
            lambda: f"select id, {self.window()} as x, {self.window()} as y from v order by id",
            lambda: f"select a.id, {self.pick('b.s', 'b.sm + a.sm', 'coalesce(b.os, a.s)')} as x from v a {self.pick('', 'left ')}join v b on a.id = b.id + {self.pick('1', '40')} order by a.id",
            lambda: f"select id from v where n in (select n from v where {self.make('bool', 1)}) order by id desc limit 9",
            lambda: f"with q as (select id, {self.make(self.pick('int', 'text', 'bool', 'date', 'time'), 2)} as x from v) select x, count(*) as c from q group by x order by c desc, x limit 7",
            lambda: f"select distinct {self.make(self.pick('int', 'text', 'bool'), 1)} as x from v order by x nulls first",
            lambda: f"select id as x from v where {self.make('bool', 1)} union {self.pick('', 'all ')}select u8 % 5 - 1 from v order by x",
        )()


# ---- cases -----------------------------------------------------------------------------------------------------------

# Queries as manifests have them (spec/read-formats.md 5.3), and one for each construct.
FIXED = """
select cast(s as string) as a, pow(10.0, 18) as b, replace(s, ',', '') as c, coalesce(os, 'x') as d from v order by id
select to_timestamp(cast(t as string)) as event_time, id, v.sm from v order by id
select to_timestamp('01/31/2020 10:11:12 PM', '%m/%d/%Y %I:%M:%S %p', '%Y') as event_time, to_timestamp_seconds(oi) as b from v order by id
select json_get_str(s, 'b') as a, json_get_int(s, 'a') as b, json_get_float(s, 'f') as c, json_get_bool(s, 'd', 'e') as d, json_get_str(s, 'c', 3) as e, json_get_json(s, 'c') as f, json_length(s) as g, json_length(s, 'c') as h, s ->> 'b' as i from v order by id
select cast(json_get(s, 'a') as bigint) as a, (s -> 'b')::string as b, s -> 'd' ->> 'e' as c, json_get_bool(s -> 'd', 'e') as d, (s -> 'c' -> 1)::double as e, s -> 'c' ->> 3, length(replace(s, 'a', 'é')) from v order by id
select cast(row_number() over (order by id) as bigint) as id, * except (id, x, i64) from v order by 1
select decode(encode(s, 'hex'), 'hex') as a, sha256(s) as b, md5(s) as c from v order by id
select to_unixtime(t) as a, to_unixtime(d) as b, to_date('2020-01-31') as c, from_unixtime(sm) as d from v order by id
select cast(concat('20', '20', '-01-01') as date) as a, case when sm > 0 then s else null end as b from v order by id
select upper(left(s, 1)) || substr(s, 2) as a from (select id, lower(s) as s from v) order by id
--select u64 - 1 as a, u64 * 2 as b, u64 / 2 as c, row_number() over (order by id) - 1 as d, u64 > i64 as e from v order by id
select sm / 3 as a, sm % 3 as b, 7 / -2 as c, -7 % 3 as d, 1 / 2.0 as e, dec / 3 as f, dec % 3 as g, dec * dec as h, dec + 1.5 as i from v order by id
select n, count(*) as c, avg(dec) as a, sum(dec) as s, string_agg(cast(id as string), ',' order by id) as t, array_agg(id order by id) as l from v group by n having count(*) > 1 order by n desc
select n as k, sum(sm) as total from v group by k order by total desc nulls last, k
select distinct on (n) n, id from v order by n, id desc
select a.id, b.id as bid from v a full join v b on a.id = b.id + 50 order by 1, 2
select id, c from v join (select n, count(*) as c from v group by n) q using (n) order by id
select id from v a where exists (select 1 from v b where b.id = a.id + 55) or a.id = (select max(id) from v) order by id
select id from v where n not in (select n from v where n > 2) order by id
with a as (select id, sm from v where sm > 0), b as (select count(*) as c, max(sm) as m from a) select a.id, b.c, b.m from a, b order by id
select n from v intersect select 2 union select -1 order by n
select column1, column2 from (values (1, 'a'), (2, null)) order by column1
select id, sum(sum(sm)) over (order by id) as x, rank() over (order by sum(sm), id) as y from v group by id order by id
select id, row_number() over (partition by n order by sm, id) as r from v qualify r = 1 order by id
select id, make_array(sm, id)[1] as a, named_struct('k', sm)['k'] as b, [1, 2, 3][2] as c from v order by id
select s like 'a%' as a, s ilike 'A_C' as b, s ~ '^[a-z]+$' as c, regexp_replace(s, '(\\d+)-(\\d+)', '\\2/\\1') as d, regexp_match(s, '(\\d+)-(\\d+)') as e from v order by id
select try_cast(s as bigint) as a, try_cast(s as double) as b, try_cast(s as boolean) as c, try_cast(s as date) as d, try_cast(s as timestamp) as e, try_cast(s as decimal(10, 2)) as f from v order by id
select cast(f64 as string) as a, cast(f32 as string) as b, cast(t as string) as c, cast(d as timestamp) as e, cast(t as date) as f, cast(od as bigint) as g, cast(dec as int) as h from v order by id
select date_trunc('month', t) as a, extract(year from t) as b, d + interval '1 month' as c, t - interval '1 day 2 hours' as e, date_bin(interval '1 hour', t) as f, d - date '2020-01-01' as g from v order by id
select x from (values (1),(1),(2)) a(x) except select * from (values (2.0)) b(x) order by x
select x from (values (1),(1),(2)) a(x) intersect select * from (values (2.0), (1.5)) b(x) order by x
select x from (values (1),(1),(2)) a(x) intersect select * from (values (cast(2 as int)), (3)) b(x) order by x
select cast(x as int) as x from (values (1),(1),(2)) a(x) except select * from (values (2), (3)) b(x) order by x
select cast(x as int) as x from (values (1),(1),(2)) a(x) except all select * from (values (2), (3)) b(x) order by x
select 'a%b' like 'a\\%%' escape '\\' as a, 'axb' like 'a\\%%' escape '\\' as b
select '100%' ilike '100\\%' escape '\\' as a
select 'ABC' similar to 'abc' as a, 'a_c' similar to 'a_c' as b, 'abc' similar to 'a_c' as c
select s, s like 'a\\%%' as b from v order by id limit 8
select '\\x' like '\\\\%' as c
select id, a.id as x, b.id as y from (values (1),(2)) a(id) full join (values (2),(3)) b(id) using (id) order by x, y
select * from (values (1,'l'),(2,'m')) a(id, s) full join (values (2,'r'),(3,'q')) b(id, t) using (id) order by s, t
select id, count(*) as c from (values (1),(2)) a(id) full join (values (2),(3)) b(id) using (id) group by id order by id
select * from (values (1,'l'),(2,'m')) a(id, s) natural full join (values (2,'r'),(3,'q')) b(id, t) order by s, t
select id + 1 as k from (values (1),(2)) a(id) full join (values (2),(3)) b(id) using (id) order by k
select id from (values (1),(2)) a(id) right join (values (2),(3)) b(id) using (id) order by id
select * from (values (1),(2)) a(id) right join (values (2),(3)) b(id) using (id) order by id
select 1 as a, 2 as b union by name select 3 as b, 4 as a order by a
select 1 as a union by name select 1 as a
select a, b from (select 1 as a union all by name select 2 as b) order by a, b
select 1 as a union all by name (select 2 as b union all by name select 3 as c) order by a, b, c
select * from (values (1),(1),(2),(2),(null),(null)) a(x) except all select * from (values (2)) b(x)
select * from (values (1),(1),(2),(2),(null),(null)) a(x) intersect all select * from (values (2),(1),(1),(null)) b(x) order by x
select * from (values (1),(1),(2),(2),(null),(null)) a(x) except select * from (values (2)) b(x) order by x
select * from (values (1),(1),(2),(2),(null)) a(x) except all select * from (values (2.5)) b(x) order by x
select count(*) as n, count(x) as m from (select * from (values (1),(1),(2),(2),(null),(null)) a(x) intersect all select * from (values (2),(1),(1),(null)) b(x))
select count(*) as n, count(x) as m from (select * from (values (1),(1),(2),(2),(null),(null)) a(x) intersect select * from (values (2),(1),(1),(null)) b(x))
select count(*) as n, count(x) as m from (select * from (values (1),(1),(2),(2),(null),(null)) a(x) except all select * from (values (2),(null)) b(x))
select count(*) as n, count(x) as m from (select * from (values (1),(1),(2),(2),(null),(null)) a(x) except select * from (values (2),(null)) b(x))
select x as y from (values (1),(2.5),(3)) a(x) intersect all select * from (values (1),(2)) b(x) order by y
select * from (values (1,2,3),(1,2,4)) a(x,y,z) except all select * from (values (1,2,3)) b(x,y,z) order by x
select x, [x] as l from (values (1),(2)) a(x) intersect all select * from (values (1,[1])) b(x,y) order by x
select n, b, count(*) as c from v group by rollup(n), b order by n, b, c
select n, b, count(*) as c from v group by rollup(n), rollup(b) order by n, b, c
select n, b, count(*) as c from v group by n, grouping sets ((b), ()) order by n, b, c
select n, b, count(*) as c from v group by cube(n, b), rollup(u8) order by n, b, c
select n, b, count(*) as c from v group by grouping sets (n, b) order by n, b, c
select n, sm % 2 as p, count(*) as c from v group by rollup(n, p) order by n, p, c
select n, sm % 2, count(*) from v group by rollup(n, sm % 2) order by 1, 2, 3
select n + 1 as m, count(*) as c from v group by rollup(n) order by m, c
select n + 1 as m, n, count(*) as c from v group by rollup(n + 1, n) order by m, n, c
select n, count(*) as c from v group by grouping sets ((n), (n)) order by n, c
select n, count(*) as c from v group by grouping sets ((n), ()) having count(*) > 10 order by n, c
select n, b, sum(sm) as c, grouping(b, n) as g, grouping(b) + 1 as h from v group by cube(n, b) order by n, b, c, g
select n, grouping(n) as g, count(*) as c from v group by n order by n
select n, b from v group by cube(n, b) order by n, b
select n, count(*) as c, row_number() over (order by count(*), n) as r from v group by rollup(n) order by r
select n, count(*) as c from v group by rollup(n) having grouping(n) = 0 order by n
select n, count(*) as c from v group by rollup(n) order by grouping(n), n
select count(*) as c from v where id < 0 group by rollup(n)
select count(*) as c from v where id < 0 group by grouping sets ((n), ())
select n, b, count(*) as c, grouping(n) as g from v group by cube(n, b) order by grouping(n) desc, n, b
select case when grouping(n) = 1 then 'all' else cast(n as string) end as k, sum(sm) as s from v group by rollup(n) order by k, s
select id % 2 as i, count(*) as c from v group by rollup(i) order by i
select n, count(distinct b) as c from v group by rollup(n) order by n, c
select n, count(*) as c from v group by (n) order by n
select count(*) as c from v group by grouping sets (())
select n, b, max(s) as c from (select * from v) q group by cube(q.n, q.b) order by n, b, c
select s from v group by rollup(s) order by s
select x.n, y.b, count(*) as c from v x join v y on x.id = y.id group by rollup(x.n, y.b) order by n, b, c
select q.n, grouping(q.n) as g, grouping(n) as h from (select * from v) q group by cube(n, q.b) order by n, g
select array_distinct(['b','a','b']) as a, array_distinct([1.5, 1.5]) as b, list_distinct([true,true]) as c
select array_distinct(array_agg(n order by id)) as a, array_sort(array_agg(s order by id)) as b, cardinality(array_agg(n)) as c from v
select array_distinct(make_array(n, 1, n, null, sm)) as a from v order by id
select array_except([1,2,3,null,1],[2]) as a, array_intersect([1,2,null],[2,3,null]) as b, array_union([1,2,2],[2,3,null]) as c
select array_except(make_array(n,1),make_array(2,3)) as a, array_union(make_array(n,n),make_array(n,1)) as b, array_has_any(make_array(n,1), make_array(2)) as c, array_has_all(make_array(n,1), make_array(2)) as d  from v order by id
select array_except(make_array(s, os), make_array(os)) as a, array_intersect(make_array(d, odt), make_array(odt)) as b, array_union(make_array(b, ob), make_array(ob)) as c from v order by id
select array_has_any(make_array(n, 5), make_array(oi, 5)) as a, array_has_all(make_array(n, oi), make_array(oi)) as b, array_has_any(make_array(n, 9), make_array(oi, 8)) as c from v order by id
select array_pop_back([1,2]) as e, array_pop_front([1,2]) as f, array_replace([1,2,1],1,5) as h, flatten([[1],[2]]) as k, cardinality([1,2]) as l, array_has_all([1,2],[1]) as m, array_has_any([1],[2]) as n
select array_pop_back(array_pop_back([1])) as e, array_pop_front(array_pop_front([1])) as f, cardinality(array_remove_all([1],1)) as g
select array_remove(['a','b'], 'a') as a, array_remove_all(['a','b','a'], 'a') as b
select array_remove([1,2,1], cast(1 as int)) as a
select array_remove([1,2], 2.0) as a
select array_remove([1,null,2], null) as a
select array_remove(array_remove(array_remove([1,2,3],1),2),9) as a, array_distinct(array_distinct([1,1,2])) as b
select array_remove(make_array(n, 1, n), n) as a, array_remove_all(make_array(n, 1, n), n) as b, list_remove([1,2],1) as c from v order by id
select array_replace_all([1,2,1],1,5) as h, array_replace(make_array(n,1),n,7) as a, array_replace_all(make_array(n,1,n),n,7) as b from v order by id
select array_sort([3,1,null,2], 'DESC') as a, array_sort([3,1,null,2], 'asc') as b, array_sort(['b','a','é','B']) as c, array_sort([1.5, -2.5]) as d
select array_sort([3,1], 'DESC', 'nulls last') as a
select array_sort(make_array(f64, od, cast('nan' as double))) as a, array_sort(make_array(s, os), 'DESC') as b, array_sort(make_array(t, ot)) as c from v order by id
select array_sort(make_array(sm, id, n)) as a from v order by id
select arrow_typeof(median(x)) as t, median(x) as m from (values (cast(1 as tinyint)), (cast(2 as tinyint))) t(x)
select flatten([[1,null],null]) as a, flatten([[[1]],[[2]]]) as b
select initcap('e' || chr(769) || 'a') as a, initcap('a_b.c,d-e1f') as b
select initcap('hello wOrld-foo_bar 3abc éa ßx ǆx') as a, initcap(s) as b, initcap(os) as c, initcap('') as d from v order by id
select initcap('ⓐb éÀ 日本x x''y') as a
select list_distinct([1, cast(1 as int)]), list_remove([sm, cast(id as bigint)],1), array_remove([sm, cast(id as bigint)],1) from v order by id limit 3
select list_pop_back([cast(id as bigint)]) from v order by id limit 1
select list_replace([1],1,2), list_replace_all([1],1,2), list_has_all([1],[1]), list_has_any([1],[1]), list_except([1],[2]), list_intersect([1],[1]), list_union([1],[1]), flatten([[1]]), cardinality([1]), initcap('a'), make_time(1,2,3), to_time('12:34'), digest('a', 'sha512')
select list_sort([1,2]), array_sort([1,2], 'DESC') from v limit 1
select list_sort([1,2]), list_distinct([1]), list_remove([1],1), quantile_cont(sm, 0.5), regexp_count('a','a'), regexp_instr('a','a',1), sha224('a'), list_remove_all([1],1), list_pop_back([1]), list_pop_front([1]) from v group by 1,2,3,5,6,7,8,9,10
select list_sort([cast(id as bigint)]) from v order by id limit 1
select make_time(23, 59, 59) as a
select make_time(n, 2, 3) as a from v order by id
select median(dec) as a, median(f64) as b, median(i64) as c, median(u64) as d, median(oi) as e, median(i8) as f from v
select median(dec) from v where n = 1
select median(distinct sm) as a, median(sm) filter (where n = 1) as b, median(dec) filter (where n = 7) as c from v
select median(f64) as a from v
select median(i64), median(i32), median(u64) from v
select median(sm), median(f32), median(dec) from v
select median(x) from (values (1), (2)) t(x)
select median(x) from (values (9223372036854775807), (9223372036854775805)) t(x)
select median(x) from (values (arrow_cast(1.5, 'Float32')), (arrow_cast(2.25, 'Float32'))) t(x)
select median(x) from (values (cast(-1.01 as decimal(5,2))), (cast(-1.02 as decimal(5,2)))) t(x)
select median(x) from (values (cast(1.01 as decimal(5,2))), (cast(1.02 as decimal(5,2)))) t(x)
select n, median(dec) as d, median(f32) as f, median(i64) as i, median(u8) as u, median(od) as o from v group by n order by n
select n, percentile_cont(f32, 0.3) as a, percentile_cont(f64, 0.77) as b, percentile_cont(od, 0.01) as c, percentile_cont(dec, 0.9) as d, percentile_cont(i8, 0.123456789) as e, median(dec) as f, median(f32) as g from v group by n order by n
select n, percentile_cont(sm, 0.3) as a, quantile_cont(sm, 0.2) as b from v group by n order by n
select percentile_cont(0.25) within group (order by sm desc) from v
select percentile_cont(0.25) within group (order by sm) from v
select percentile_cont(distinct sm, 0.5) as a from v
select percentile_cont(f64, 0.5) + 1 as a from v having percentile_cont(sm, 0.5) > 0
select percentile_cont(n, 0.3) filter (where b) as a, percentile_cont(sm, 0.0) as b, percentile_cont(sm, 1.0) as c, percentile_cont(n, 0.7) as d, percentile_cont(f64, 0.35) as e from v
select percentile_cont(sm, 0.3) as a, percentile_cont(0.3) within group (order by sm desc) as b, percentile_cont(f32, 0.1) as c, percentile_cont(dec, 0.5) as d,  percentile_cont(u64, 0.5) as e from v
select percentile_cont(sm, 0.3) filter (where id > 3) from v
select percentile_cont(sm, 0.3) from v
select percentile_cont(sm, 1) as a from v
select quantile_cont(sm, 0.5) from v
select regexp_count('aXbX', 'x', 1, 'i') as c, regexp_count('aé日a', 'a', 3) as e, regexp_count('aa', '^a') as f, regexp_count('aa','a',2) as g, regexp_count(os, 'a') as a from v order by id
select regexp_count('aab', 'a+') as a, regexp_count('ab12', '\\d{1,2}|[a-z]') as b, regexp_count('a-b', '\\ba') as c, regexp_count('xx', '(?i)X') as d, regexp_count('(a)', '\\(') as e, regexp_count('a]b', '[]a]') as f, regexp_count('ab', '(?P<x>a)b') as g
select regexp_count('abab', '(a)(b)') as a, regexp_count('a\\nb', '.') as b, regexp_count('xabx', 'ab|b') as c, regexp_count(null, 'a') as d, regexp_count('a', 'a', 5) as e
select regexp_count(s, '\\w+') as a, regexp_count(s, '^.') as b, regexp_count(s, '.$') as c, regexp_count(os, '[^a-z]') as d, regexp_instr(s, '[,"]') as e, regexp_instr(os, '(?i)[ABC]+$') as f from v order by id
select regexp_instr('abc', 'a', 5) as a, regexp_instr('abc', '^b', 2) as b, regexp_instr('Abc', '(?i)a') as c, regexp_instr('a' || chr(10) || 'b', 'b') as d, regexp_instr('a' || chr(10) || 'b', '^b') as e, regexp_instr('a' || chr(10) || 'b', '(?m)^b') as f
select regexp_instr('日本a', 'a') as a, regexp_instr('abc', 'x') as b, regexp_instr('abcabc', 'b', 3) as c, regexp_instr('abc', 'c$') as d, regexp_instr('', 'a') as e, regexp_instr(null, 'a') as f,  regexp_instr('a.b', '\\.') as h, regexp_instr(s, '[0-9]+') as i, regexp_instr(os, '[^0-9]') as j from v order by id
select sha224(x) as a, sha384(s) as b, sha512(os) as c, digest(s, 'sha224') as d, digest(s, 'sha512') as e, digest(x, 'sha384') as f from v order by id
select sha512(repeat('abc', id)) as a, sha384(repeat('é', id)) as b, sha224(repeat('x', id * 2)) as c, sha512(repeat('abc', id * 3)) as d from v order by id
select to_time('12:34:56.1234567891') as b
select to_time('12:34:56.789') as a, to_time('1:2:3') as b, to_time('12:34:56.123456789') as c
select to_time('1:02') as b
select to_time(null) as b
select map(['a','b'],[1,2])['a'] as a, map(['a','b'],[1,2])['x'] as b
select map_keys(map(['a','b'],[1,2])) as b, map_values(map(['a','b'],[1,null])) as c, map_extract(map(['a','b'],[1,2]), 'a') as d, map_extract(map(['a'],[1]), 'x') as e, cardinality(map(['a'],[1])) as f
select map {'a': 1, 'b': 2}['b'] as a
select arrow_cast(90061, 'Duration(Second)') as d
"""


def case_fixed():
    compare([q for q in FIXED.strip().split("\n") if q], prepare())


def case_random():
    path, grammar = prepare(), Grammar(SEED)
    compare([grammar.query() for _ in range(COUNT)], path, may_fail=True)


if __name__ == "__main__":
    main(globals())
