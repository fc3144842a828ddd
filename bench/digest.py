"""SHA3-256 of many streams over OpenSSL's one."""
import subprocess

from common import measurement, target


@measurement
def digest(table, args):
    for line in subprocess.run([target("bench_digest")], capture_output=True, text=True, check=True).stdout.split("\n"):
        if line:
            what, value, least = line.split("\t")
            ratio = float(value.split()[-2]) if value.endswith(" x") else None
            table.add("digest", what, value, f">= {least} x" if least else "", ratio >= float(least) if least else None)
