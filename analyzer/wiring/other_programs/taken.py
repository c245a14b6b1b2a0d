"""Of what programs do with queues, topics and streams: where they take messages from one.

A sign of a queue is one for what puts work in, too: the call, or the form of the class, tells which it is.
"""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.uses import ProgramUse

# What takes, by the last name of a call: of Go, Java, Scala, JavaScript, Ruby, R.
TAKING_CALLS = lazy_regex(
    r"(?i)(?:x?read\w*|fetch\w*|\w*consume\w*|poll\w*|\w*subscribe\w*|messages|receive\w*|[bx]\w*pop\w*"
    r"|handle(?:func)?|add\w*(?:handler|worker)|worker|process|run|each|eachmessage|work|define|listen|amqp_listen"
    r"|receivemessagecommand|on|create|\w*source|plainstream|stream|map\w*|foreach|rrq_worker)"
)
# What a service does beside its requests, which is handed no message:
# https://learn.microsoft.com/dotnet/core/extensions/workers
NO_MESSAGES = frozenset({"hosted service"})
# What only says from which topic the calls beside it take.
NAMES_TOPIC_ALONE = "#Kafka().consumer().subscribe"
HANDED_TO_JOB = lazy_regex(r"\b(?:perform|process|run)[ \t]{0,4}(?:\([ \t]{0,20}|[ \t])[\w*&]")
# The method of a job: https://guides.rubyonrails.org/active_job_basics.html,
# https://github.com/sidekiq/sidekiq/wiki
OF_JOBS = frozenset({"perform", "process", "run"})


def takes_messages(repo: Snapshot, use: ProgramUse) -> bool:
    """Whether a use takes messages from a queue: a call, a mark, or a class whose method is handed some."""
    if use.tool in NO_MESSAGES or use.target.endswith(NAMES_TOPIC_ALONE):
        return False
    if use.sign.bases is not None and use.sign.bases.fullmatch(use.target.rpartition("#")[2]):
        methods = [
            each
            for each in programs(repo)[use.path].functions
            if each.qualified_name.rpartition(".")[0] == use.function
        ]
        jobs = [each for each in methods if each.name in OF_JOBS]
        rows = (repo.text(use.path) or "").split("\n") if jobs else []
        return not jobs or any(HANDED_TO_JOB.search(rows[each.line - 1][:300]) for each in jobs)
    if use.sign.decorators is not None and use.handlers:
        return True
    last = use.target.removesuffix("()").rpartition(".")[2].rpartition("#")[2]
    return TAKING_CALLS.fullmatch(last) is not None
