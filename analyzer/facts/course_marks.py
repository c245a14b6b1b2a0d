"""Signs of a course in a README, a repository's name and paths: whose course it is, what was asked, who asks.

Each kind of sign counts once. Words that good libraries use as well ("tutorial", "lecture", a link to a
course) are no sign: a sentence must say that this repository is a course's material, or an answer to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from analyzer.facts.readme import readme_path
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import COURSE_TEMPLATE, Snapshot

PLATFORM = "a course platform or programme"
COURSE_NUMBER = "the number of a course"
COURSE_WORK = "work for a course"
TASK_SHEET = "a task sheet that speaks to the student"
GRADING = "grading or a submission"
MATERIAL = "the material of a course"
TEACHERS = "teachers, a syllabus or learning goals"
NUMBERED = "folders of assignments"
SKELETON = "skeletons of exercises"
TASK_FILES = "files of an assignment"

MOST_SENTENCES = 250
MOST_WORDS = 300


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
        r"\b(?:final|capstone|course|semester|term|group|mid-?term) (?:project|exam|assignment)\b",
        r"\bcapstone\b|\bcourse-?work\b",
        r"\b(?:project|assignments?|solutions?|exercises?) (?:done )?(?:for|of|from|in) "
        rf"(?:the |my |our |a )?{FEW}{COURSE_WORD}\b",
        rf"\bpart of (?:the |my |our |a |an )?{FEW}{COURSE_WORD}\b|\bfor the {COURSE_WORD}\b",
        r"\b(?:projects?|work|repositor(?:y|ies)) (?:\w+ ){0,2}(?:carried out|done|developed|made|written"
        r"|created|built|completed|submitted|handed in) (?:by )?(?:[\w&'-]+ ){0,5}"
        r"(?:for|in|during|within|as part of|under) "
        r"(?:the |a |an |my |our )?(?:[\w&'(),/.-]+ ){0,8}(?:course(?! of\b)|module|seminar|boot-?camp)\b",
        rf"\b{SCHOOLS}[\w -]{{0,20}}(?:project|assignment|capstone)",
        r"課題|演習|作业|作業|과제",
        # The same in other languages: work at the end of a course, its defence, sheets of exercises.
        r"\b(?:trabajo (?:pr[aá]ctico|final|de fin de (?:grado|m[aá]ster))|proyecto (?:final|integrador)"
        r"|trabalho (?:final|pr[aá]tico|de conclus[aã]o)|projeto (?:final|integrador)"
        r"|projet (?:final|tutor[eé])|projet de fin d['’][eé]tudes?|travaux pratiques|soutenance"
        r"|abschluss-?projekt|semester-?projekt"
        r"|(?:ü|ue)bungs(?:blatt|bl[aä]tter|aufgaben?)|hausaufgaben?"
        r"|progetto (?:finale|d['’]esame|universitario)"
        r"|eindopdracht|projekt zaliczeniowy|praca domowa|курсов(?:ая|ой) (?:работа|проект)"
        r"|домашн(?:ее задание|яя работа)|лабораторн(?:ая работа|ые работы)|bitirme projesi"
        r"|đồ án (?:môn học|cuối k[ỳì]|tốt nghiệp)|bài tập lớn|tugas (?:akhir|besar))\b",
        r"课程(?:大作业|作业|设计|实验|项目)|大作业|実験レポート|기말 ?프로젝트|수업 ?과제",
        # In the name of a course: discipline, subject, lecture.
        r"\b(?:trabalho|projeto|trabajo|proyecto|pr[aá]cticas?|progetto|projet|projekt|aufgaben?|opdracht)\b"
        r".{0,60}"
        r"\b(?:disciplina|asignatura|vorlesung|lehrveranstaltung|vak|przedmiot\w{0,2}"
        r"|(?<!en )materia|(?<!in )corso|(?<!en )(?<!au )cours)\b",
        # Who hands it in: a name with a capital, or a number.
        r"(?:学号|學號|学籍番号|학번|matr[ií]cula|matricola|matrikel-?(?:nr\.?|nummer)|numer indeksu)"
        r"\W{0,6}\d{5,}",
        r"^\W{0,6}(?:student(?:'s)?(?: name| pace| id)?|roll (?:no|number)|matriculation (?:no|number))s?"
        r"\W{0,3}:\W{0,4}(?-i:[A-Z][\w'’-]+ [A-Z]|self[- ]paced|full[- ]time|part[- ]time|\d{4})",
    ),
    _marker(
        TASK_SHEET,
        r"\bin this (?:project|course|assignment|lab|lesson|module|exercise|capstone|home-?work)\W{1,3}"
        r"(?:\w+ ){0,3}(?:you|students)(?:'ll| will)\b",
        r"\byou(?:'ll| will) (?:learn how|be graded|be asked to|apply the skills|practi[cs]e)\b",
        r"\byour (?:task|assignment|project goal) is to\b|\byou are given an?\b|\bteach(?:es|ing) you\b",
        r"\bstudents (?:should|must|will|are asked|are expected|need to)\b",
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
    _marker(
        TEACHERS,
        r"^\W{0,6}(?:course )?(?:instructor|teacher|lecturer|professor|teaching assistant)(?:'s)?(?: name)?s?"
        r"\W{0,3}:\W{0,4}(?-i:(?:Prof|Dr)\b|[A-Z][\w'’-]+ [A-Z])",
        r"(?:指导|指導|任课|授课)(?:老师|教师|老師|教師)|담당 ?교수|担当教員"
        r"|^\W{0,6}(?:professora?|profesora?|docente|dozent(?:in)?|enseignante?|преподаватель|prowadzący)\s?:",
    ),
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
TITLE_NUMBER = lazy_regex(rf"\W{{0,3}}{NO_COURSE}{COURSE_CODE}(?![A-Za-z0-9])")
NEAR_NUMBER = lazy_regex(
    rf"\b(?i:course|class|module|course-?work|seminar)s?\W{{1,3}}(?:\w+\W{{1,3}}){{0,3}}{NO_COURSE}{COURSE_CODE}\b"
    rf"|\b{NO_COURSE}{COURSE_CODE}\b\W{{1,3}}(?:\w+\W{{1,3}}){{0,4}}"
    r"(?i:course|class|assignment|home-?work|course-?work|final project)\b"
    rf"|(?i:final project)\W{{1,3}}(?:for \W?)?{NO_COURSE}{COURSE_CODE}\b"
    # Where courses have plain numbers: "Deep Learning (02456)", "course 02476".
    r"|\b(?i:course|module)\W{1,3}(?:(?i:number|no|nr|code)\W{1,3})?0?\d{5}\b"
    r"|\(0?\d{5}\)\W{1,3}(?:\w+\W{1,3}){0,2}(?i:course|module)\b"
)

FOLDER = (
    r"(?:.*/)?(?:assignment|assg|home-?work|hw|problem[_ -]?set|pset|practicum|project|week|lesson|lecture"
    r"|lab|exercise|tarea|ejercicio|uebung)s?"
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
    if prose.headings and TITLE_NUMBER.match(prose.headings[0].text) is not None:
        yield Mark(COURSE_NUMBER, path, prose.headings[0].line)
    # What the name says stands above the README on its page.
    if TITLE_NUMBER.match(repo.name.replace("_", " ")) is not None:
        yield Mark(COURSE_NUMBER, path, 1)
    yield from (
        Mark(name, path, 1) for name, pattern in IN_NAMES if pattern.fullmatch(repo.name[:MOST_WORDS])
    )


def _in_text(text: str, path: str, line: int) -> Iterator[Mark]:
    yield from (Mark(name, path, line) for name, pattern in IN_TEXT if pattern.search(text))
    if NEAR_NUMBER.search(text) is not None:
        yield Mark(COURSE_NUMBER, path, line)
