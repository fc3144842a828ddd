"""Counts test cases; the last line that a run prints is `N passed, N failed, N skipped`."""
import sys


class Report:
    def __init__(self, verbose: bool = False):
        self.passed = self.failed = self.skipped = 0
        self.failures: list[str] = []
        self.verbose = verbose

    def ok(self, name: str, cases: int = 1) -> None:
        self.passed += cases
        if self.verbose:
            print(f"ok       {name}" + (f" ({cases})" if cases > 1 else ""), flush=True)

    def fail(self, name: str, why: str = "", cases: int = 1) -> None:
        self.failed += cases
        self.failures.append(name)
        print(f"FAILED   {name}", flush=True)
        if why:
            print("    " + why.rstrip().replace("\n", "\n    "), flush=True)

    def skip(self, name: str, why: str, cases: int = 1) -> None:
        self.skipped += cases
        if self.verbose or cases > 1:
            print(f"skipped  {name}: {why}", flush=True)

    def section(self, title: str) -> None:
        print(f"== {title}", flush=True)

    def finish(self) -> int:
        """Prints the summary, alone on the last line; the exit code."""
        if self.failures:
            print("failed: " + " ".join(self.failures))
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped", flush=True)
        return 1 if self.failed else 0

    def to_stdout(self) -> "Report":
        sys.stdout.reconfigure(line_buffering=True)
        return self
