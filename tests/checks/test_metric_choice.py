from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found, told
from tests.support.notebooks import notebook
from tests.support.snapshots import run, snapshot

WITH_REASON, NAMED = "a metric is named with a reason: ", "a metric is named: "
LEVELS = {
    "a reason in the sentence": (
        "We judge by recall because a missed failure costs more than an alarm.", Level.SUBSTANTIVE, 3,
        f"{WITH_REASON}'We judge by recall because"),
    "a reason in the sentence before": (
        "The classes are imbalanced. PR-AUC is reported.", Level.SUBSTANTIVE, 3, f"{WITH_REASON}'PR-AUC is"),
    "a reason in the sentence after": ("PR-AUC is shown. The classes are imbalanced.", Level.PRESENT, 3, NAMED),
    "a reason two sentences before": (
        "The classes are imbalanced. It rained. PR-AUC is shown.", Level.PRESENT, 3, NAMED),
    "a measure alone": ("Accuracy: 0.93", Level.PRESENT, 3, f"{NAMED}'Accuracy: 0.93'"),
    "measures, the reason later": (
        "Accuracy: 0.93\n\nMuch.\n\nRecall matters here.", Level.SUBSTANTIVE, 7, f"{WITH_REASON}'Recall matters here.'"),
    "two measures without a reason": ("Accuracy: 0.93\n\nMuch.\n\nRecall: 1", Level.PRESENT, 3, f"{NAMED}'Accuracy"),
    "a thing to do": ("- [ ] Token counting accuracy", Level.ABSENT, 0, ""),
    "a thing that was done": ("- [x] Improve recall because it matters", Level.ABSENT, 0, ""),
    "precision of numbers": ("Mixed precision, because memory is expensive.", Level.ABSENT, 0, ""),
    "precision of a type": ("We use float16 precision because it is faster.", Level.ABSENT, 0, ""),
    "precision of a brain's floats": ("We use bf16 precision because it halves the memory.", Level.ABSENT, 0, ""),
    "what the reader shall recall": ("Recall that users are new because we grow.", Level.ABSENT, 0, ""),
    "recall, and that it matters": ("Recall matters because we miss some.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "codes of merchants": ("We encode mcc because merchants differ.", Level.ABSENT, 0, ""),
    "a metric of merchants": ("We chose the metric mcc because few merchants cheat.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "a metric in small letters": ("We chose mcc because labels are rare.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "a way to build what reads streams": ("We chose Kappa because one stream is enough.", Level.ABSENT, 0, ""),
    "kappa of labels": ("We chose kappa because labels agree by chance.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "a word of everyday language": ("Test the new setting to ensure continued accuracy.", Level.ABSENT, 0, ""),
    "a word beside the number of a version": ("For accuracy with text, Gemini 3 Pro works best.", Level.ABSENT, 0, ""),
    "a word beside a longer number of a version": (
        "Dynamic (Gemini 2.5 Flash): good accuracy and speed.", Level.ABSENT, 0, ""),
    "a word beside a hyphenated name": ("llama-3.1-8b gives good accuracy.", Level.ABSENT, 0, ""),
    "a word beside a release": ("The accuracy of v1.5 is good.", Level.ABSENT, 0, ""),
    "a figure beside a version": ("Gemini 2.5 Flash has an accuracy of 0.9.", Level.PRESENT, 3, NAMED),
    "a figure behind a hyphen": ("The run ended at accuracy-0.93 today.", Level.PRESENT, 3, NAMED),
    "a share": ("We reach an accuracy of 93 %.", Level.PRESENT, 3, NAMED),
    "two such words": ("Precision and recall of the classifier are shown.", Level.PRESENT, 3, NAMED),
    "a table's heading": ("F1", Level.PRESENT, 3, NAMED),
    "a table of opinions": ("| Mode | Accuracy | For |\n|---|---|---|\n| a | high | x |\n| b | *** | x |", Level.ABSENT, 0, ""),
    "a table of figures": ("| Mode | Accuracy | For |\n|---|---|---|\n| a | high | x |\n| b | 0.9 | x |", Level.PRESENT, 3, NAMED),
    "a table of shares": ("| Mode | Accuracy | For |\n|---|---|---|\n| a | 90 % | x |", Level.PRESENT, 3, NAMED),
    "a table of opinions about a measure": ("| Mode | F1 |\n|---|---|\n| a | high |", Level.PRESENT, 3, NAMED),
    "a table of measures": ("| Name | Use |\n|---|---|\n| Accuracy | all |\n| Recall | rare |", Level.PRESENT, 5, NAMED),
    "the name of a way to run it": ("| For | Docs |\n|---|---|\n| High accuracy | 4 |", Level.ABSENT, 0, ""),
    "a point of a list of advantages": (
        "- Speed: at once.\n- **Accuracy:** Done by AI.\n- Automation: all of it.", Level.ABSENT, 0, ""),
    "the same point alone": ("- **Accuracy:** Done by AI.", Level.PRESENT, 3, NAMED),
    "such a point with a figure": ("- Speed: at once.\n- Accuracy: 93 of 100.", Level.PRESENT, 4, NAMED),
    "such a point that says what is counted": (
        "- Speed: words a second.\n- Accuracy: how often it is right.", Level.PRESENT, 4, NAMED),
    "such a point beside other measures": ("- Latency: all.\n- Accuracy: Done by AI.", Level.PRESENT, 4, NAMED),
    "a high value": ("High accuracy: 0.93", Level.PRESENT, 3, NAMED),
    "ranks that were chosen": ("We chose Spearman as a metric because ranks count.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "a result of ranks that is explained": ("The judge model gave a Spearman of 0.0 because nothing varies.", Level.PRESENT, 3, NAMED),
    "how special a remark is": ("We evaluated issue specificity by 0.9.", Level.ABSENT, 0, ""),
    "a measure of ranks": ("The judge reaches a Spearman's rho of 0.8.", Level.PRESENT, 3, NAMED),
    "a measure of ranks of two columns": ("Spearman of the features and the score: 0.8", Level.ABSENT, 0, ""),
    "a link whose text is a metric": ("[Accuracy](a.md): 0.93", Level.PRESENT, 3, NAMED),
    "a company among others": ("One click sends it to OpenAI, Anthropic, or Perplexity for a verdict.", Level.ABSENT, 0, ""),
    "what is gathered from results": (
        "The gap of specificity and sensitivity is wide, indicating that the models over-guess, driven in part by "
        "the class imbalance.", Level.PRESENT, 3, NAMED),
    "what is gathered because of errors": (
        "Recall is 0.4, suggesting that it fails because of false negatives.", Level.PRESENT, 3, NAMED),
    "a reason before what is gathered": (
        "We judge by recall because a miss costs more, showing that it improves.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "what is gathered against a metric": (
        "Accuracy is 0.99, showing that accuracy is misleading because of the class imbalance.",
        Level.SUBSTANTIVE, 3, WITH_REASON),
    "a company before others": ("Supports Perplexity/OpenAI because it is cheaper.", Level.ABSENT, 0, ""),
    "a company in a row of providers": ("| Provider | Chat |\n|---|---|\n| **Perplexity** | Yes |", Level.ABSENT, 0, ""),
    "a metric in a row": ("| Measure | Value |\n|---|---|\n| Perplexity | 12.5 |", Level.PRESENT, 5, NAMED),
    "a setting in a row": ("| Setting | Meaning |\n|---|---|\n| `sensitivity` | how it reacts |", Level.ABSENT, 0, ""),
    "sensitivity in a row": ("| Measure | Value |\n|---|---|\n| Sensitivity | 0.91 |", Level.PRESENT, 5, NAMED),
    "an option": ("- **`--accuracy`**: Choose the accuracy metric (A, B)", Level.ABSENT, 0, ""),
    "what an option gives": ("We chose accuracy because it is what `--metric` gives.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "a company's key": ("Set the Perplexity API key rather than another.", Level.ABSENT, 0, ""),
    "a metric of a model of a company": ("We chose perplexity on GPT-2 because it is stable.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "a metric beside others": ("BLEU, ROUGE and Perplexity", Level.PRESENT, 3, NAMED),
    "a company and a metric": ("Perplexity AI reaches an F1 of 0.9.", Level.PRESENT, 3, NAMED),
    "a setting that costs no accuracy": (
        "Forced tool use with thinking off is cheaper, and I never saw it cost accuracy.", Level.ABSENT, 0, ""),
    "a reason for a model, the measure beside": (
        "We chose the small one, it is cheaper. Its F1 is 0.9.", Level.PRESENT, 3, NAMED),
    "an error that is expensive": (
        "A miss is expensive, so is a call. Recall of 0.9 decides.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "a reason that stands first": (
        "Because late parcels annoy, we look at MAE.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "a reason after a comma": (
        "We report MAE, since late parcels annoy.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "measures of retrieval": ("Compared using Hit Rate and Mean Reciprocal Rank.", Level.PRESENT, 3, NAMED),
    "measures of retrieval in short": ("MRR of 0.8 and nDCG@10 of 0.7", Level.PRESENT, 3, NAMED),
    "a parameter of an index": (
        "Latency vs recall trade-off: increase ef_search without rebuilding the index.", Level.ABSENT, 0, ""),
    "a parameter of an index with a score": (
        "HNSW: the recall@10 score of 0.95 is a trade-off with latency.", Level.PRESENT, 3, NAMED),
    "a cache weighed": ("Embed the last message (GPTCache-style, pragmatic recall/accuracy trade-off).", Level.ABSENT, 0, ""),
    "a choice beside an index": (
        "We judge the index by recall because a missed page costs more.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "errors weighed": (
        "The threshold is a trade-off of precision and recall.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "the hits of a cache, far away": (
        "Expected hit rates: 60% for repeated questions vs. 18% for exact-match-only caching.", Level.ABSENT, 0, ""),
    "the hits of a cache": ("The cache hit rate is shown.", Level.ABSENT, 0, ""),
    "pictures that are kept": ("Model files and plots (ROC, confusion matrix, etc.) in a bucket with its model.", Level.ABSENT, 0, ""),
    "the hits of a store": ("Monitor hit rates: target > 80 %.", Level.PRESENT, 3, "a metric is named"),
    "the hits of a cache, after": ("Hit rate of the semantic cache: 40 %", Level.ABSENT, 0, ""),
    "the hits of a cache, twice": ("- `hitRate` of it: Cache hit rate percentage", Level.ABSENT, 0, ""),
    "the hits of a cache, by the list": (
        "- **Cache key**: the address\n- TTL: a day\n- Bound: LRU\n- Size: 4\n- Hit rate: 40-60 %", Level.ABSENT, 0, ""),
    "hits far below a cache": (
        "- Cache key: it\n- TTL: a day\n- Bound: LRU\n- Size: 4\n- Name: x\n- Hit rate: 40-60 %", Level.PRESENT, 8, NAMED),
    "the hits of a cache, by the heading": ("## Caching\n\nHit rate: 40-60 %", Level.ABSENT, 0, ""),
    "another measure under such a heading": ("## Caching\n\nHit rate 0.5, MRR 0.7", Level.PRESENT, 5, NAMED),
    "hits after another heading": ("Cached.\n\n## Search\n\nHit rate: 40-60 %", Level.PRESENT, 7, NAMED),
    "a field with its type": ("- `mae` (number): the MAE of the day", Level.ABSENT, 0, ""),
    "a measure with its unit": ("- `mae` (parcels): the MAE of the day", Level.PRESENT, 3, NAMED),
    "a rating": ("| It | A | B |\n|---|---|---|\n| Accuracy | ⭐⭐⭐⭐⭐ | ⭐⭐⭐ |", Level.ABSENT, 0, ""),
    "a rating in words": ("| It | A | B |\n|---|---|---|\n| Accuracy | Very high | Good |", Level.ABSENT, 0, ""),
    "a rating with a figure": ("| It | A | B |\n|---|---|---|\n| Accuracy | ⭐ 0.93 | 0.91 |", Level.PRESENT, 5, NAMED),
    "a rating by a measure": ("| It | A | B |\n|---|---|---|\n| RMSE | ✅ | ❌ |", Level.PRESENT, 5, NAMED),
    "a measure and its meaning in a row": (
        "| It | A |\n|---|---|\n| Accuracy | how many are right |", Level.PRESENT, 5, NAMED),
    "the precision of numbers": ("Models run in float precision (never quantized).", Level.ABSENT, 0, ""),
    "recurring revenue": ("MRR grew with the revenue of new plans.", Level.ABSENT, 0, ""),
    "measures of answers": ("Faithfulness: 0.9, answer relevancy: 0.8", Level.PRESENT, 3, NAMED),
    "faithfulness of everyday language": ("Its faithfulness to the paper is a delight.", Level.ABSENT, 0, ""),
    "a measure of speech": ("Whisper reaches a WER of 8 %.", Level.PRESENT, 3, NAMED),
    "a word that is no measure of speech": ("Wer das liest, lacht; Cer too.", Level.ABSENT, 0, ""),
    "colours of another language": ("decision Vert / Orange / Rouge, or Bleu", Level.ABSENT, 0, ""),
    "a measure of summaries": ("Rouge-L and rouge2 are shown.", Level.PRESENT, 3, NAMED),
    "a score of translations": ("The bleu score is shown.", Level.PRESENT, 3, NAMED),
    "measures of translation": ("chrF and COMET scores", Level.PRESENT, 3, NAMED),
    "a tracker of that name": ("Runs are logged to Comet.", Level.ABSENT, 0, ""),
    "a measure of images": ("mIoU 0.71, Dice score 0.8", Level.PRESENT, 3, NAMED),
    "mean average precision": ("mAP50 is 0.71 at the end.", Level.PRESENT, 3, NAMED),
    "a map": ("The map shows 50 %.", Level.ABSENT, 0, ""),
    "dice": ("We roll the dice 50 times.", Level.ABSENT, 0, ""),
    "measures of forecasts": ("WAPE and pinball loss per store", Level.PRESENT, 3, NAMED),
    "a share of variance": ("R² of 0.8", Level.PRESENT, 3, NAMED),
    "storage of that name": ("Files lie in Cloudflare R2.", Level.ABSENT, 0, ""),
    "accuracy of a document": (
        "Tests must cover the training step to ensure the accuracy of training export headers.", Level.ABSENT, 0, ""),
    "accuracy of a process": ("Following the prediction, verify the accuracy of the subject migration lifecycle.", Level.ABSENT, 0, ""),
    "accuracy of records": ("We measured the accuracy of the customer records.", Level.ABSENT, 0, ""),
    "accuracy of a model's fields": ("We measured the accuracy of the model on the fields.", Level.PRESENT, 3, NAMED),
    "accuracy of predictions": ("We measured the accuracy of predicted dates.", Level.PRESENT, 3, NAMED),
    "letters that are small or great": ("Case sensitivity of names: 50 %", Level.ABSENT, 0, ""),
    "sensitivity of a test": ("Sensitivity: 0.9, specificity: 0.8", Level.PRESENT, 3, NAMED),
    "an exact match in a search": ("Search by exact match: 0.3 s", Level.ABSENT, 0, ""),
    "an exact match of answers": ("The model has an exact match of 61 %.", Level.PRESENT, 3, NAMED),
    "an option of a command": ("Run val.py with --iou 0.7.", Level.ABSENT, 0, ""),
    "a health check that is wrong": (
        "Health checks did not ask the model, leading to false positive responses.", Level.ABSENT, 0, ""),
    "a scan that is wrong": ("A secret scan has 12 false positives.", Level.ABSENT, 0, ""),
    "false alarms of nothing that is said": ("Sensors send false alarms at night.", Level.ABSENT, 0, ""),
    "a rate of false alarms": ("The false positive rate is shown.", Level.PRESENT, 3, NAMED),
    "a number of false alarms": ("It has 12 false alarms.", Level.PRESENT, 3, NAMED),
    "false alarms of a model": ("False positives of the model are shown.", Level.PRESENT, 3, NAMED),
    "both kinds of errors": ("False positives and false negatives per class", Level.PRESENT, 3, NAMED),
    "false alarms weighed": ("False alarms matter more than a late answer.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "clusters": ("Davies-Bouldin is 0.4.", Level.PRESENT, 3, NAMED),
    "a type of a column": ("- mrr : double", Level.ABSENT, 0, ""),
    "a measure with a colon": ("- mrr : 0.7", Level.PRESENT, 3, NAMED),
    "digits of money": ("Keep money as NUMERIC(18,2) or with a documented precision.", Level.ABSENT, 0, ""),
    "digits of times": ("Timestamps have a measured precision of a second.", Level.ABSENT, 0, ""),
    "a share beside money": ("Money is found with precision 0.9.", Level.PRESENT, 3, NAMED),
    "the number of a task": ("Marked the list of PR-F1 as complete.", Level.ABSENT, 0, ""),
    "a measure with a prefix": ("Macro-F1 and OOF-F1 are shown.", Level.PRESENT, 3, NAMED),
    "a figure of such a measure": ("PR-F1 0.8 at the end", Level.PRESENT, 3, NAMED),
    "a model that is preferred": ("If the AUC is within 0.01 we prefer XGBoost.", Level.PRESENT, 3, NAMED),
    "a measure that is preferred": ("We prefer AUC to accuracy for XGBoost.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "a model that was chosen": ("Random forest was chosen because it had the best AUC.", Level.PRESENT, 3, NAMED),
    "a measure because of what it weighs": (
        "We report F1 because it gives precision and recall equal weight.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "what a measure is": ("F1 Balance between precision and recall", Level.PRESENT, 3, NAMED),
    "what a measure is, with a limit": (
        "| Name | At least | It is |\n|---|---|---|\n| F1 Score | ≥ 0.85 | Balance precision and recall |", Level.PRESENT, 5, NAMED),
    "what a measure is, in a sentence": ("The F1 score is the harmonic mean, balancing precision and recall.", Level.PRESENT, 3, NAMED),
    "why a measure that balances": (
        "F1 is the balance of precision and recall; we prefer recall because misses are expensive.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "a trade-off that is looked at": ("Evaluate trade-offs using PR-AUC and recall.", Level.PRESENT, 3, NAMED),
    "why a value is low": ("Faithfulness (0.41) is low because the answer cites another text.", Level.PRESENT, 3, NAMED),
    "why a measure is chosen where another is low": (
        "We chose recall because faithfulness is low.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "values that are missing": ("Missing values are labelled rather than made up. The page shows macro F1.", Level.PRESENT, 3, NAMED),
    "cases that are missed": ("Missed cases are shown rather than hidden. Macro F1.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "what is not done": ("- ❌ **Tracking** - drift only, no accuracy of the model", Level.ABSENT, 0, ""),
    "what is done": ("- ✅ **Tracking** - drift, and the accuracy of the model", Level.PRESENT, 3, NAMED),
    "what is out of scope": ("## Out of scope\n\nThe accuracy of the model", Level.ABSENT, 0, ""),
    "a class of that name": ("Classify whether it is a planet or a false positive.", Level.ABSENT, 0, ""),
    "a promise": ("Several models improve response accuracy.", Level.ABSENT, 0, ""),
    "a promise with a figure": ("Several models improve response accuracy to 93 %.", Level.PRESENT, 3, NAMED),
    "how right data are": ("Data quality tests: validation, data transformation accuracy", Level.ABSENT, 0, ""),
    "hits of a store": ("Online store hit rate: 95 %", Level.ABSENT, 0, ""),
    "a switch": ("A toggle for groundedness", Level.ABSENT, 0, ""),
    "a share of grounded answers": ("Groundedness: 0.9", Level.PRESENT, 3, NAMED),
    "how far boxes may overlap": ("NMS thresholds: IoU=0.7", Level.ABSENT, 0, ""),
    "boxes that are joined": ("Adjacent boxes are joined where IoU > 0.5.", Level.ABSENT, 0, ""),
    "how far boxes overlap": ("IoU=0.7 on the test set", Level.PRESENT, 3, NAMED),
    "how far data moved": ("The KS statistic of a drift is the distance of two CDFs.", Level.ABSENT, 0, ""),
    "how far classes are parted": ("A KS statistic of 0.4", Level.PRESENT, 3, NAMED),
    "a type behind a colon": ("Precision: FP16", Level.ABSENT, 0, ""),
    "the measure that decides": ("Recall: 0.9\n\nMuch.\n\nPrimary metric: PR-AUC", Level.PRESENT, 7, f"{NAMED}'Primary metric: PR-AUC'"),
    "the first of two that decide": ("Selected by F1.\n\nMuch.\n\nPrimary metric: PR-AUC", Level.PRESENT, 3, NAMED),
    "a column of reasons": (
        "| Name | Why |\n|---|---|\n| It | is there |\n| Recall | sick people are found |", Level.SUBSTANTIVE, 6, WITH_REASON),
    "a reason of two words": ("| Name | Why |\n|---|---|\n| Recall | sick people |", Level.PRESENT, 5, NAMED),
    "a column of reasons for something else": (
        "| Part | Why |\n|---|---|\n| Search | its recall is 0.9 here |", Level.PRESENT, 5, NAMED),
    "another column": ("| Name | Where |\n|---|---|\n| Recall | in the file of results |", Level.PRESENT, 5, NAMED),
    "two measures in balance": ("F1 > 0.8 to ensure a balance between precision and recall", Level.SUBSTANTIVE, 3, WITH_REASON),
    "a balance of something else": ("A balance of cost and speed at an F1 of 0.8", Level.PRESENT, 3, NAMED),
    "numbers of tasks": ("Done: F1-F7 and B1-B3", Level.ABSENT, 0, ""),
    "the kind of a machine": ("It runs on db-f1-micro at 7.56 a month.", Level.ABSENT, 0, ""),
    "rounds of a review": ("Five rounds (r1: 3C; r2: 2C; r3: 1C)", Level.ABSENT, 0, ""),
    "the second of a list": ("R1 (release), R2 (rollback) and R3 passed.", Level.ABSENT, 0, ""),
    "a share that is explained": ("R2 0.91 and r2_score of 0.9", Level.PRESENT, 3, NAMED),
    "a share with a sign": ("R2 = 0.91", Level.PRESENT, 3, NAMED),
    "ranks that are fused": ("Dense plus sparse, reciprocal rank fusion", Level.ABSENT, 0, ""),
    "something that is lifted": ("Read it to lift the logic of the classifier.", Level.ABSENT, 0, ""),
    "praise": ("Made for speed and precision with local models.", Level.ABSENT, 0, ""),
    "a model before another": ("XGBoost rather than the linear regression lifts the AUC to 0.9.", Level.PRESENT, 3, NAMED),
    "a model that was chosen by a measure": (
        "The model was chosen by recall because misses are expensive.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "classes that were made even": (
        "Address class imbalance by class weights or sampling. Report macro F1.", Level.PRESENT, 3, NAMED),
    "a remedy for classes": (
        "It is needed as the classes are imbalanced. SMOTE takes time but lifts the recall to 0.9.", Level.PRESENT, 3, NAMED),
    "classes that were handled": ("We deal with imbalanced classes. F1: 0.8", Level.PRESENT, 3, NAMED),
    "classes that a measure handles": ("PR-AUC handles imbalanced classes.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "classes that were made even, the measure beside": (
        "SMOTE for the imbalanced classes gives an F1 of 0.8.", Level.PRESENT, 3, NAMED),
    "classes that were made even, and a measure for them": (
        "We use SMOTE, but with imbalanced classes F1 is shown.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "what is not claimed": (
        "It does not claim production-model accuracy, replace human review, or use conversations.", Level.ABSENT, 0, ""),
    "what is not measured": ("It doesn't measure a hosted model's accuracy, represent users or score it.", Level.ABSENT, 0, ""),
    "what is not measured in a list": ("It does not measure speed, model accuracy or cost.", Level.ABSENT, 0, ""),
    "what was not measured": ("The model's accuracy was not yet measured.", Level.ABSENT, 0, ""),
    "no claim": ("No claim of model accuracy is made.", Level.ABSENT, 0, ""),
    "no claim about a metric": ("We make no model accuracy claims.", Level.ABSENT, 0, ""),
    "what is measured instead": ("It does not measure the model's accuracy, but its F1.", Level.PRESENT, 3, NAMED),
    "another measure in the next clause": (
        "The accuracy is not reported; the F1 is 0.8.", Level.PRESENT, 3, NAMED),
    "a measure that does not rise": ("The model's accuracy does not improve after ten rounds.", Level.PRESENT, 3, NAMED),
    "what is not measured, and why": (
        "We do not report accuracy because the classes are imbalanced.", Level.SUBSTANTIVE, 3, WITH_REASON),
    "a reason for something else": ("The service answers quickly because it caches.", Level.ABSENT, 0, ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "level", "line", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_measure_and_its_reason(text: str, level: Level, line: int, words: str) -> None:
    document = f"# It\n\n{text}\n"
    for path, content, row in (
        ("README.md", document, line),
        ("a.ipynb", notebook("x = 1", text=document), None),
    ):
        finding = run("metric_choice", snapshot({path: content}))
        assert_found(finding, level, f"{path}:{row}", words)
        assert len(finding.evidence) <= 1


def test_a_long_sentence_is_quoted_up_to_the_end_of_a_word_within_eighty_characters() -> None:
    for tail, shown, end in (
        ("x" * 72, "x" * 72, ""),
        ("x" * 73, "", "..."),
        ("x" * 30 + " " + "y" * 50, "x" * 30, "..."),
    ):
        (evidence,) = run("metric_choice", snapshot({"README.md": f"Recall: {tail}"})).evidence
        assert evidence.note == f"{NAMED}'{f'Recall: {shown}'.rstrip()}{end}'"


@pytest.mark.parametrize("path", ["CHANGELOG.md", "docs/contributing.md", "releases/HISTORY.md"])
def test_what_is_said_about_the_making_is_not_about_the_result(path: str) -> None:
    repo = snapshot({path: "# It\n\nThe accuracy is better because of it.\n"})
    assert_found(run("metric_choice", repo), Level.ABSENT)


def test_every_text_is_told_and_a_notebook_without_text_is_none() -> None:
    files = {
        "README.md": "Accuracy: 1\n",
        "a.ipynb": notebook("accuracy = 1"),
        "b.ipynb": notebook("x = 1", text="Recall matters."),
    }
    assert told(run("metric_choice", snapshot(files))) == [
        f"SUBSTANTIVE b.ipynb:None {WITH_REASON}'Recall matters.'",
        f"PRESENT README.md:1 {NAMED}'Accuracy: 1'",
    ]


def test_fifty_documents_and_fifty_notebooks_are_read() -> None:
    documents = {f"docs/d{number:02}.md": "Accuracy: 1\n" for number in range(51)}
    notebooks = {f"n{number:02}.ipynb": notebook("x = 1", text=f"Recall: {number}") for number in range(51)}
    found = {each.path for each in run("metric_choice", snapshot({**documents, **notebooks})).evidence}
    assert found == {*documents, *notebooks} - {"docs/d50.md", "n50.ipynb"}


def test_the_readme_is_shown_first() -> None:
    repo = snapshot({"README.md": "F1 of 0.8", "docs/a.md": "F1 of 0.7", ".plan/a.md": "AUC of 0.9"})
    assert run("metric_choice", repo).evidence[0].path == "README.md"


@pytest.mark.parametrize("path", ["NEXT_STEPS.md", "docs/ATTRIBUTION.md", "PROGRESS.md", "INTERVIEW_PREP.md"])
def test_what_is_to_come_or_other_peoples_is_shown_after_the_documents(path: str) -> None:
    repo = snapshot({path: "F1 of 0.8", "docs/results.md": "F1 of 0.7"})
    assert run("metric_choice", repo).evidence[0].path == "docs/results.md"


def test_a_measure_of_its_own_name_is_shown_before_a_word_of_everyday_language() -> None:
    texts = {"docs/a.md": "Accuracy of the model", "docs/b.md": "F1 of 0.7", "ROADMAP.md": "F1 of 0.8"}
    found = [each.path for each in run("metric_choice", snapshot(texts)).evidence]
    assert found == ["docs/b.md", "docs/a.md", "ROADMAP.md"]


def test_of_very_many_documents_the_readme_is_read_and_hidden_notes_last() -> None:
    notes = {f".plan/{number:02}.md": "F1 of 0.8" for number in range(50)}
    finding = run("metric_choice", snapshot({**notes, "README.md": "AUC of 0.9", "docs/a.md": "F1 of 0.7"}))
    found = [each.path or "" for each in finding.evidence]
    assert found[:1] == ["README.md"] and "docs/a.md" in found and len(found) == 50


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Use the mobile model for the best speed/accuracy tradeoff.", Level.ABSENT),
        ("The small one has the better accuracy-latency trade-off because it is quantised.", Level.ABSENT),
        ("We chose recall over accuracy because a missed case costs more.", Level.SUBSTANTIVE),
    ],
)
def test_a_reason_for_a_model_is_none_for_a_metric(text: str, level: Level) -> None:
    assert run("metric_choice", snapshot({"README.md": f"# A\n\n{text}\n"})).level is level


@pytest.mark.parametrize(
    ("path", "title", "level"),
    [
        ("docs/caching.md", "Guide", Level.ABSENT),
        ("docs/guide.md", "The cache", Level.ABSENT),
        ("docs/retrieval.md", "Retrieval", Level.PRESENT),
    ],
)
def test_a_document_on_caches_names_no_metric_by_their_hits(path: str, title: str, level: Level) -> None:
    document = f"# {title}\n\n## Best practices\n\n- Monitor hit rates: target > 80 %.\n"
    assert run("metric_choice", snapshot({path: document})).level is level
