"""Signs of a course in a README, a repository's name and paths: whose course it is, what was asked, who asks.

Each kind of sign counts once. Words that good libraries use as well ("tutorial", "lecture", a link to a
course) are no sign: a sentence must say that this repository is a course's material, or an answer to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from analyzer.facts.documents.course_languages import STUDENTS, TEACHERS_NAMED, WORK_ELSEWHERE
from analyzer.facts.documents.readme import readme_path
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import COURSE_TEMPLATE, Snapshot

PLATFORM = "a course platform or programme"
COURSE_NUMBER = "the number of a course"
COURSE_WORK = "work for a course"
TASK_SHEET = "a task sheet that speaks to the student"
GRADING = "grading or a submission"
MATERIAL = "the material of a course"
TEACHERS = "teachers, a syllabus or learning goals"
STUDENT = "the name or number of a student"
NUMBERED = "folders of assignments"
SKELETON = "skeletons of exercises"
TASK_FILES = "files of an assignment"

MOST_SENTENCES = 250
MOST_WORDS = 300
FIRST_SENTENCES = 10


class Mark(Struct, frozen=True):
    """A marker that was found. `line` is None where the path itself is the mark."""

    name: str
    path: str
    line: int | None


Marker = tuple[str, re.Pattern[str]]


def _marker(name: str, *alternatives: str) -> Marker:
    return name, lazy_regex("|".join(alternatives), re.IGNORECASE)


COURSE_WORD = (
    r"(?:course|class|module|seminar|boot-?camp|nano-?\s?degree|specialization|curriculum|zoomcamp"
    r"|degree|(?:degree|master'?s?|bachelor'?s?|m\.?sc|b\.?sc|ph\.?d|training|graduate|study|academic"
    r"|certificate|fellowship) program(?:me)?)"
)
SCHOOLS = (
    r"(?:udacity|coursera|edx|nano-?\s?degree|zoomcamp|datatalks\.?club|ironhack|flatiron school|udemy|mooc"
    r"|general assembly|le wagon|lambda school|openclassrooms|data-?camp|codecademy|simplilearn|upgrad"
    r"|great learning|deep-?learning\.ai|springboard|boot-?camp|thinkful|pluralsight|freecodecamp"
    r"|neue ?fische|ssafy|boostcamp|datascientest|fast\.ai course|full stack deep learning|made with ml"
    r"|turing college|o'reilly learning|platzi|coderhouse|alura|digital house|rocketseat|ebac|4geeks"
    r"|lighthouse labs|brainstation|galvanize|spiced academy|constructor academy|jedha|holberton|nptel"
    r"|cs50\w{0,2}|harvardx|mitx"
    r"|kaggle learn|data-?quest|jetbrains academy|hyperskill|analytics vidhya|great learning|naan mudhalvan"
    r"|almabetter|intellipaat|edureka|skillfactory|yandex practicum|42 (?:school|curriculum|cursus|network))"
)
COURSE_TASKS = (
    r"(?:assignments?|home-?works?|exercises?|problem sets?|course-?work|labs?|quizzes|projects?|lectures?)"
)
STRICT_TASKS = r"(?:assignments?|home-?works?|exercises|problem sets?|course-?work|lab exercises|quizzes)"
OF_COURSE = (
    rf"(?:course|class(?:room)?|lecture|teaching|workshop|training)[- ](?:materials?|notes|slides|resources)"
    rf"|(?:practical |programming |weekly )?{STRICT_TASKS}"
)
# Judges of answers grade by a rubric, too.
NO_JUDGE = r"^(?!.*\b(?:judges?|llms?|gpt\S{0,4}|agents?|prompts?|answers?|responses?|evals?|evaluators?)\b)"
FEW = r"(?:[\w&'’/.-]+ ){0,6}"

# An applicant's task is no course's, whatever it is called.
OF_A_JOB = lazy_regex(
    r"\b(?:take-?home|interview(?:er)?s?|hiring|recruit\w{0,4}|applicants?|job application|coding challenge"
    r"|technical (?:test|assessment|challenge|exercise|case))\b",
    re.IGNORECASE,
)
# Whose work it is, below a title that is a course's.
OF_MINE = lazy_regex(
    r"\b(?:my|our) (?:own )?(?:\w{1,20} )?(?:projects?|solutions?|answers?|submissions?|notebooks?|notes|code"
    r"|work|write-?ups?|implementations?)\b",
    re.IGNORECASE,
)
IN_TEXT: tuple[Marker, ...] = (
    _marker(
        PLATFORM,
        rf"\b{SCHOOLS}\b",
        r"\bprofessional certificate\b|\bcertificate (?:program(?:me)?|course|track|specialization)\b"
        r"|\b(?-i:ALX) (?:africa|se|software|data|ai|machine|backend|program)",
    ),
    _marker(
        COURSE_WORK,
        # Along with somebody who teaches.
        r"\b(?:follow(?:ing|s|ed)? along|i(?: have|'ve| am|'m)? follow(?:ed|ing)|while following)\b"
        r".{0,80}\b(?:course|lectures?|series|book|tutorials?|playlist|videos?)\b",
        r"\b(?:my|our) (?:own )?(?:solutions?|answers?|submissions?) (?:to|for|of) "
        rf"(?:the |all )?{FEW}{COURSE_TASKS}\b",
        r"\b(?:my|our) (?:own )?(?:home-?works?|assignments?)\b",
        r"\b(?:final|capstone|course|semester|term|group|mid-?term) (?:project|assignment)\b",
        r"\bfor (?:the |my |our )?(?:final|mid-?term) exam (?:of|in|for)\b|\bexam (?:project|assignment)\b",
        r"\bcapstone\b|\bcourse-?work\b|\bguided project\b",
        r"\b(?:code|notebooks?|templates?|scripts|notes|files|materials?) (?:for|of|from|in) "
        r"(?:the |my |our |an? )?"
        rf"{FEW}(?:course|boot-?camp|nano-?degree|specialization|mooc)s?\b",
        # A report for a degree by its formula; a thesis is no course's.
        r"^(?!.*\b(?:thesis|dissertation|ph\.?d|doctor\w{0,3})\b).*\bpartial fulfil(?:l)?ment of\b",
        r"\b(?:project|assignments?|solutions?|exercises?) (?:done )?(?:for|of|from|in) "
        rf"(?:the |my |our |a )?{FEW}{COURSE_WORD}\b",
        rf"\bpart of (?:the |my |our |a |an )?{FEW}{COURSE_WORD}\b|\bfor the {COURSE_WORD}\b",
        r"\b(?:projects?|work|repositor(?:y|ies)) (?:\w+ ){0,2}(?:carried out|done|developed|made|written"
        r"|created|built|completed|submitted|handed in) (?:by )?(?:[\w&'-]+ ){0,5}"
        r"(?:for|in|during|within|as part of|under) "
        r"(?:the |a |an |my |our )?(?:[\w&'(),/.-]+ ){0,8}(?:course(?! of\b)|module|seminar|boot-?camp)\b",
        rf"\b{SCHOOLS}[\w -]{{0,20}}(?:project|assignment|capstone)",
        *WORK_ELSEWHERE,
    ),
    _marker(STUDENT, *STUDENTS),
    _marker(
        TASK_SHEET,
        r"\bin this (?:project|course|assignment|lab|lesson|module|exercise|capstone|home-?work)\W{1,3}"
        r"(?:\w+ ){0,3}(?:you|students)(?:'ll| will)\b",
        r"\byou(?:'ll| will) (?:learn how|be graded|be asked to|apply the skills|practi[cs]e)\b",
        r"\byour (?:task|assignment|project goal) is to\b|\byou are given an?\b|\bteach(?:es|ing) you\b",
        r"\bstudents (?:are (?:asked|expected|required) to|need to"
        r"|(?:should|must|will) (?:submit|complete|implement|write|hand in|turn in|learn|build|answer"
        r"|be able))\b",
    ),
    _marker(
        GRADING,
        rf"{NO_JUDGE}.*\brubrics?\b|\breview\.udacity\.com|\bhonou?r code\b|\bdue date\b",
        r"\bsubmission (?:comments|deadline|guidelines|instructions)\b"
        rf"|{NO_JUDGE}.*\b(?:will be|is|are|was|be) graded\b",
        r"\bgrade(?:d|:)? (?:of |is )?\d",
    ),
    _marker(
        MATERIAL,
        r"\b(?:repo(?:sitory)?|repositorio|github|here|it)\b.{0,40}"
        r"\b(?:contains?|holds?|includes?|for|of|with|has)\b.{0,40}"
        rf"\b(?:{OF_COURSE})\b",
        rf"\b(?:solutions?|answers?) (?:to|of|for) (?:the |all |my )?(?:[\w-]+ ){{0,3}}{STRICT_TASKS}\b",
        r"\bapuntes de clase\b|\b(?:course|course-?work|assignment) instructions\b",
        r"\bthis course (?:is|was|covers|focus|teaches|uses|will)\b",
        r"\bnotes (?:from|for|of) (?:the |my )?(?:[\w-]+ ){0,4}(?:course|class|lectures?)\b",
    ),
    _marker(TEACHERS, *TEACHERS_NAMED),
)
IN_HEADINGS: tuple[Marker, ...] = (
    _marker(
        COURSE_WORK,
        r"(?:module|phase|unit|week|milestone) \d{1,2} (?:final |capstone |end )?project\b.{0,100}",
    ),
    _marker(
        TEACHERS,
        r"(?:the )?(?:instructors?|teachers?|teaching (?:staff|assistants?)|lecturers?|professors?|syllabus)",
        r"(?:class|course) (?:schedule|outline|overview|content|structure|description|information)",
        r"office hours|learning (?:objectives|outcomes|goals)",
    ),
    _marker(
        TASK_SHEET,
        r"(?:project|your) tasks?|(?:project|assignment) (?:instructions|description|specification)",
    ),
    _marker(GRADING, r"grading|rubric|submission|submitting(?: your \w+)?|what to submit"),
)
IN_NAMES: tuple[Marker, ...] = (
    _marker(PLATFORM, rf".*{SCHOOLS}.*"),
    _marker(
        COURSE_WORK,
        r".*(?:final[_-]?project|capstone|course[_-]?(?:project|work)|assignments?|home-?work).*",
        rf".*{SCHOOLS}.*project.*",
    ),
    _marker(MATERIAL, r".*(?:classroom[_-]?materials?|course[_-]materials?|lectures?[_-]?notes).*"),
)
# A course's number: at the head of the title or the name, or beside a word for a course.
COURSE_CODE = r"[A-Z]{2,5}[- ]?(?!(?:19|20)\d\d)\d{3,5}[A-Za-z]?"
NO_COURSE = (
    r"(?!COVID|CVE|ISO|RFC|UTF|HTTP|GPT|SHA|IEEE|ESP|STM|MNIST|CIFAR|YOLO|BERT|VGG|MP|PEP|WIN|USB|GTX|RTX"
    r"|AWS|BM)"
)
# Also by numbers alone, with a point or a hyphen: "6.S191", "11-785".
PLAIN_CODE = r"\d{1,2}\.(?:S\d{3}|\d{3}x?|\d{2}x)(?![.\w])|\d{2}-\d{3}(?![-\w])"
TITLE_NUMBER = lazy_regex(rf"\W{{0,3}}(?:MIT |CMU )?(?:{NO_COURSE}{COURSE_CODE}(?![A-Za-z0-9])|{PLAIN_CODE})")
NEAR_NUMBER = lazy_regex(
    rf"\b(?i:course|class|module|course-?work|seminar)s?\W{{1,3}}(?:\w+\W{{1,3}}){{0,3}}{NO_COURSE}{COURSE_CODE}\b"
    rf"|\b{NO_COURSE}{COURSE_CODE}\b\W{{1,3}}(?:\w+\W{{1,3}}){{0,4}}"
    r"(?i:course|class|assignment|home-?work|course-?work|final project)\b"
    rf"|(?i:final project)\W{{1,3}}(?:for \W?)?{NO_COURSE}{COURSE_CODE}\b"
    # Where courses have plain numbers: "Deep Learning (02456)", "course 02476".
    r"|\b(?i:course|module)\W{1,3}(?:(?i:number|no|nr|code)\W{1,3})?0?\d{5}\b"
    r"|\(0?\d{5}\)\W{1,3}(?:\w+\W{1,3}){0,2}(?i:course|module)\b"
)

# Lessons that hold data alone are a product's.
NO_DATA = r"(?!.*\.(?:jsonl?|ya?ml|csv|tsv|txt|srt|png|jpe?g|svg|gif|parquet|wav|mp[34])$)"
FOLDER = (
    rf"{NO_DATA}(?:.*/)?(?:assignment|assg|home-?work|hw|problem[_ -]?set|pset|practicum|project|week"
    r"|lesson|lecture|lab|exercise|part|section|chapter|tarea|ejercicio|pr[aá]ctica|tp|uebung)s?"
)
CJK_FOLDER = r"(?:实验|實驗|作业|作業|課題|演習|実験|과제|실습)"
PAPER = r"(?:rubric|syllabus|course-?work|home-?work|assignment|mid-?term|lecture|final[_ -]?exam)s?"


class PathMarker(Struct, frozen=True):
    """Paths, each by a pattern that some first-party file must match."""

    name: str
    patterns: tuple[re.Pattern[str], ...]


def paths_like(name: str, *patterns: str) -> PathMarker:
    """A marker of paths that match all of the patterns, whole, in any case."""
    return PathMarker(name, tuple(lazy_regex(each, re.IGNORECASE) for each in patterns))


COURSE_PATHS = (
    paths_like(NUMBERED, *(rf"{FOLDER}[ _-]?0?{number}(?!\d)[^/]*/.*" for number in (1, 2))),
    paths_like(NUMBERED, r"(?:.*/)?ex00/.*", r"(?:.*/)?ex01/.*"),
    paths_like(NUMBERED, r"(?:.*/)?0x00[-_][^/]+/.*", r"(?:.*/)?0x01[-_][^/]+/.*"),
    paths_like(
        NUMBERED, *(rf"(?:.*/)?{CJK_FOLDER}[ _-]?0?{each}(?!\d)[^/]*/.*" for each in ("[1一]", "[2二]"))
    ),
    paths_like(SKELETON, r"(?:.*/)?exercises?/.*\.(?:py|ipynb)", r"(?:.*/)?solutions?/.*\.(?:py|ipynb)"),
    paths_like(SKELETON, r"(?:.*/)?starter(?:[_-]?code)?/.*\.(?:py|ipynb)"),
    paths_like(
        TASK_FILES,
        rf"(?:.*/)?(?:[^/]*{PAPER}[^/]*\.(?:pdf|docx?|pptx?)"
        r"|project[_ -]?description\.(?:md|pdf|txt)|(?:assignment|homework)\.md)",
    ),
    paths_like(COURSE_WORK, r"(?:.*/)?(?:capstone|final[ _-]?project|course[ _-]?project)[^/]*/.*"),
)
SOLUTION = lazy_regex(r"(?P<stem>.+)[_-](?:sol|solutions?|solved)\.(?P<end>py|ipynb)", re.IGNORECASE)


def course_marks(repo: Snapshot) -> Iterator[Mark]:
    """The marks of the README, of the repository's name and of paths; several of a kind may come."""
    path = readme_path(repo)
    if path is not None:
        yield from _in_readme(repo, path)
    yield from marked_paths(repo.paths, COURSE_PATHS)
    # What a course hands out is nobody's work here, and says whose task this is.
    handed_out = next((each.path for each in repo.exclusions if each.reason == COURSE_TEMPLATE), None)
    if handed_out is not None:
        yield Mark(TASK_FILES, handed_out, None)
    paths = frozenset(repo.paths)
    for each in repo.paths:
        pair = SOLUTION.fullmatch(each)
        if pair is not None and f"{pair['stem']}.{pair['end']}" in paths:
            yield Mark(SKELETON, each, None)
            return


def marked_paths(paths: Sequence[str], markers: Sequence[PathMarker]) -> Iterator[Mark]:
    """Of each marker whose patterns all match some path, the first path."""
    for marker in markers:
        hits = [next((path for path in paths if each.fullmatch(path)), None) for each in marker.patterns]
        if hits[0] is not None and None not in hits:
            yield Mark(marker.name, hits[0], None)


def _in_readme(repo: Snapshot, path: str) -> Iterator[Mark]:
    prose = repo.prose[path]
    for heading in prose.headings[:MOST_SENTENCES]:
        text = heading.text[:MOST_WORDS].strip().removesuffix(":")
        yield from (
            Mark(name, path, heading.line) for name, pattern in IN_HEADINGS if pattern.fullmatch(text)
        )
        yield from _in_text(text, path, heading.line)
    for sentence in prose.sentences[:MOST_SENTENCES]:
        yield from _in_text(sentence.text[:MOST_WORDS], path, sentence.line)
    title = prose.headings[0] if prose.headings else None
    numbered = title is not None and TITLE_NUMBER.match(title.text) is not None
    if title is not None and numbered:
        yield Mark(COURSE_NUMBER, path, title.line)
    if title is not None and (
        numbered or any(each.name == PLATFORM for each in _in_text(title.text, path, 1))
    ):
        mine = (each.line for each in prose.sentences[:FIRST_SENTENCES] if OF_MINE.search(each.text))
        yield from (Mark(COURSE_WORK, path, line) for line in islice(mine, 1))
    # What the name says stands above the README on its page.
    if TITLE_NUMBER.match(repo.name.replace("_", " ")) is not None:
        yield Mark(COURSE_NUMBER, path, 1)
    yield from (
        Mark(name, path, 1) for name, pattern in IN_NAMES if pattern.fullmatch(repo.name[:MOST_WORDS])
    )


def _in_text(text: str, path: str, line: int) -> Iterator[Mark]:
    if OF_A_JOB.search(text) is not None:
        return
    yield from (Mark(name, path, line) for name, pattern in IN_TEXT if pattern.search(text))
    if NEAR_NUMBER.search(text) is not None:
        yield Mark(COURSE_NUMBER, path, line)
