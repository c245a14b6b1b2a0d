"""A program that stands for the command line where a shell starts it: it asks the warm one and ends as that does.

It is started by its name with `python -I -S -B`, for every run anew, so it imports next to nothing. What it was
started with goes along: arguments, environment, working directory, open files, limits, ignored signals.
"""

from __future__ import annotations

import _socket
import marshal
import os
import resource
import sys

_LIMITS = tuple(sorted(value for name, value in vars(resource).items() if name.startswith("RLIMIT_")))


def circumstances() -> dict[str, object]:
    """What this process hands down to a program that it starts, beside its files and its environment."""
    with open("/proc/self/status") as status:  # noqa: PTH123 - pathlib takes longer than the run
        ignored = next(line.split()[1] for line in status if line.startswith("SigIgn:"))
    mask = os.umask(0)
    os.umask(mask)
    limits = {each: resource.getrlimit(each) for each in _LIMITS}
    return {"ignored": int(ignored, 16), "mask": mask, "limits": limits}


def ask(address: str, request: dict[str, object], files: dict[int, int]) -> _socket.socket:
    """A connection on which the process id of the run arrives, then its exit code, each a line.

    `files` are the descriptors of ours by what they are called in the run; -1 is its working directory.
    """
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    connection.connect(address)
    content = marshal.dumps({**request, "files": list(files)})
    descriptors = b"".join(each.to_bytes(4, sys.byteorder) for each in files.values())
    rights = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, descriptors)]
    connection.sendmsg([len(content).to_bytes(4, "big")], rights)
    connection.sendall(content)
    return connection


def _open_files() -> dict[int, int]:
    found = {}
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208
        try:
            os.fstat(int(name))
        except OSError:  # what listed them
            continue
        found[int(name)] = int(name)
    return found


def _main() -> None:
    files = _open_files()
    files[-1] = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    request = {"arguments": sys.argv[2:], "environment": dict(os.environ), **circumstances()}
    connection = ask(sys.argv[1], request, files)
    said = b""
    while piece := connection.recv(64):
        said += piece
    code = int(said.split()[1])
    if code < 0:
        os.kill(os.getpid(), -code)
    os._exit(code)


if __name__ == "__main__":
    _main()
