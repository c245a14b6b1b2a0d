"""Disclaimers that negate what the work does, and sections about limits, in English and in other languages."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

NEGATED = {
    "no medical device": (
        "Disclaimer",
        "This is not a medical device. It must not be used for clinical decisions of any kind.",
    ),
    "no substitute": (
        "Important disclaimer",
        "The answers are no substitute for a lawyer. It cannot replace one, and only knows old laws.",
    ),
    "not intended": ("Disclaimer", "Not intended for clinical use. The score may be wrong for rare classes."),
    "Portuguese": ("Aviso", "O modelo não substitui um médico. Ele não foi validado em hospitais."),
    "Spanish": ("Descargo de responsabilidad", "No sustituye a un médico. No ha sido validado en clínicas."),
    "Italian": ("Avvertenze", "Il modello non sostituisce un medico. Non è stato validato in ospedale."),
    "French": ("Avertissement", "Le modèle ne remplace pas un médecin. Il n'a pas été validé en clinique."),
    "German": ("Haftungsausschluss", "Das Modell ersetzt keinen Arzt. Es wurde nicht klinisch validiert."),
    "Chinese": ("免责声明", "本模型不能替代医生。\n\n模型未经临床验证。"),
}
WAIVED = {
    "English": (
        "Disclaimer",
        "It is provided as is. We are not liable for damages. Use it at your own risk.",
    ),
    "education": ("Disclaimer", "This project is for educational purposes only. It was fun to make."),
    "Spanish": (
        "Descargo de responsabilidad",
        "No se garantiza nada sin garantía. No somos responsables de daños.",
    ),
    "German": (
        "Haftungsausschluss",
        "Keine Haftung für Schäden. Wir können nicht haften und sollten nicht haften.",
    ),
    "Chinese": ("免责声明", "本项目按原样提供。\n\n作者不承担任何责任。"),
}
LIMITS = {
    "Portuguese": ("Limites do modelo", Level.PRESENT),
    "Portuguese, with assumptions": ("Limites e suposições", Level.PRESENT),
    "Spanish": ("Límites conocidos del sistema", Level.PRESENT),
    "French": ("Limites de l'approche", Level.PRESENT),
    "German": ("Grenzen des Modells", Level.PRESENT),
    "Italian": ("Limiti", Level.PRESENT),
    "assumptions": ("Supuestos", Level.PRESENT),
    "out of scope, in Spanish": ("Fuera de alcance", Level.PRESENT),
    "out of scope, in Chinese": ("非目标", Level.PRESENT),
    "goals, in Chinese": ("目标", Level.ABSENT),
    "out of scope, in Korean": ("범위 외", Level.PRESENT),
    "limits of pages": ("分页限制", Level.ABSENT),
    "limits, in Chinese": ("当前限制", Level.PRESENT),
    "a limit of rates": ("Límites de uso de la API", Level.ABSENT),
    "a limit of memory": ("Limites de mémoire", Level.ABSENT),
    "hypotheses of a business": ("Hipóteses de negócio", Level.ABSENT),
}


OUTSIDE = {
    "在本地运行，不是生产级部署。": Level.PRESENT,
    "尚未验证，没有线上用户。": Level.PRESENT,
    "支持上传文档，不仅支持一种。": Level.ABSENT,
    "支持上传文档。": Level.ABSENT,
}


@pytest.mark.parametrize(("text", "level"), OUTSIDE.items())
def test_bounds_of_a_scope_in_chinese_say_what_is_outside(text: str, level: Level) -> None:
    found = run("limitations", snapshot({"README.md": f"# 服务\n\n## 范围边界\n\n- {text}\n"}))
    assert found.level is level


@pytest.mark.parametrize(("heading", "text"), NEGATED.values(), ids=NEGATED)
def test_a_disclaimer_that_negates_what_the_work_does_states_limits(heading: str, text: str) -> None:
    found = run("limitations", snapshot({"README.md": f"# It\n\n## {heading}\n\n{text}\n"}))
    assert [each.line for each in found.evidence] == [3]
    once = run(
        "limitations", snapshot({"README.md": f"# It\n\n## {heading}\n\n{text.partition('. ')[0]}.\n"})
    )
    assert once.level is (Level.ABSENT if ". " in text else found.level)


@pytest.mark.parametrize(("heading", "text"), WAIVED.values(), ids=WAIVED)
def test_a_disclaimer_that_waives_what_is_owed_states_none(heading: str, text: str) -> None:
    found = run("limitations", snapshot({"README.md": f"# It\n\n## {heading}\n\n{text}\n"}))
    assert found.level is Level.ABSENT


@pytest.mark.parametrize(("heading", "level"), LIMITS.values(), ids=LIMITS)
def test_a_section_about_limits_in_other_languages(heading: str, level: Level) -> None:
    found = run("limitations", snapshot({"README.md": f"# It\n\n## {heading}\n\nBla bla bla.\n"}))
    assert found.level is level


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("README.md", "Scope and limitations of it"), ("docs/a.md", "Limitations")),
        (("docs/b.md", "Honest limitations"), ("docs/a.md", "Limitations and rollback")),
        (("docs/a.md", "Limitations of it all"), ("docs/plans/a.md", "Limitations")),
        (("docs/a.md", "Limitations of it all"), ("docs/b.md", "Assumptions about the traffic")),
    ],
)
def test_limits_of_the_whole_and_limits_alone_are_shown_first(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    said = "It does not work for new customers, and nobody has measured it for any other country. " * 2
    files = {path: f"# It\n\n## {heading}\n\n{said}\n" for path, heading in (first, second)}
    assert [each.path for each in run("limitations", snapshot(files)).evidence] == [first[0], second[0]]
