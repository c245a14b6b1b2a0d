"""How a scan grows with the length of a history and the number of files: processor time and memory.

    python -m benchmarks.scale [--commits 10000 100000] [--files 5000 50000]

Each size is a made-up repository, written with `git fast-import`: commits of 300 people that change two of
1,200 files, or one commit with so many Python modules that import one another. A row has the processor
seconds of the scan and of everything that it starts, those a thousand, and the memory of the largest process.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.processor_time import adopt_orphans, largest, spend
from tests.support.repositories import environment

PEOPLE, FILES, A_COMMIT = 300, 1_200, 2
WORDS = "fix add remove move update test model data train serve config schema index query cache retry".split()
FUNCTION = '''

def load_{number}_{part}(path: str, limit: int = {part}) -> list[dict[str, float]]:
    """Read the rows of a file, at most `limit` of them."""
    rows = []
    with open(path) as stream:
        for number, line in enumerate(stream):
            if number >= limit:
                logger.warning("cut at %s", number)
                break
            rows.append(json.loads(line))
    return rows
'''


def commits(count: int) -> Iterator[bytes]:
    """A history of so many commits, for `git fast-import`."""
    chance = random.Random(1)
    names = [f"src/part{number % 40:02}/module{number:04}.py" for number in range(FILES)]
    when = 1_200_000_000
    for number in range(count):
        when += chance.randrange(60, 600)
        who = int(chance.paretovariate(1.2)) % PEOPLE
        person = b"Dev %d <dev%d@example.org> %d +0000" % (who, who, when)
        subject = " ".join(chance.choice(WORDS) for _ in range(6)).encode()
        yield b"commit refs/heads/main\nauthor %s\ncommitter %s\n" % (person, person)
        yield _data(subject + b"\n\nBecause of " + subject + b".\n")
        for name in chance.sample(names, A_COMMIT):
            body = f"def f{number}(x):\n    return x + {number}\n".encode()
            yield b"M 100644 inline %s\n%s" % (name.encode(), _data(body))


def files(count: int) -> Iterator[bytes]:
    """One commit with so many modules of 1.6 kB."""
    yield b"commit refs/heads/main\ncommitter Dev <dev@example.org> 1700000000 +0000\n" + _data(b"first")
    for number in range(count):
        other = (7 * number + 1) % count
        head = "import json\nimport logging\n\n"
        head += f"from pkg{other // 500:03}.module{other:05} import load_{other}_0\n"
        body = "".join(
            FUNCTION.replace("{number}", str(number)).replace("{part}", str(part)) for part in range(4)
        )
        text = f"{head}\nlogger = logging.getLogger(__name__)\n{body}".encode()
        yield b"M 100644 inline pkg%03d/module%05d.py\n%s" % (number // 500, number, _data(text))


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def build(stream: Iterator[bytes], target: Path) -> Path:
    """The bare repository that the stream describes."""
    subprocess.run(
        ["git", "init", "--quiet", "--bare", "--template=", "--initial-branch=main", target],
        env=environment(),
        check=True,
    )
    with subprocess.Popen(
        ["git", "fast-import", "--quiet", "--depth=50"], cwd=target, env=environment(), stdin=subprocess.PIPE
    ) as writer:
        assert writer.stdin is not None
        writer.stdin.writelines(stream)
    return target


def measure(what: str, count: int, stream: Callable[[int], Iterator[bytes]], folder: Path) -> str:
    """A row of the table."""
    repository = build(stream(count), folder / f"{what}-{count}.git")
    report = folder / "report.json"
    # In a process of its own: of its children the one that wrote the repository is none.
    alone = [sys.executable, "-m", "benchmarks.scale", "--scan", str(repository), str(report)]
    seconds, most = map(
        float, subprocess.run(alone, check=True, capture_output=True, text=True).stdout.split()
    )
    (found,) = json.loads(report.read_text())["repositories"]
    unread = len(found["skipped_files"])
    problem = found["problem"] or (f"{unread:,} files not read" if unread else "read whole")
    each = 1000 * seconds / count
    return (
        f"{count:10,} {what:8} {seconds:8.1f} s {each:7.3f} s a thousand "
        f"{most / 1e6:7.0f} MB at most  {problem}"
    )


def scan(repository: str, report: str) -> None:
    """Print the processor seconds of one scan, and the bytes of memory of its largest process."""
    adopt_orphans()
    words = ["scan", repository, "--no-cache", "--timeout", "7200", "-f", "json", "-o", report]
    spent = spend([sys.executable, "-m", "analyzer.cli", *words])
    print(spent.seconds, largest())


def main() -> None:
    """Print a row a size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--commits", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--files", type=int, nargs="*", default=[5_000, 50_000])
    parser.add_argument("--scan", nargs=2, metavar=("REPOSITORY", "REPORT"), help="measure one scan alone")
    given = parser.parse_args()
    if given.scan is not None:
        scan(*given.scan)
        return
    with tempfile.TemporaryDirectory() as temporary:
        for count in given.commits:
            print(measure("commits", count, commits, Path(temporary)), flush=True)
        for count in given.files:
            print(measure("files", count, files, Path(temporary)), flush=True)


if __name__ == "__main__":
    main()
