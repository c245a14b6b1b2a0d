"""The tests on several processes, which are copies of one that has collected them all.

A process of its own for every part of the tests would import and collect everything once more: half a minute of
processor time for each. Here one collects, starts the warm command line meanwhile, and forks; a copy is handed
one file of tests after the other, a long one in pieces, and sends back its reports.

    pytest --processes 4
"""

from __future__ import annotations

import atexit
import os
import pickle
import selectors
import socket
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Literal, NamedTuple, NoReturn

import pytest
from _pytest.capture import CaptureManager
from _pytest.terminal import TerminalReporter
from msgspec import Struct, field

from analyzer.engine.fork_messages import exactly
from analyzer.lazy_regex import compile_all
from tests.support import warm_start

PIECES_A_PROCESS = 8
"""Into at least so many pieces the work of a process is cut: what is left at the end is shared, too."""
_SIZE = 4
_MORE, _BEGUN, _REPORTS = "more", "begun", "reports"
_OF_ALL = vars(pytest.TestReport("", ("", None, ""), {}, "passed", None, "call")).keys()
_shared: Path | None = None


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A temporary folder that is the same for all processes that the tests of a run are on."""
    return _shared or factory.getbasetemp()


def begin() -> None:
    """What takes its time beside the collection."""
    warm_start.command()


def run_on(processes: int, session: pytest.Session) -> None:
    """Run all items of the session; whatever `pytest_runtestloop` raises at a failure."""
    global _shared
    factory: pytest.TempPathFactory = session.config._tmp_path_factory  # type: ignore[attr-defined]
    _shared = factory.getbasetemp()
    compile_all()  # once, where each copy would do it
    _locate(session.items)
    _Pool(processes, session).run()


def _locate(items: Sequence[pytest.Item]) -> None:
    """What every test is asked for here and in its copy is looked up once for all examples of a function."""
    places: dict[object, tuple[str, int | None]] = {}
    for item in items:
        if isinstance(item, pytest.Function):
            if item.function not in places:
                places[item.function] = item.location[:2]
            vars(item)["location"] = (*places[item.function], item.getmodpath())


class _Line:
    """One side of the talk of two processes: values of Python's own types, each with its size before it."""

    def __init__(self, end: socket.socket) -> None:
        self.socket = end

    def send(self, *message: object) -> None:
        content = pickle.dumps(message)
        self.socket.sendall(len(content).to_bytes(_SIZE, "big") + content)

    def receive(self) -> tuple[Any, ...] | None:
        """The next message; None at the end."""
        try:
            size = exactly(self.socket, _SIZE)
            content = None if size is None else exactly(self.socket, int.from_bytes(size, "big"))
        except ConnectionError:
            return None
        return None if content is None else pickle.loads(content)


class _Copy(Struct):
    """A process at work, as the one that hands out the work sees it."""

    process: int
    line: _Line
    begins_with_few: bool
    items: deque[int] = field(default_factory=deque)
    """What it was given and has not begun."""
    at: int | None = None

    def next_of(self, waiting: deque[list[int]]) -> list[int]:
        """Where a file has few tests, they wait for programs that they start; where it has many, they compute.

        So one half of the processes begins at the one end and the other at the other: the processors are busy
        all the time, and what takes longest is not left for the end.
        """
        if not waiting:
            return []
        return waiting.popleft() if self.begins_with_few else waiting.pop()


class _Pool:
    def __init__(self, processes: int, session: pytest.Session) -> None:
        self._processes = processes
        self._session = session
        places = groupby(range(len(session.items)), lambda number: session.items[number].path)
        most = len(session.items) // (processes * PIECES_A_PROCESS) + 1
        pieces = (piece for _path, numbers in places for piece in _pieces(list(numbers), most))
        self._waiting = deque(sorted(pieces, key=len))
        self._copies: list[_Copy] = []
        self._selector = selectors.DefaultSelector()
        self._started = 0

    def run(self) -> None:
        try:
            for _ in range(min(self._processes, len(self._waiting))):
                self._start()
            while self._copies:
                for key, _events in self._selector.select():
                    self._hear(key.data)
                    if self._session.shouldfail:
                        raise self._session.Failed(self._session.shouldfail)
                    if self._session.shouldstop:
                        raise self._session.Interrupted(self._session.shouldstop)
        finally:
            for copy in self._copies:
                copy.line.socket.close()
                os.waitpid(copy.process, 0)

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        self._started += 1
        sys.stdout.flush()
        sys.stderr.flush()
        process = os.fork()
        if process == 0:
            ours.close()
            self._selector.close()
            for copy in self._copies:
                copy.line.socket.close()
            _work(self._session, f"process-{self._started}", _Line(theirs))
        theirs.close()
        copy = _Copy(process, _Line(ours), begins_with_few=self._started % 2 == 1)
        self._copies.append(copy)
        self._selector.register(ours, selectors.EVENT_READ, copy)

    def _hear(self, copy: _Copy) -> None:
        message = copy.line.receive()
        hook = self._session.config.hook
        match message:
            case None:
                self._part(copy)
            case (str(kind),) if kind == _MORE:
                numbers = copy.next_of(self._waiting)
                copy.items.extend(numbers)
                copy.line.send(numbers)
            case (str(kind), int(number)) if kind == _BEGUN:
                copy.at = copy.items.popleft()
                assert copy.at == number
                item = self._session.items[number]
                hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
            case (str(kind), list(reports)) if kind == _REPORTS:
                assert copy.at is not None
                item = self._session.items[copy.at]
                for each in reports:
                    hook.pytest_runtest_logreport(report=self._report(item, each))
                copy.at = None
                hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)

    def _report(self, item: pytest.Item, sent: object) -> pytest.TestReport:
        if isinstance(sent, _Passed):
            return pytest.TestReport(
                item.nodeid,
                item.location,
                {},
                "passed",
                None,
                sent.when,
                duration=sent.duration,
                start=sent.start,
                stop=sent.stop,
            )
        hook = self._session.config.hook
        report: pytest.TestReport = hook.pytest_report_from_serializable(
            config=self._session.config, data=sent
        )
        return report

    def _part(self, copy: _Copy) -> None:
        """It has ended. If it died, its test has failed, and another process does the rest."""
        self._selector.unregister(copy.line.socket)
        copy.line.socket.close()
        self._copies.remove(copy)
        code = os.waitstatus_to_exitcode(os.waitpid(copy.process, 0)[1])
        if copy.at is not None:
            item = self._session.items[copy.at]
            said = f"the process of the test ended with {code}"
            report = pytest.TestReport(item.nodeid, item.location, {}, "failed", said, "call")
            self._session.config.hook.pytest_runtest_logreport(report=report)
        elif code != 0:
            raise RuntimeError(f"a process of the tests ended with {code}")
        if copy.items:
            self._waiting.appendleft(list(copy.items))
        if self._waiting and len(self._copies) < self._processes:
            self._start()


def _pieces(numbers: list[int], most: int) -> Iterator[list[int]]:
    """The tests of one file in pieces of at most so many."""
    for start in range(0, len(numbers), most):
        yield numbers[start : start + most]


def _work(session: pytest.Session, name: str, line: _Line) -> NoReturn:
    """The life of a copy, which ends here."""
    code = 1
    try:
        atexit._clear()  # those are for the process that was copied
        _become(session.config, name)
        session.config.pluginmanager.register(_Sender(line, session.config), "sender of reports")
        for number, item, following in _given(session.items, line):
            line.send(_BEGUN, number)
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        code = 0
    except (BrokenPipeError, KeyboardInterrupt):
        session._setupstate.teardown_exact(None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        atexit._run_exitfuncs()
        line.socket.close()
        os._exit(code)


def _given(
    items: Sequence[pytest.Item], line: _Line
) -> Iterator[tuple[int, pytest.Item, pytest.Item | None]]:
    """What this process is to run, with its number, and what comes after it."""

    def more() -> list[int]:
        line.send(_MORE)
        found = line.receive()
        if found is None:
            raise BrokenPipeError
        (numbers,) = found
        assert isinstance(numbers, list)
        return numbers

    numbers = more()
    while numbers:
        for here, after in pairwise(numbers):
            yield here, items[here], items[after]
        here, numbers = numbers[-1], more()
        yield here, items[here], items[numbers[0]] if numbers else None


def _become(config: pytest.Config, name: str) -> None:
    """Files of its own to capture what is printed, a temporary folder of its own, and no terminal."""
    capture: CaptureManager | None = config.pluginmanager.getplugin("capturemanager")
    if capture is not None and capture.is_globally_capturing():
        capture.suspend_global_capture(in_=True)
        capture.read_global_capture()
        capture.stop_global_capturing()
        capture.start_global_capturing()
    factory: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
    folder = shared_folder(factory) / name
    folder.mkdir(mode=0o700)
    factory._basetemp = folder
    reporter = config.pluginmanager.unregister(name="terminalreporter")
    assert isinstance(reporter, TerminalReporter)
    config.pluginmanager.register(_Silent(reporter), "terminalreporter")


class _Silent:
    """Stands for the reporter where nothing is reported: what is told at a timeout is told by its writer."""

    def __init__(self, reporter: TerminalReporter) -> None:
        self._tw = reporter._tw


class _Passed(NamedTuple):
    """All that is told of a part of a test that passed and said nothing."""

    when: Literal["setup", "call", "teardown"]
    duration: float
    start: float
    stop: float


class _Sender:
    """Sends what is reported of a test when it has ended."""

    def __init__(self, line: _Line, config: pytest.Config) -> None:
        self._line = line
        self._config = config
        self._reports: list[object] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._reports.append(self._sent(report))
        if report.when == "teardown":
            self._line.send(_REPORTS, self._reports)
            self._reports = []

    def _sent(self, report: pytest.TestReport) -> object:
        if not report.passed:
            return self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        if vars(report).keys() == _OF_ALL and not report.sections and not report.user_properties:
            return _Passed(report.when, report.duration, report.start, report.stop)
        report.keywords = {}  # nobody asks for those of what passed
        return self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
