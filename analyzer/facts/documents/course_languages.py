"""How people say, in other languages than English, that work was for a course; who handed it in, who taught.

Patterns of signs that `analyzer.facts.documents.course_marks` counts. They ignore case.
"""

from __future__ import annotations

# Two words with capitals: "Student name: the name as printed" describes a field.
_PERSON = r"(?-i:[A-Z\u00c0-\u1ef9\u0410-\u042f][\w'’.-]* [A-Z\u00c0-\u1ef9\u0410-\u042f])"

WORK_ELSEWHERE = (
    r"演習|(?:最終|期末|レポート)課題|課題(?:提出|レポート|\d)",
    r"课程(?:大作业|作业|设计|实验|项目)|大作业|(?:课后|期末|平时|第.{1,3}次)作业|作业(?:\s?\d|[一二三]|答案|要求)",
    r"実験レポート|기말 ?프로젝트|수업 ?과제|과제 ?(?:제출|\d)|학기 ?프로젝트",
    # Work at the end of a course, its defence, sheets of exercises.
    r"\b(?:trabajo (?:pr[aá]ctico|final|de fin de (?:grado|m[aá]ster))|proyecto (?:final|integrador)"
    r"|pr[aá]cticas? final(?:es)?|trabalho (?:final|pr[aá]tico|de conclus[aã]o)|projeto (?:final|integrador)"
    r"|projet (?:final|tutor[eé])|projet de fin d['’][eé]tudes?|travaux pratiques|tp noté|soutenance)\b",
    r"\b(?:abschluss-?projekt|semester-?projekt"
    r"|(?:ü|ue)bungs(?:blatt|bl[aä]tter|aufgaben?)"
    r"|hausaufgaben?|progetto (?:finale|d['’]esame|universitario)|eindopdracht"
    r"|projekt zaliczeniowy|praca domowa)\b",
    r"\b(?:курсов(?:ая|ой) (?:работа|проект)|домашн(?:ее задание|яя работа)"
    r"|лабораторн(?:ая работа|ые работы))\b",
    r"\b(?:bitirme projesi|dersi? (?:dönem )?projesi|đồ án (?:môn học|cuối k[ỳì]|tốt nghiệp)|bài tập lớn"
    r"|tugas (?:akhir|besar)|mata kuliah)\b",
    # In the name of a course: discipline, subject, lecture.
    r"\b(?:trabalho|projeto|trabajo|proyecto|pr[aá]cticas?|progetto|projet|projekt|aufgaben?|opdracht)\b.{0,60}"
    r"\b(?:disciplina|asignatura|vorlesung|lehrveranstaltung|vak|przedmiot\w{0,2}"
    r"|(?<!en )materia|(?<!in )corso|(?<!en )(?<!au )cours)\b",
    r"^\W{0,6}(?:asignatura|disciplina|mata kuliah|ders|môn học|przedmiot|vak|предмет|дисциплина)\s?:\s?\S",
)
STUDENTS = (
    r"(?:学号|學號|学籍番号|학번|matr[ií]cula|matricola|matrikel-?(?:nr\.?|nummer)"
    r"|numer indeksu|öğrenci no|mssv|\bnim\b|\busn\b|\broll (?:no|number)\b"
    r"|\bstudent (?:id|no|number)\b|\bmatriculation (?:no|number)\b)"
    r"\.?\W{0,6}(?=(?:[A-Z]{0,6}\d){4})[\dA-Z]{5,20}",
    r"^\W{0,6}student(?:'s)?(?: name| pace)?s?\W{0,3}:\W{0,4}"
    rf"(?:{_PERSON}|self[- ]paced|full[- ]time|part[- ]time)",
    r"^\W{0,6}(?:alumn[oa]s?|alun[oa]s?|estudiantes?|étudiante?s?|studente|student(?:in)?|sinh viên"
    rf"|студент(?:ка)?|nama mahasiswa)\s?:\W{{0,4}}{_PERSON}",
)
TEACHERS_NAMED = (
    r"^\W{0,6}(?:course )?(?:instructor|teacher|lecturer|professor|teaching assistant)(?:'s)?(?: name)?s?"
    rf"\W{{0,3}}:\W{{0,4}}(?:(?-i:Prof|Dr)\b|{_PERSON})",
    r"\bunder the (?:guidance|supervision) of (?:(?:our|my) )?(?:guide )?\W{0,2}(?-i:Prof|Dr|Mrs?|Ms|Er)\b",
    r"(?:指导|指導|任课|授课)(?:老师|教师|老師|教師)|담당 ?교수|担当教員",
    r"^\W{0,6}(?:professora?|profesora?|docente|dozent(?:in)?|enseignante?|преподаватель|prowadzący|gvhd"
    r"|giảng viên(?: hướng dẫn)?|dosen(?: pengampu| pembimbing)?|öğretim (?:üyesi|görevlisi))\s?:",
)
