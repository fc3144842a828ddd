"""Large inputs through a pipe: memory does not grow with them."""
import os
import pathlib
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from test_real_files import dataset, slices
from cases import KAMU, NOW, Skipped, check, equal, main

MIB = 1 << 20
SIZE = 150 * MIB if os.environ.get("PRESET", "dev") == "dev" else 0  # a sanitizer's memory says nothing


def stream(first: bytes, block: bytes, times: int, last: bytes) -> int:
    """Pushes first + block * times + last; the peak of resident memory in MiB."""
    if not SIZE:
        raise Skipped("not in this build")
    env = dict(os.environ, NO_COLOR="1", HOME=os.environ["CASE_HOME"])
    with open("stderr", "wb") as said:
        child = subprocess.Popen([KAMU, "--system-time", NOW, "ingest", "d", "--stdin"], stdin=subprocess.PIPE, stdout=said, stderr=said, env=env)

        def feed():
            try:
                child.stdin.write(first)
                for _ in range(times):
                    child.stdin.write(block)
                child.stdin.write(last)
                child.stdin.close()
            except BrokenPipeError:
                pass
        feeder = threading.Thread(target=feed)
        feeder.start()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        feeder.join()
    text = pathlib.Path("stderr").read_text()
    equal(child.returncode, 0, text)
    check("Dataset updated" in text, text)
    return usage.ru_maxrss // 1024


def rows() -> int:
    import pyarrow.parquet as pq
    return sum(pq.ParquetFile(p).metadata.num_rows for p in pathlib.Path(".kamu/datasets").glob("*/data/*"))


LIMIT = 256  # MiB; the program's own budget for a push is 192


def case_csv():
    dataset({"kind": "Csv"}, {"kind": "Append"}, "event_time:ts! a:i64! b:str! c:f64!")
    lines = b"".join(b"2020-01-01T00:00:%02dZ,%d,\"some text, quoted %d\",%d.25\n" % (i % 60, i, i % 7, i) for i in range(20000))
    times = SIZE // len(lines)
    peak = stream(b"", lines, times, b"")
    equal(rows(), 20000 * times, "rows")
    check(peak <= LIMIT, f"{peak} MiB for {SIZE // MIB} MiB")


def case_json_array_in_one_line():
    dataset({"kind": "Json", "subPath": "data"}, {"kind": "Append"}, "event_time:ts! a:i64! b:str! c:f64!")
    records = b"".join(b'{"event_time":"2020-01-01T00:00:%02dZ","a":%d,"b":"some \\"text\\" %d","c":%d.25},' % (i % 60, i, i % 7, i) for i in range(20000))
    times = SIZE // len(records)
    peak = stream(b'{"data":[', records, times, records[:-1] + b"]}")
    equal(rows(), 20000 * (times + 1), "rows")
    check(peak <= LIMIT, f"{peak} MiB for {SIZE // MIB} MiB")


def case_ndjson_without_schema():
    """Inference looks at everything, so what is read is kept: on disk, not in memory."""
    dataset({"kind": "NdJson"}, {"kind": "Append"})
    records = b"".join(b'{"event_time":"2020-01-01T00:00:%02dZ","a":%d,"b":"text %d","c":%d.25}\n' % (i % 60, i, i % 7, i) for i in range(20000))
    times = SIZE // 2 // len(records)
    peak = stream(b"", records, times, b"")
    equal(rows(), 20000 * times, "rows")
    check(peak <= LIMIT, f"{peak} MiB for {SIZE // 2 // MIB} MiB")


def case_one_huge_quoted_field():
    """A single value has to be held, a few times over; no more."""
    dataset({"kind": "Csv"}, {"kind": "Append"}, "a:i64! b:str!")
    block = b"0123456789abcdef, \n" * 55188  # 1 MiB
    peak = stream(b'1,small\n2,"', block, 48, b'"\n3,small\n')
    table = slices()
    equal(table.column("a").to_pylist(), [1, 2, 3], "rows")
    equal(table.column("b")[1].as_py().encode() == block * 48, True, "the field")
    check(peak <= 12 * 48, f"{peak} MiB for a field of 48 MiB")


if __name__ == "__main__":
    sys.exit(main(globals()))
