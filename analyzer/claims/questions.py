"""What to ask about a claim that nothing was found for, by its topic; `{claim}` stands for the sentence."""

from __future__ import annotations

from analyzer.declarations import ClaimQuestion, Competency

PRODUCTION = ClaimQuestion(
    competency=Competency.OPERATIONS,
    ask="“{claim}” Where did it run, who called it, and how would they have noticed an outage?",
    strong="Names a caller, an environment and at least one incident.",
    weak="It ran on a laptop for the demo.",
    covers=("A1",),
)
SCALE = ClaimQuestion(
    competency=Competency.OPERATIONS,
    ask="“{claim}” Over which period was that measured, and what was the bottleneck at peak load?",
    strong="Distinguishes average from peak load, and knows the bottleneck.",
    weak="Repeats the number.",
    covers=("D1", "D2"),
)
LATENCY = ClaimQuestion(
    competency=Competency.OPERATIONS,
    ask="“{claim}” Where was it measured, at which percentile, and what causes the slowest responses?",
    told=r"\bp\s?(?:50|75|9\d)\b|\b(?:50|75|9\d)th\b|\bpercentiles?\b|\bmedian\b",
    ask_told="“{claim}” Where was it measured, under which load, and what causes the slowest responses?",
    strong="Can trace a slow request, and names the hardware behind the number.",
    weak="Quotes the mean of a loop in a notebook.",
    covers=("D3",),
)
MONITORING = ClaimQuestion(
    competency=Competency.DEBUGGING,
    ask="“{claim}” What did it show the last time something was wrong?",
    strong="Describes one specific chart and the action it led to.",
    weak="Describes the tool.",
    covers=("B2",),
)
TESTS = ClaimQuestion(
    competency=Competency.EVALUATION,
    ask="“{claim}” Which defect did the tests catch, and which one did they miss?",
    strong="Gives an example of both.",
    weak="Quotes a coverage percentage.",
    covers=("H2",),
)
DEPLOYMENT = ClaimQuestion(
    competency=Competency.OPERATIONS,
    ask="“{claim}” Walk me through the last deployment. Which steps were automated, and which were manual?",
    strong="Knows every step, including the one that can block a release.",
    weak="Names a platform.",
    covers=("A5",),
)
ROLLBACK = ClaimQuestion(
    competency=Competency.DEBUGGING,
    ask="“{claim}” When was it last used, and what had to be restored by hand?",
    strong="Has rolled back, and can say how many minutes it took.",
    weak="It should work.",
    covers=("C1",),
)
EXPERIMENT = ClaimQuestion(
    competency=Competency.EVALUATION,
    ask="“{claim}” How were the groups assigned, when was the test stopped, and did any segment disagree?",
    strong="Fixed the decision rule before looking at the results.",
    weak="The new version had the higher average.",
    covers=("E3",),
)
OUTCOME = ClaimQuestion(
    competency=Competency.TRADEOFFS,
    ask="“{claim}” Who measured it, against which baseline, and what else changed during that time?",
    strong="Names the baseline and the weakness of the comparison.",
    weak="Does not know where the number came from.",
    covers=("K5",),
)
OTHER = ClaimQuestion(
    competency=Competency.COMMUNICATION,
    ask="“{claim}” What would you show somebody who doubts it?",
    strong="Points to something concrete that can be inspected.",
    weak="Repeats the sentence.",
)
