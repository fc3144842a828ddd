#!/usr/bin/env python3
"""accept.py FILE.t ...: replays transcripts of tests/cli with build/kamu and writes what it printed into them. Read the diff."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import transcripts

for name in sys.argv[1:]:
    path = pathlib.Path(name).resolve()
    with tempfile.TemporaryDirectory(prefix="kamu-t-") as scratch:
        scratch = pathlib.Path(scratch)
        env = transcripts.environment(transcripts.TOP / "build" / "kamu", scratch, path.parent, path.parent / "lib.sh")
        copy = scratch / path.name
        shutil.copy(path, copy)
        subprocess.run([transcripts.prysk(), "--shell", "/bin/bash", copy.name], cwd=scratch, env=env, capture_output=True)
        result = copy.with_name(copy.name + ".err")
        if result.exists():
            shutil.copy(result, path)
            print(f"changed  {name}")
        else:
            print(f"same     {name}")
