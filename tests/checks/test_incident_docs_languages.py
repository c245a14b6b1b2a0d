"""Reports of failures in other languages than English say what happened in their own words."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.checks.test_incident_docs import FILLER, SERVICE
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

GERMAN = f"""# Störungsbericht: falsche Antworten

{FILLER}

## Auswirkungen

Am 01.03.2024 war die Antwort 45 Minuten lang für 12 % der Anfragen falsch.

## Ursache

Der nächtliche Lauf schrieb leere Spalten.

## Maßnahmen

- Prüfung auf leere Spalten
"""
SPANISH = f"""# Informe de incidente: respuestas incorrectas

{FILLER}

## Impacto

El 1 de marzo de 2024 el 12 % de las respuestas fueron incorrectas durante 2 horas.

## Causa

El proceso nocturno escribió columnas vacías.

## Acciones

- comprobar las columnas
"""
CHINESE = (
    "# 故障报告\n\n"
    + "这个服务为客户团队提供预测结果。" * 20
    + "\n\n## 影响\n\n2024年3月1日 12% 的请求在 45 分内得到错误结果。"
    "\n\n## 根本原因\n\n特征任务写入了空列。\n\n## 改进措施\n\n- 检查空列\n"
)
TOLD = "impact, cause, actions"
REPORTS = {
    "in German": (GERMAN, Level.WIRED, f"{TOLD}; with dates, figures and a cause"),
    "in German, without its cause": (GERMAN.replace("Ursache", "Hergang"), Level.PRESENT, "little about failures"),
    "in Spanish": (SPANISH, Level.WIRED, f"{TOLD}; with dates, figures and a cause"),
    "in Spanish, without a date": (SPANISH.replace("1 de marzo de 2024", "lunes"), Level.SUBSTANTIVE, TOLD),
    "in Chinese": (CHINESE, Level.WIRED, f"{TOLD}; with dates, figures and a cause"),
    "in Chinese, without a date": (CHINESE.replace("2024年3月1日", "上周"), Level.SUBSTANTIVE, TOLD),
    "in Chinese, and short": (CHINESE.replace("这个服务为客户团队提供预测结果。" * 10, ""), Level.CLAIMED, "a stub"),
}  # fmt: skip


@pytest.mark.parametrize(("document", "level", "words"), REPORTS.values(), ids=REPORTS)
def test_a_report_in_another_language(document: str, level: Level, words: str) -> None:
    assert_found(
        run("incident_docs", snapshot({**SERVICE, "docs/a.md": document})), level, "docs/a.md:1", words
    )


OPERATED = {
    "docs/guia-de-operacao.md": "Guia de operação do serviço",
    "docs/guia-operaciones.md": "Guía de operaciones de la API",
    "docs/plano-de-contingencia.md": "Plano de contingência",
    "docs/exploitation.md": "Guide d'exploitation",
    "docs/procedimiento-incidentes.md": "Procedimiento ante incidentes",
    "docs/故障处理手册.md": "故障处理手册",
    "docs/MAINTENANCE.md": "Mantenimiento y operaciones",
    "docs/upkeep.md": "Operations and maintenance",
    "docs/betrieb.md": "Betrieb und Wartung",
    "docs/manutencao.md": "Operação e manutenção",
    "docs/operacoes.md": "Operações com listas",
    "docs/maintenance.md": "Mantenimiento con listas",
    "docs/guia-de-operacoes.md": "Guia de operações com listas",
}
TAUGHT_ALONE = ("Operações com listas", "Mantenimiento con listas", "Guia de operações com listas")


@pytest.mark.parametrize(("path", "title"), OPERATED.items(), ids=OPERATED)
def test_a_guide_to_operation_is_known_by_its_name(path: str, title: str) -> None:
    said = "" if title in TAUGHT_ALONE else "The alert names the pod and the dashboard.\n\n"
    found = run("incident_docs", snapshot({**SERVICE, path: f"# {title}\n\n{said}{FILLER}\n"}))
    assert (found.level is Level.ABSENT) == (title in TAUGHT_ALONE)


TROUBLES = {
    "Resolución de problemas frecuentes": True,
    "14. Resolución de problemas frecuentes": True,
    "Problemas comunes": True,
    "Problèmes courants": True,
    "Häufige Fehler": True,
    "Problemas": False,
    "Problemas de la clase": False,
}


@pytest.mark.parametrize(("heading", "found"), TROUBLES.items(), ids=TROUBLES)
def test_a_section_about_troubles_is_known_by_its_heading(heading: str, found: bool) -> None:
    said = (
        "El servicio no responde: mirar los registros del contenedor, reiniciarlo y comprobar que contesta. "
        * 3
    )
    text = f"# Despliegue\n\nAsí se pone en marcha.\n\n## {heading}\n\n{said}\n"
    level = run("incident_docs", snapshot({**SERVICE, "docs/despliegue.md": text})).level
    assert (level is Level.PRESENT) == found
