"""Go: what packages of logging, metrics and the like are for."""

from __future__ import annotations

from analyzer.wiring.other_programs.language import Sign, Subject, sign

GO_OPERATION_SIGNS: tuple[Sign, ...] = (
    sign(Subject.METRICS, "Prometheus client", "github.com/prometheus/client_golang", r".+"),
    sign(Subject.LOGGING, "zap", "go.uber.org/zap", r".*\.(?:Debug|Info|Warn|Error|Fatal|Panic)[fw]?"),
    sign(Subject.LOGGING, "slog", "log/slog", r"(?:.*\.)?(?:Debug|Info|Warn|Error)(?:Context)?"),
    sign(Subject.PRINTING, "fmt", "fmt", r"Print(?:ln|f)?"),
)
