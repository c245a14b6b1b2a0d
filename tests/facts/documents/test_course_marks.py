"""Signs of a course in a README, a name and paths; what good libraries say as well is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.documents.course_marks import (
    COURSE_NUMBER,
    COURSE_WORK,
    GRADING,
    MATERIAL,
    NUMBERED,
    PLATFORM,
    SKELETON,
    STUDENT,
    TASK_FILES,
    TASK_SHEET,
    TEACHERS,
    course_marks,
)
from tests.support.snapshots import snapshot

# A line of a README, and the signs in it.
LINES: dict[str, set[str]] = {
    "My projects of the Udacity nanodegree.": {PLATFORM},
    "Certificates from Coursera and DataCamp": {PLATFORM},
    "A churn model, the capstone of a bootcamp.": {PLATFORM, COURSE_WORK},
    "My solutions to the assignments": {COURSE_WORK, MATERIAL},
    "Built as part of the Applied Machine Learning course.": {COURSE_WORK},
    "This is the final project of my class.": {COURSE_WORK},
    "Course project for COMP 4450": {COURSE_WORK, COURSE_NUMBER},
    "A translator for the course IFT-6759": {COURSE_WORK, COURSE_NUMBER},
    "The project work carried out by group 12 in the Machine Learning Operations (02476) course.": {
        COURSE_WORK,
        COURSE_NUMBER,
    },
    "Project developed for the module Data Engineering.": {COURSE_WORK},
    "Notes on deep learning, course 02456": {COURSE_NUMBER},
    "Created as part of the 42 curriculum by ada.": {COURSE_WORK, PLATFORM},
    "Proyecto final del curso de Platzi": {COURSE_WORK, PLATFORM},
    "Part of the MSc program.": {COURSE_WORK},
    "Final project for CS50 AI": {COURSE_WORK, PLATFORM},
    "Part of a training programme.": {COURSE_WORK},
    "It meets the rubric of the project.": {GRADING},
    "CS 229 final project": {COURSE_WORK, COURSE_NUMBER},
    "データ分析の演習": {COURSE_WORK},
    "In this project, you will build a classifier.": {TASK_SHEET},
    "In this course students will use Python.": {TASK_SHEET},
    "You are given a dataset of houses.": {TASK_SHEET},
    "Your task is to predict the price.": {TASK_SHEET},
    "The rubric is at the end.": {GRADING},
    "Your work will be graded by peers.": {GRADING},
    "This repository contains the course materials.": {MATERIAL},
    "It holds the exercises of chapter 2.": {MATERIAL},
    "This course is about deep learning.": {MATERIAL},
    "# Instructors": {TEACHERS},
    "# Learning objectives": {TEACHERS},
    "# Project Tasks": {TASK_SHEET},
    "# CS231n": {COURSE_NUMBER},
    "# AC295 - Team": {COURSE_NUMBER},
    "- Student name: Ada Example": {STUDENT},
    "Student pace: self paced": {STUDENT},
    "Roll No: 20241234": {STUDENT},
    "Instructor: Prof. Grace Hopper": {TEACHERS},
    "# Phase 3 Project - Churn": {COURSE_WORK},
    "La soutenance aura lieu en mai.": {COURSE_WORK},
    "Übungsblatt 3": {COURSE_WORK},
    "Домашнее задание по машинному обучению": {COURSE_WORK},
    # what others say as well
    "The project was developed in the course of two years.": set(),
    "A data set of courses (02476) that students took.": set(),
    "Part of the Horizon Europe programme.": set(),
    "Part of the early access program.": set(),
    "A judge scores by a rubric.": set(),
    "Each answer is graded from 1 to 5.": set(),
    "See the tutorial for a first example.": set(),
    "Tutorials are in the documentation.": set(),
    "The lectures of the author explain the method.": set(),
    "In the course of the training, losses are logged.": set(),
    "You will need Python 3.9.": set(),
    "You will be able to see the model in the registry.": set(),
    "# Our Solution": set(),
    "We present our solution to churn.": set(),
    "An exercise in restraint.": set(),
    "Class labels are assigned by the model.": set(),
    "The project is licensed under MIT.": set(),
    "Assign the role to the service.": set(),
    "本仓库是机器学习课程的大作业": {COURSE_WORK},
    "学号: 3210101234": {STUDENT},
    "指导老师:王教授": {TEACHERS},
    "Professor: Adriano Exemplo": {TEACHERS},
    "Docente: la prof. Ada": {TEACHERS},
    "Trabalho da disciplina Aprendizado de Máquina": {COURSE_WORK},
    "Projekt im Rahmen der Vorlesung Data Mining": {COURSE_WORK},
    "- Alumno: Juan Pérez": {STUDENT},
    "Студент: Иванов И. И., группа 5": {STUDENT},
    "MSSV: 20521234": {STUDENT},
    "USN: 1MS19CS001": {STUDENT},
    "NIM: 1301194001": {STUDENT},
    "GVHD: Nguyễn Văn A": {TEACHERS},
    "Dosen pengampu: Siti": {TEACHERS},
    "Under the guidance of Prof. R. Kumar": {TEACHERS},
    "Asignatura: Minería de Datos": {COURSE_WORK},
    "Práctica final de Minería de Datos": {COURSE_WORK},
    "BLG 454E dersi dönem projesi": {COURSE_WORK},
    "Submitted in partial fulfilment of the requirements for the degree of B.E.": {COURSE_WORK},
    "Guided project on traffic": {COURSE_WORK},
    "Code from a course on Spark.": {COURSE_WORK},
    "Solutions for the exam of statistics": set(),
    "# 6.S191 labs": {COURSE_NUMBER},
    "# 11-785 Deep Learning": {COURSE_NUMBER},
    "# MIT 6.036": {COURSE_NUMBER},
    "# 2.100.3 released": set(),
    "# 12-2023 report": set(),
    "A thesis in partial fulfilment of the requirements.": set(),
    "The grade of the final exam is a column.": set(),
    "Students must agree before their data is used.": set(),
    "My solution to the take-home assignment": set(),
    "Coding challenge: my solution to the exercises": set(),
    "背景と課題": set(),
    "Spark 作业调度": set(),
    "Alumno: campo obligatorio": set(),
    "USN: the name of a university": set(),
    "Notebooks for the IBM Data Science Professional Certificate": {PLATFORM},
    "Made in a certificate program.": {PLATFORM},
    "Tasks of ALX Software Engineering": {PLATFORM},
    "Code while following along with a lecture series": {COURSE_WORK},
    "I followed the videos of somebody.": {COURSE_WORK},
    "A certificate is renewed by a program.": set(),
    "The professional signs a certificate.": set(),
    "The following lectures are translated.": set(),
    "Alx software is fast.": set(),
    "Projet du cours de statistique": {COURSE_WORK},
    "Ce projet est en cours.": set(),
    "Il progetto è in corso.": set(),
    "Un proyecto en materia de salud": set(),
    "学号、姓名和成绩": set(),
    "推荐在线课程": set(),
    "A disciplina de versionar dados.": set(),
    "- Student name: the name as it is printed": set(),
    "Student id: required": set(),
    "Instructor: a client that returns objects": set(),
    "# Phase 3": set(),
    "# Project phase 3": set(),
    "The project in phase 3 is a trial.": set(),
    "# COVID-19 dashboard": set(),
    "# YOLO11 for cars": set(),
    "# ISO27001 controls": set(),
    "# DCASE2018 baseline": set(),
    "Students of the lab maintain this library.": set(),
    "Submission of jobs goes through SLURM.": set(),
}


@pytest.mark.parametrize(("line", "names"), LINES.items(), ids=LINES)
def test_what_a_line_of_a_readme_says(line: str, names: set[str]) -> None:
    repo = snapshot({"README.md": f"Text before it.\n\n{line}\n"})
    found = list(course_marks(repo))
    assert {each.name for each in found} == names
    assert {(each.path, each.line) for each in found} <= {("README.md", 3)}


PATHS: dict[str, tuple[list[str], set[str]]] = {
    "assignments": (["assignment1/a.py", "assignment2/a.py"], {NUMBERED}),
    "weeks": (["week_01/a.ipynb", "week_02/a.ipynb"], {NUMBERED}),
    "projects with names": (["Project 1 - Donors/a.py", "Project 2 - Dogs/a.py"], {NUMBERED}),
    "exercises from zero": (["ex00/a.py", "ex01/a.py"], {NUMBERED}),
    "experiments by their Chinese numbers": (["实验一/a.py", "实验二/a.py"], {NUMBERED}),
    "homework by numbers": (["作业1/a.py", "作业2_回归/a.py"], {NUMBERED}),
    "the first and the tenth homework": (["作业1/a.py", "作业10/a.py", "作业20/a.py"], set()),
    "projects by hexadecimal numbers": (["0x00-algebra/a.py", "0x01-neurons/a.py"], {NUMBERED}),
    "parts": (["Part 1 - Data/a.py", "Part 2 - Models/Section 4/b.py"], {NUMBERED}),
    "lessons that hold data": (["lessons/lesson1/a.json", "lessons/lesson2/b.csv"], set()),
    "addresses": (["0x00/a.py", "0x01/a.py"], set()),
    "one exercise from zero": (["ex00/a.py", "ex02/a.py"], set()),
    "one assignment": (["assignment1/a.py"], set()),
    "the first and the tenth": (["hw1/a.py", "hw10/a.py"], set()),
    "versions": (["v1/a.py", "v2/a.py"], set()),
    "a solution beside its skeleton": (["fit.py", "fit_sol.py"], {SKELETON}),
    "a notebook's solution": (["intro.ipynb", "intro_solution.ipynb"], {SKELETON}),
    "a solution alone": (["fit_solution.py"], set()),
    "exercises and solutions": (["exercises/a.ipynb", "solutions/a.ipynb"], {SKELETON}),
    "solutions of a shop": (["solutions/a.py"], set()),
    "starter code": (["starter/train.py"], {SKELETON}),
    "a task sheet": (["docs/Assignment 2.pdf"], {TASK_FILES}),
    "a description": (["finding_donors/project_description.md"], {TASK_FILES}),
    "a paper": (["docs/paper.pdf"], set()),
    "a capstone": (["CapstoneProject/a.py"], {COURSE_WORK}),
}


@pytest.mark.parametrize(("paths", "names"), PATHS.values(), ids=PATHS)
def test_what_paths_say(paths: list[str], names: set[str]) -> None:
    found = list(course_marks(snapshot(dict.fromkeys(paths, "x = 1\n"))))
    assert {each.name for each in found} == names
    assert all(each.line is None for each in found)


def test_what_a_course_hands_out_is_left_out_and_a_sign() -> None:
    exam = "# Exam template for the course\n\nQuestion 1 fill here\n"
    repo = snapshot({"reports/README.md": exam, "fit.py": "x = 1\n"})
    assert [(each.name, each.path) for each in course_marks(repo)] == [(TASK_FILES, "reports/README.md")]
    repo = snapshot({"reports/README.md": "# Report\n", "fit.py": "x = 1\n"})
    assert list(course_marks(repo)) == []


NAMES = {
    "mlops-zoomcamp-project": {PLATFORM, COURSE_WORK},
    "CS284_final_project": {COURSE_NUMBER, COURSE_WORK},
    "classroom-materials": {MATERIAL},
    "churn": set(),
    "assignment-optimizer": {COURSE_WORK},
}


@pytest.mark.parametrize(("name", "names"), NAMES.items(), ids=NAMES)
def test_what_the_name_says(name: str, names: set[str]) -> None:
    repo = snapshot({"README.md": "Text.\n"})
    repo.name = name
    assert {each.name for each in course_marks(repo)} == names


@given(
    st.lists(
        st.sampled_from(["this repository ", "it ", "for ", "my ", "solution ", "to ", "the ", "AB123 "])
    )
)
def test_a_long_sentence_costs_little(words: list[str]) -> None:
    repo = snapshot({"README.md": "".join(words) * 20})
    assert len(list(course_marks(repo))) < 100
