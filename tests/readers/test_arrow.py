"""Arrow IPC files and streams of pyarrow: all types, codecs, dictionaries, batches; and damaged ones."""
import io
import random
import sys
import pathlib

import pyarrow as pa

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import generate as g
import mutate
import test_parquet as p
from probe import SEED, Crash, Probe, often, plain
from cases import Failed, check, equal, main

PROBE = Probe()
STEP = {"kind": "NdJson"}  # no source declares Arrow


def written(r: random.Random, table: pa.Table) -> bytes:
    out = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression=r.choice([None, "lz4", "zstd"]), emit_dictionary_deltas=r.random() < 0.5,
                                     use_legacy_format=r.random() < 0.2)
    make = r.choice([pa.ipc.new_file, pa.ipc.new_stream])
    with make(out, table.schema, options=options) as w:
        for batch in table.to_batches(max_chunksize=r.choice([1, 7, 100, 100000])):
            w.write_batch(batch)
    return out.getvalue()


def variants(r: random.Random, table: pa.Table) -> pa.Table:
    """The same values in other layouts: large offsets, views, dictionaries, slices of longer columns."""
    columns, fields = [], []
    for field, column in zip(table.schema, table.columns):
        t, way = field.type, r.randrange(6)
        if pa.types.is_string(t):
            t = [t, pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), t), pa.dictionary(pa.int32(), t), t][way]
        elif pa.types.is_binary(t):
            t = [t, pa.large_binary(), pa.binary_view(), t, t, t][way]
        elif pa.types.is_list(t) and way == 1:
            t = pa.large_list(t.value_field)
        if pa.types.is_dictionary(t):
            try:
                column = column.combine_chunks().dictionary_encode().cast(t) if column.num_chunks else column.cast(t)
            except pa.ArrowInvalid:  # more values than the index type counts
                t = field.type
        elif t != field.type:
            column = column.cast(t)
        columns.append(column)
        fields.append(pa.field(field.name, t, field.nullable))
    table = pa.Table.from_arrays(columns, schema=pa.schema(fields))
    return table.slice(r.randrange(3), max(0, table.num_rows - 3)) if r.random() < 0.5 else table


def case_pyarrow_files():
    for i in range(often("ROUNDS", 60)):
        r = random.Random(f"arrow {SEED} {i}")
        cols = g.columns(r, [*p.KINDS, *(g.nested(r) for _ in range(8))], r.randint(1, 8))
        rows = [[p.value(r, k) for _, k in cols] for _ in range(r.choice([0, 4, 9, 100, 700]))]
        arrays = [p.arrow_array([row[c] for row in rows], p.arrow_type(k[:-1])) for c, (_, k) in enumerate(cols)]
        table = pa.Table.from_arrays(arrays, schema=pa.schema([pa.field(n, p.arrow_type(k[:-1]), k[-1] == "?") for n, k in cols]))
        table = variants(r, table)
        data = written(r, table)
        want = [list(row) for row in zip(*map(plain, table.columns))]
        what = f"arrow, seed {SEED}, round {i}, {g.notation(cols)}"
        for step in (STEP, {"kind": "NdJson", "columns": g.notation(cols)}):
            answer = p.read(what, step, data, input_format="arrow", stream=r.random() < 0.3)
            check(answer.ok, f"{what}: {answer}; {p.keep(data)}")
            p.same(what, answer.rows(), want, table.column_names, data)


def theirs(data: bytes):
    """What pyarrow reads, or None."""
    try:
        source = pa.BufferReader(data)
        opened = pa.ipc.open_file(source) if data.startswith(b"ARROW1") else pa.ipc.open_stream(source)
        table = opened.read_all()
        table.validate(full=True)
        return table.column_names, [list(row) for row in zip(*map(plain, table.columns))]
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, NotImplementedError):
        return None


def case_damaged():
    table = pa.table({"a": pa.array([1, None, 3, 4], pa.int64()), "b": ["x", "yy", None, "x"], "c": [[1], [], None, [2, None]],
                      "d": pa.array([{"m": 1.5}, None, {"m": None}, {"m": 2.0}]), "e": pa.array(["k", "l", "k", None]).dictionary_encode()})
    for k in range(6):
        base = written(random.Random(k), table)
        for i in range(often("MUTANTS", 600)):
            r = random.Random(f"arrow {k} {SEED} {i}")
            data = mutate.mutant(r, base, mutate.BINARY)
            try:
                answer = PROBE.read(STEP, data, input_format="arrow", stream=r.random() < 0.2)
                if not answer.ok:
                    check(answer.error["code"] in ("KAMU_E_INPUT", "KAMU_E_LIMIT", "KAMU_E_UNSUPPORTED"), f"code {answer}")
                    check(answer.message.strip() and "nternal error" not in answer.message, f"message {answer}")
                    continue
                known = theirs(data)
                if known is not None and known[0] == answer.notation_names():
                    equal(answer.rows(), known[1], "other rows than pyarrow reads")
            except (Failed, Crash) as why:
                raise Failed(f"base {k}, mutant {i} of seed {SEED}: {why}; {p.keep(data)}") from None


if __name__ == "__main__":
    sys.exit(main(globals()))
