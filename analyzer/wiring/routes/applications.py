"""Programs that people start and use: windows, bots, pages, terminals, schedulers; and what packages them.

The other side of a service: nothing calls them over a network, and they run all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from posixpath import basename

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import package_of
from analyzer.wiring.roles import is_example_path, is_test


class Toolkit(Struct, frozen=True, dict=True):
    """A way to write an application: its packages, and the calls or base classes that make one run.

    `calls` and `bases` are last parts of dotted names. `page`: what it shows is a page in a browser, which
    libraries and papers have as a demonstration.
    """

    name: str
    packages: frozenset[str]
    calls: frozenset[str] = frozenset()
    bases: frozenset[str] = frozenset()
    page: bool = False

    @cached_property
    def roots(self) -> frozenset[str]:
        """The packages by the first part of their names."""
        return frozenset(each.partition(".")[0] for each in self.packages)


def _toolkit(name: str, packages: str, calls: str = "", bases: str = "", *, page: bool = False) -> Toolkit:
    return Toolkit(name, word_set(packages), word_set(calls), word_set(bases), page)


TOOLKITS = (
    _toolkit("a window (Tk)", "tkinter Tkinter customtkinter ttkbootstrap", "mainloop"),
    _toolkit("a window (Qt)", "PyQt4 PyQt5 PyQt6 PySide2 PySide6 PySide qtpy", "QApplication"),
    _toolkit("a window (wxPython)", "wx", "MainLoop"),
    _toolkit("a window (GTK)", "gi", "Application main", "Application"),
    _toolkit("a window (Kivy)", "kivy kivymd", "runTouchApp", "App MDApp"),
    _toolkit("a window (PySimpleGUI)", "PySimpleGUI FreeSimpleGUI", "Window"),
    _toolkit("a window (Dear PyGui)", "dearpygui", "start_dearpygui"),
    _toolkit("a window (pywebview)", "webview", "start"),
    _toolkit("a window (Toga)", "toga", "main_loop", "App"),
    _toolkit("a window (Flet)", "flet", "app"),
    _toolkit("a game (pygame)", "pygame", "set_mode"),
    _toolkit("a game (Arcade)", "arcade", "run", "Window"),
    _toolkit("a terminal application (Textual)", "textual", "", "App"),
    _toolkit("a terminal application (curses)", "curses", "wrapper"),
    _toolkit("a bot (Telegram)", "telegram", "run_polling start_polling run_webhook start_webhook"),
    _toolkit("a bot (Telegram)", "aiogram telebot", "start_polling polling infinity_polling run_webhook"),
    _toolkit("a bot (Telegram)", "pyrogram telethon", "run run_until_disconnected idle"),
    _toolkit("a bot (Discord)", "discord nextcord disnake interactions", "run start", "Bot Client"),
    _toolkit("a bot (Slack)", "slack_bolt slackbot", "start SocketModeHandler AsyncSocketModeHandler"),
    _toolkit("a bot (LINE)", "linebot", "WebhookHandler"),
    _toolkit("a bot (Matrix)", "nio", "sync_forever"),
    _toolkit("a bot (VK)", "vkbottle vk_api", "run_forever listen"),
    _toolkit("scheduled jobs", "apscheduler", "start"),
    _toolkit("scheduled jobs", "schedule", "run_pending"),
    _toolkit("a page (Streamlit)", "streamlit", "title header write set_page_config button", page=True),
    _toolkit("a page (Gradio)", "gradio", "launch queue", page=True),
    _toolkit("a page (Dash)", "dash", "run run_server", page=True),
    _toolkit("a page (Panel)", "panel", "servable serve", page=True),
    _toolkit("a page (Shiny)", "shiny", "App", page=True),
    _toolkit("a page (NiceGUI)", "nicegui", "run", page=True),
    _toolkit("a page (Chainlit)", "chainlit", "on_message", page=True),
    _toolkit("a page (Taipy)", "taipy taipy.gui", "run Gui", page=True),
)  # fmt: skip
# Files that package a program for the machines of its users.
PACKAGED_FILES = (
    (lazy_regex(r"(?:.*/)?AndroidManifest\.xml"), "an Android application"),
    (lazy_regex(r"(?:.*/)?[^/]+\.xcodeproj/project\.pbxproj"), "an application for Apple's systems"),
    (lazy_regex(r"(?:.*/)?snapcraft\.ya?ml"), "packaged as a snap"),
    (lazy_regex(r"(?:.*/)?[^/]+\.desktop"), "installed as a desktop application"),
    (lazy_regex(r"(?:.*/)?electron-builder\.(?:ya?ml|json5?)"), "packaged with Electron"),
    (lazy_regex(r"(?:.*/)?[^/]+\.iss"), "packaged with an installer"),
)
PYINSTALLER_FILE = lazy_regex(r"(?:.*/)?[^/]+\.spec")


class Application(Struct, frozen=True):
    """A place that shows a program for people.

    `page`: it may be the demonstration of something else, or the command line of a library.
    """

    path: str
    line: int
    what: str
    page: bool = False


@derived
def applications(repo: Snapshot) -> tuple[Application, ...]:
    """The programs for people, windows and bots before pages; none in tests and examples."""
    found = [*_written(repo), *_packaged(repo)]
    return tuple(sorted(found, key=lambda each: (each.page, each.path, each.line)))


def _written(repo: Snapshot) -> Iterator[Application]:
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        roots = {each.module.partition(".")[0] for each in facts.imports}
        for toolkit in TOOLKITS:
            line = None if toolkit.roots.isdisjoint(roots) else _line_of(toolkit, facts)
            if line is not None:
                yield Application(path, line, toolkit.name, toolkit.page)


def _line_of(toolkit: Toolkit, facts: PythonFacts) -> int | None:
    """Where a module makes an application with a toolkit that it imports."""
    if not any(package_of(each.module, toolkit.packages) for each in facts.imports):
        return None
    lines = [call.line for call in facts.calls if call.target.rpartition(".")[2] in toolkit.calls]
    lines += [
        each.line
        for each in facts.classes
        if any(base.rpartition(".")[2] in toolkit.bases for base in each.bases)
    ]
    lines += [
        decorator.line
        for each in facts.functions
        for decorator in each.decorators
        if decorator.target.rpartition(".")[2] in toolkit.calls
    ]
    return min(lines, default=None)


def _packaged(repo: Snapshot) -> Iterator[Application]:
    for path in repo.paths:
        if is_example_path(path):
            continue
        for pattern, what in PACKAGED_FILES:
            if pattern.fullmatch(path):
                yield Application(path, 1, what)
        if PYINSTALLER_FILE.fullmatch(path) and "Analysis(" in (repo.text(path) or ""):
            yield Application(path, 1, f"packaged with PyInstaller ({basename(path)})")
