"""Words by which a text names a measure of a model's quality, gives a reason, or means another thing."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex

# Measures of a model's quality by field: classification, regression and forecasting, ranking and retrieval,
# answers of language models, translation, speech, images, clusters.
METRIC = lazy_regex(
    r"\b(?:accuracy|precision|recall|f1|f-1|f-?(?:score|beta|measure)|f(?:2|0\.5)[- ]score|auc|auroc|roc"
    r"|au?prc|mcc|kappa|log[ -]?loss|brier|lift|(?:true|false) (?:negative|positive|alarm)s?|fpr|tpr"
    r"|sensitivity|specificity|youden'?s|ks[- ]statistic|gini coefficient|(?:expected )?calibration error"
    r"|rmse|mse|mae|mape|smape|mase|wm?ape|rmsle|r-squared"
    # Also the second round, rule or risk of a list.
    r"|r2(?=\s{0,3}[=≈~<>]|\s{0,3}:?\s?-?[01]?[.,]\d|\s(?:of|score)\b|_score\b)|r2_score"
    r"|crps|pinball loss|quantile loss|theil'?s u"
    r"|(?:mean|median) (?:absolute|squared) (?:percentage )?errors?|root mean squared?|qini"
    r"|coefficient of determination|concordance index|c-index"
    r"|ndcg|map@|mean average precision|mrr|mean reciprocal rank|reciprocal rank|hit[- ]?(?:rate|ratio)s?"
    r"|hit@\d{1,3}|hits@\d{1,3}|pass@\d{1,3}|win[- ]rates?|exact[- ]match(?:es)?"
    r"|faithfulness|groundedness"
    r"|hallucination rates?|(?:answer|response|context) (?:relevanc[ey]|correctness)"
    r"|perplexity|(?-i:BLEU|ROUGE|SacreBLEU|sacrebleu)|bleu(?:-?\d|[- ]scores?)|rouge(?:-?[l\d]|[- ]scores?)"
    r"|bert-?score|chrf|meteor scores?|comet scores?"
    r"|(?:word|character|phoneme|diari[sz]ation|equal) error rates?|mean opinion scores?|pesq|si-sdr"
    r"|m?iou|intersection[- ]over[- ]union|jaccard scores?|dice(?:[- ](?:coefficients?|scores?))"
    r"|hausdorff|psnr|ssim|lpips|fr[eé]chet inception|inception scores?|mota|idf1|hota"
    r"|silhouette|(?:spearman|kendall)(?:'s)?"
    r"|davies[- ]bouldin|calinski[- ]harabasz|adjusted rand|(?-i:mAP(?:50)?|WER|CER|EER|ECE|FID))\b"
    r"|\bR²",
    re.IGNORECASE,
)
# An entry of a list of things to do, and words that only sound like a metric of a model.
NO_METRIC = lazy_regex(
    r"^(?:[-*+]\s{1,4})?\[[ xX]\]\s.*|\b(?:mixed|half|single|double|full|float(?:ing)?(?:[- ]point)?"
    r"|numeric(?:al)?|decimal|arithmetic|(?:bf|b?fp?|b?float|u?int|tf)-?\d{1,2}|\d{1,2}[- ]bit|lower|reduced)"
    r"[- ]precision\b"
    # pictures that are kept
    r"|\b(?:plots?|charts?|figures?|curves|images)\s?\((?:roc|pr|auc|precision)\b[^)]{0,60}\)"
    r"|\b(?:i|we|you|please) recall\b|\brecall that\b"
    # codes of merchants and of countries, the cover of clouds; a way to build what reads streams
    r"|^(?=.{0,300}\b(?:merchants?|cards?|categor(?:y|ies)|country|cloud|columns?|encod\w{1,3})\b)"
    r"(?!.{0,300}\b(?:matthews|f1|auc|recall|accuracy|metrics?|scores?|imbalanc\w{1,5})\b).{0,300}\bmcc\b"
    r"|^(?=.{0,300}\b(?:lambda|streams?|streaming|kafka|architectures?)\b).{0,300}\bkappa\b"
    # what an option of a command is for
    r"|^(?:[-*+]\s{1,4})?\W{0,6}--[a-z][\w-]{1,40}\W.*|(?<!\S)--[a-z][\w-]{1,40}"
    # a field of an answer or of a class, with its type
    r"|^\W{0,4}[A-Za-z_][\w.]{0,60}\W{0,3}\s\((?:number|string|str|bool(?:ean)?|float\d{0,2}|double|decimal|int(?:eger)?"
    r"|object|array|list|dict)\b[^()]{0,40}\)\W{0,2}\s?[:–—-].*"
    # the number of a task, the type of a column, a machine, rounds of a review
    r"|\bF1\s?(?:-|–|~|to|through)\s?F\d{1,2}\b|\bdb-f1-\w{1,10}|\br1\b.{0,60}\br2\b(?=.{0,60}\br3\b)"
    r"|\breciprocal rank fusion\b|\bto lift\b"
    r"|\b(?:speed|performance|efficiency|reliability|elegance|safety)\s(?:and|&)\s(?:precision|accuracy)\b"
    r"|\b(?-i:PR|N?FR|REQ|US|AC|BR|EPIC|TASK|[PTM]\d{1,2})-F[12]\b(?! ?[-:=|]? ?(?:scores?\b|\d|of\b))"
    r"|\b(?:mrr|r2|mae|mse)\s?:\s?(?:double|float|int(?:eger)?|numeric|decimal|number|str(?:ing)?)\b"
    r"|^(?=.{0,300}\b(?:currenc(?:y|ies)|numeric\(|decimal\(|money|timestamps?|coordinates?|datetime\w{0,3})\b)"
    r".{0,300}\bprecision\b(?!\s?(?:[:=@|]|and recall|of \d|\d))"
    # caches, recurring revenue, object storage, letters, photographs and pages of the web
    r"|^(?=.{0,300}\b[\w-]{0,20}cach(?:e|es|ed|ing)\b).{0,300}\bhit[- ]?(?:rate|ratio)s?\b"
    r"|\bcach(?:e|es|ed|ing)\b[^.;]{0,40}\bhit[- ]?(?:rate|ratio)s?\b"
    r"|\bhit[- ]?(?:rate|ratio)s?\b[^.;]{0,30}\bcach(?:e|es|ed|ing)\b"
    r"|^(?=.{0,300}(?:\b(?:arr|revenues?|subscri\w{3,8}|churn\w{0,3}|recurring|pricing)\b|[$€£])).{0,300}\bmrr\b"
    r"|\b(?:cloudflare )r2\b|\br2 (?:buckets?|storage|objects?|endpoints?|access|account|uploads?)\b"
    r"|\b(?:case|time|price|cost|temperature|light|data|context|privacy|interest[- ]rate)[- ]sensitivity\b"
    r"|\bsensitivity (?:analys[ie]s|tuning|labels?|levels?|settings?|of (?:the )?data)\b"
    r"|\bexact[- ]match(?:[- ]only)? (?:search|lookup|quer\w{1,3}|filter\w{0,3}|cach\w{1,3}|rules?|on)\b"
    r"|\b(?:search\w{0,3}|lookups?|filter\w{0,3}|cache)\s(?:[a-z]{1,12}\s){0,2}exact[- ]match(?:es)?\b"
    # how precise numbers are, hits of a store or an index, and what checks that an answer is grounded
    r"|\bprecision\W{0,4}[:=|]\W{0,4}(?:b?fp?|b?float|u?int|tf)-?\d{1,2}\b"
    r"|\b(?:online|feature|key-?value|session|buffer|prefix)[- ](?:store|cache|pool|index)?\s?"
    r"hit[- ]?(?:rate|ratio)s?\b"
    # how far two boxes may overlap, and how far two distributions lie apart
    r"|^(?=.{0,300}\b(?:nms|non-?max\w{0,3}[- ]suppression|joins?|joined|merg(?:e[sd]?|ing)|adjacent)"
    r"\b)"
    r".{0,300}\biou\b|\biou[_ -]?thres\w{0,5}"
    r"|^(?=.{0,300}\b(?:drift\w{0,3}|cdfs?|psi|distributions?|p-?values?)\b).{0,300}\bks[- ]statistic\b"
    # how true a document is
    r"|\b(?:accuracy|precision) of (?:(?!models?\b|predict|classif|forecast|estimat|detect|recogni)"
    r"[\w-]{1,20} ){0,3}"
    r"(?:headers?|documents?|documentation|information|records?|dates?|address(?:es)?|timestamps?|invoices?"
    r"|exports?|calculations?|content|names?|fields?|reports?|inventory|instructions?"
    r"|lifecycles?|migrations?|configurations?|transactions?)\b"
    r"|\b(?:data|documentation|transformation|content|information|calculation|inventory|timing|schedul\w{1,4}|billing"
    r"|reporting|navigation|location|translation of \w{1,20}) accuracy\b"
    # why a model, and no metric, was taken
    r"|\b(?:speed|latency|cost|size|performance|memory|throughput) ?(?:/|-|–|and|&|vs\.?) ?accuracy[ -]"
    r"(?:trade-?offs?|balance)\b"
    r"|\baccuracy ?(?:/|-|–|and|&|vs\.?) ?(?:speed|latency|cost|size|memory|throughput)[ -]"
    r"(?:trade-?offs?|balance)\b"
    # the name of a way to run it, in a table
    r"|\b(?:high|higher|best|better|good|balanced)[- ]accuracy\b(?=\s?\|)"
    # how special a remark is, and how two columns of data go together
    r"|\b(?:issue|query|prompt|answer|response|comment|task|requirement|instruction|feedback|domain|target"
    r"|tissue|cell|language) specificity\b"
    r"|^(?=.{0,300}\b(?:features?|columns?|variables?|heatmaps?|matrix|multicollinear\w{0,3}|eda)\b)"
    r".{0,300}\b(?:spearman|kendall)\b"
    r"|\b(?:first input delay|fid and (?:lcp|cls))\b"
    # what is wrongly reported by something that is no model
    r"|^(?=.{0,300}\b(?:health[- ]?checks?|liveness|readiness|lint(?:ers?|ing)|static analysis"
    r"|(?:security|secrets?|vulnerability|code|dependency|image|virus|licen[cs]e)[- ]scan(?:s|ners?|ning)?"
    r"|gitleaks|trivy|bandit|semgrep|codeql|sonar\w{0,5}|detect-secrets|sast|cves?|antivirus"
    r"|type[- ]check\w{0,3}|alert(?:ing)? rules?|alert-?manager|pag(?:er|ing)|flaky|uptime)\b)"
    r".{0,300}\b(?:true|false)[- ](?:negative|positive|alarm)s?\b",
    re.IGNORECASE,
)
# Wrong answers of anything: a measure beside a rate, a number, a cost, a model or what it predicts.
WRONGS = lazy_regex(r"\b(?:true|false) (?:negative|positive|alarm)s?\b", re.IGNORECASE)
WRONGS_MEANT = lazy_regex(
    r"\d|\b(?:rates?|costs?|matrix|ratio|counts?|cut-?offs?|metrics?|scores?|models?|classifiers?|detectors?"
    r"|evaluat\w{1,5}|test set|validation|thresholds?|benchmark\w{0,3}|measured?|reported?"
    r"|true (?:negative|positive)s?"
    r"|false (?:negative|positive|alarm)s?\b[^.;]{0,40}\bfalse (?:negative|positive|alarm)s?)\b",
    re.IGNORECASE,
)
# Everyday words, and what tells that a sentence without a reason means a measure of a model.
EVERYDAY = lazy_regex(
    r"\b(?:accuracy|precision|recall|lift|sensitivity|specificity|faithfulness|groundedness"
    r"|exact[- ]match(?:es)?|silhouette|win[- ]rates?|spearman|kendall)\b",
    re.IGNORECASE,
)
# What shall become of it, without a figure: "improved response accuracy and fewer errors".
PROMISED = lazy_regex(
    r"\b(?:improv(?:e[sd]?|ing)|better|higher|enhanc(?:e[sd]?|ing)|increas(?:e[sd]?|ing)|boost(?:s|ed|ing)?"
    r"|high|maximum|best|good|great)"
    r"\s(?:(?!models?\b|predict|classif|test|validation)[\w-]{1,20}\s){0,2}(?:accuracy|precision|recall)\b(?![^.;|]{0,80}\d)",
    re.IGNORECASE,
)
# A line of what is not done, and headings of it.
NOT_DONE = lazy_regex(r"\A\W{0,6}[❌✗✘🚫⛔]")
LEFT_OUT_HEADING = lazy_regex(
    r"\b(?:non-?goals?|out of scope|not (?:yet )?(?:included|implemented|covered|supported|done|in scope)"
    r"|what (?:it|this)\b.{0,30}\b(?:is|does|do)(?: not|n['’]t))\b",
    re.IGNORECASE,
)
# The measure that decides, among those that a text names.
DECIDES = lazy_regex(
    r"\b(?:primary|main|key|headline|official|selection|deciding|optimi[sz]ation|target|chosen)\s"
    r"(?:[\w-]{1,20}\s){0,2}(?:metrics?|measures?|criteri(?:on|a)|scores?)\b"
    r"|\bmetrics? of choice\b|\b(?:selected|chosen|picked|ranked|judged?|optimi[sz]ed?) (?:by|for|on)\b",
    re.IGNORECASE,
)
# Documents about what is to come, what is other people's, or how the work is presented.
ABOUT_OTHER_THINGS = lazy_regex(
    r"(?:^|[/_.-])(?:next[-_ ]?steps?|road-?map|to-?do|progress|dev-?log|syllabus|attributions?|interview"
    r"|presentation|resume|future|ideas|plans?)(?:[_.-][^/]{0,60})?\Z",
    re.IGNORECASE,
)
HITS = lazy_regex(r"\bhit[- ]?(?:rate|ratio)s?\b", re.IGNORECASE)
OF_CACHES = lazy_regex(r"cach(?:e|es|ed|ing)\b", re.IGNORECASE)
HITS_REACH = 4
# What somebody thinks of several things, in the row of a table.
OPINIONS_OF_TABLE = lazy_regex(
    r"\|[^|]{0,20}[★☆⭐🌟✅❌✔✓✗✘]"
    r"|\|\s(?:very )?(?:high|medium|low|good|better|best|excellent|moderate|fair|poor)(?:e(?:r|st))?\b",
    re.IGNORECASE,
)
# A point under such a label, what tells that it is one of a list of advantages, and what says a measure.
_BETTER = r"\A\W{0,8}(?:(?:high|better|improved|more) )?"
OF_QUALITY = lazy_regex(
    rf"{_BETTER}(?:accuracy|precision|sensitivity|specificity)\W{{0,4}}:(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
ADVANTAGE = lazy_regex(
    rf"{_BETTER}(?:speed|automation|scalability|efficiency|convenience|simplicity|accessibility|flexibility"
    r"|reliability|consistency|security|privacy|innovation|transparency|ease of use)\W{0,4}:",
    re.IGNORECASE,
)
SAYS_MEASURE = lazy_regex(
    r"\d|\b(?:correct\w{0,4}|shares?|fractions?|ratios?|percent\w{0,4}|proportions?|how (?:often|many|well)"
    r"|rates?|numbers?|counts?|errors?|positives?|negatives?|labels?|ground[- ]truth)\b",
    re.IGNORECASE,
)
# A figure in a row of a table; stars, "high" and "fast" are what somebody thinks of it.
FIGURE_OF_TABLE = lazy_regex(r"\d\s?%|\d?[.,]\d")
MEANT = lazy_regex(
    r"\d\s?%|\d?[.,]\d|\b(?:metrics?|scores?|models?|classif\w{1,8}|predict\w{0,6}|evaluat\w{1,5}|test set"
    r"|validation|held[- ]out|threshold|curve|benchmark\w{0,3}|trained|training|judged?"
    r"|measured?|reported?)\b"
    r"|\b(?:accuracy|precision|recall|faithfulness)\s?[:=|]"
    # In a table these are settings as often, which no number is beside.
    r"|\b(?:lift|sensitivity|specificity)\s?(?:[:=]|\|(?=[^\n]{0,80}\d))"
    r"|^(?:\W|\b(?:and|or|accuracy|precision|recall|lift|sensitivity|specificity|faithfulness)\b){1,40}$",
    re.IGNORECASE,
)
# The number of a model or of a release: "Gemini 2.5", "llama-3.1-8b", "v1.5". It measures nothing.
VERSION_NAMES = lazy_regex(
    r"\b(?:gemini|gpt|claude|llama|mistral|mixtral|qwen|phi|gemma|deepseek|grok|glm|kimi|nova|titan|command"
    r"|whisper|bert|yolo|imagen|veo|falcon|python|cuda|pytorch|torch|tensorflow|sonnet|opus|haiku|flash|turbo|pro"
    r"|version|release|ver\.?)[ -]?(?:v\.?)?\d{1,3}(?:\.\d{1,3}){1,2}\w{0,6}\b"
    r"|(?<![\w.])v\.?\d{1,3}(?:\.\d{1,3}){1,2}\b"
    r"|\b(?!(?:accuracy|precision|recall|lift|sensitivity|specificity|faithfulness)-)[a-z]\w{1,30}"
    r"(?:-[a-z]\w{0,20}){0,4}-v?\d{1,3}\.\d{1,3}\w{0,6}",
    re.IGNORECASE,
)
# The company of this name: what only a product has, and its place in a list of makers of models.
MAKERS = (
    r"\b(?:openai|anthropic|claude|chatgpt|gpt-?\d?\w?|gemini|google|mistral|cohere|groq|ollama|deepseek|grok"
    r"|xai|bedrock|azure|copilot|openrouter|tavily|bing|brave|exa|serpapi|serper|duckduckgo)\b"
)
BESIDE = r"(?: ai)?(?:\s?[,/|&+]|\s(?:and|or|vs\.?)\b)\s?(?:(?:and|or)\s)?"
COMPANY = lazy_regex(
    r"\bperplexity(?:\.ai|'s"
    r"|[ _-](?:ai|labs|apis?|pro|sonar|(?:api )?keys?|account|providers?|mcp|search|llms?))\b"
    # the head of a row in which nothing is measured
    r"|^\W{0,4}(?-i:Perplexity)\W{0,4}\|(?!.{0,300}\d)"
    rf"|{MAKERS}{BESIDE}(?-i:Perplexity)\b|\b(?-i:Perplexity){BESIDE}{MAKERS}",
    re.IGNORECASE,
)
REASON = lazy_regex(
    r"\b(?:because|since|so that|therefore|rather than|instead of|chose|chosen|choose|prefer|preferred"
    r"|matters?|costl(?:y|ier)|expensive|cheaper|penali[sz]e\w?|trade-?offs?|worse than"
    r"|more important|we care|optimi[sz]e[sd]? for|robust to"
    r"|balanc(?:e[sd]?|ing)\s(?:(?:between|of|both|out)\s)?(?:precision|recall))\b",
    re.IGNORECASE,
)
# What F1 is, and not why it was taken: "F1 | Balance between precision and recall".
DEFINED = lazy_regex(
    r"\A\W{0,6}(?:(?:macro|micro|weighted|the)[- ]){0,2}f-?1(?:[- ]?(?:scores?|measure))?"
    r"(?:\W{0,6}\([^()]{1,40}\))?(?:\W{0,6}[≥≤>=<~]{0,2}\s?\d?[.,]?\d{1,4}\s?%?)?"
    r"[\s|:–—-]{1,8}(?:(?:is|the|a|an)\s){0,2}(?:harmonic mean|balanc(?:e[sd]?|ing))\b[^.;]{0,120}",
    re.IGNORECASE,
)
# Why a value came out so, or is not there, and what is only looked at.
OF_A_VALUE = lazy_regex(
    r"\b(?:is|was|are|were|be|remains?|remained|stays?)\s(?:[a-z]{1,12}ly\s)?"
    r"(?:low(?:er|est)?|high(?:er|est)?|zero|null|empty|missing|(?:un)?available|undefined|(?:in)?eligible|rejected|skipped"
    r"|better|worse|poor|weak|unchanged|noisy)\b[^.;]{0,60}\b(?:because|since)\b[^.;]{0,300}"
    r"|\bmissing\s(?:optional\s)?(?:values?|data|fields?|rows?|records?|features?|columns?|inputs?|keys?)\b"
    r"|\b(?:evaluat\w{1,5}|explor\w{1,5}|analy[sz]\w{1,5}|visuali[sz]\w{1,5}|discuss\w{0,3}|show\w{0,3}|compar\w{1,4}"
    r"|plot\w{0,4}|understand\w{0,3}|illustrat\w{1,4}|inspect\w{0,3}|examin\w{1,3}|stud(?:y|ies|ying))"
    r"\s(?:[\w/-]{1,20}\s){0,4}trade-?offs?\b",
    re.IGNORECASE,
)
# The head of a column in which a table says why.
REASON_COLUMN = lazy_regex(
    r"\W{0,4}(?:rationale|why\b.{0,40}|reason(?:s|ing)?|justification)\W{0,4}", re.IGNORECASE
)
LEAST_WORDS_OF_A_REASON = 3
# A correlation of ranks is chosen in these words; the other ones mostly say why it came out as it did.
OF_RANKS = lazy_regex(r"\b(?:spearman|kendall)(?:'s)?\b", re.IGNORECASE)
CHOOSES = lazy_regex(
    r"\b(?:rather than|instead of|chose|chosen|choose|prefer(?:red)?|matters?|robust to)\b", re.IGNORECASE
)
# How a search, an index or a cache is set up is weighed against speed, and decides about no metric.
WEIGHED = lazy_regex(r"\btrade-?offs?\b", re.IGNORECASE)
OF_SETTINGS = lazy_regex(
    r"\b(?:hnsw|ivf\w{0,8}|diskann|scann|ef[_ -]?(?:search|construction)|n?[_-]?probes?|n_?lists"
    r"|(?:vector|ann|similarity|approximate)[- ]search|index(?:es|ing)?"
    r"|\w{0,20}cach(?:e|es|ed|ing)|top[-_ ]?k|chunk(?:s|ing)?|quanti[sz]\w{1,7})\b",
    re.IGNORECASE,
)
# What decides about a metric by itself, unless a sentence says what was done about it.
OF_THE_CLASSES = lazy_regex(r"\bimbalanc\w{1,5}\b", re.IGNORECASE)
REMEDIES = lazy_regex(
    r"\b(?:smote\w{0,6}|(?:over|under|re)-?sampl\w{1,5}|sampling|(?:class|sample)[_ -]?weight\w{0,3}"
    r"|weighted loss|scale_pos_weight|focal loss|augment\w{1,6}|stratif\w{1,8})\b",
    re.IGNORECASE,
)
HANDLED = lazy_regex(
    r"\b(?:handl|address|tackl|mitigat|treat|deal|fix|correct|counter)(?:e[sd]?|ing|s|t)?\b", re.IGNORECASE
)
# What is gathered from results is no reason for a metric, unless it says what speaks for one.
GATHERED = lazy_regex(
    r"\b(?:indicating|suggesting|showing|implying|revealing|demonstrating)\sthat\b"
    r"(?![^;]{0,400}\b(?:rather than|instead of|chose|chosen|choose|prefer(?:red)?|matters?|misleading"
    r"|misleads?|costl(?:y|ier)|expensive|wrong metric)\b)[^;]{0,400}",
    re.IGNORECASE,
)
# A model that is chosen, and how well it does: a reason for the model, by the measure.
_MODELS = (
    r"(?:xgb(?:oost)?|lightgbm|lgbm|catboost|(?:gradient[- ])?boosting|random forests?|decision trees?"
    r"|(?:logistic|linear|ridge|lasso|poisson) regression|svms?|naive bayes|k-?nn|lstms?|transformers?"
    r"|\w{0,12}bert|cnns?|resnets?|yolo\w{0,5}|prophet|s?arima\w?|neural nets?|networks?|ensembles?"
    r"|models?|classifiers?|regressors?|estimators?|architectures?|algorithms?|backbones?|smote)\b"
)
_OF = r"(?:(?:the|a|an|our|to|use|using|final|best|simple|simpler|tuned|plain|as|for)\s){0,4}"
FOR_A_MODEL = lazy_regex(
    rf"\b(?:chose|choose|chosen|prefer(?:red)?|selected|rather than|instead of)\s{_OF}{_MODELS}"
    rf"|\b{_MODELS}(?:\s[\w()-]{{1,20}}){{0,3}}\s(?:was|were|is|are)\s(?:\w{{1,12}}\s)?"
    r"(?:chosen|preferred|selected)\b"
    r"|\b(?:because|since|as)\s(?:it|they|this|that|the \w{1,20})\s(?:\w{1,12}\s){1,4}"
    r"(?:best|highest|lowest|better|higher|lower|superior)\s(?:[\w-]{1,20}\s){0,2}"
    r"(?:accuracy|precision|recall|f1|auc|roc|rmse|mae|r2|scores?|performance|results?|errors?)\b",
    re.IGNORECASE,
)
OF_ERRORS = lazy_regex(
    r"\b(?:metrics?|measures?|errors?|mistakes?|miss(?:es|ed|ing)?|false|wrong\w{0,2}|alarms?|negatives?|positives?"
    r"|mis-?classif\w{1,8}|(?:over|under)-?(?:predict|estimat|forecast|stock)\w{0,5}|outliers?|rare)\b",
    re.IGNORECASE,
)
# A reason stands with what it is the reason of: a comma before "because" parts nothing.
CLAUSES = lazy_regex(
    r"[;:()–—]|,(?! (?:because|since|so|therefore|rather|instead|as|which)\b)|\s(?:and|but)\s", re.IGNORECASE
)
REASON_FIRST = lazy_regex(r"^\W{0,4}(?:because|since|as)\b[^,]{0,200},", re.IGNORECASE)
# "It never cost accuracy": what is paid for something else is no choice of a metric.
PAID = lazy_regex(
    r"\b(?:costs?|costing|sacrific\w{1,3}|los(?:e|es|ing|t)|hurts?|hurting|degrad(?:e|es|ed|ing)"
    r"|loss (?:of|in)|drop in)"
    r"\s(?:(?:any|some|the|its|no|much|in|of|model|retrieval|answer)\s){0,3}(?:accuracy|precision|recall)\b",
    re.IGNORECASE,
)

# What a text says that it does not measure or does not vouch for is no measure of it.
_VOUCHES = (
    r"(?:claim(?:s|ed|ing)?|measur(?:es?|ed|ing)|report(?:s|ed|ing)?|guarante(?:es?|ed|eing)|promis(?:es?|ed)"
    r"|evaluat(?:es?|ed)|assess(?:es|ed)?|quantif(?:y|ies|ied)|validat(?:es?|ed)|establish(?:es|ed)?"
    r"|prov(?:es?|ed|en)|demonstrat(?:es?|ed)|warrant(?:s|ed)?)\b"
)
DENIED = lazy_regex(
    r"\b(?:(?:do|does|did|can|could|should|shall|will|would|must|is|are|was|were)(?: not|n['’]t)"
    r"|cannot|never)"
    rf"\s(?:(?:yet|intended|meant|designed|to|be|be used to|itself|directly|currently)\s){{0,3}}{_VOUCHES}"
    r"(?:(?!,?\s(?:but|instead|rather|only|because|since|as)\b|,\s(?:we|it|the|this|they|so|which)\b)"
    r"[^.;:!?|]){0,300}"
    r"|\b(?:no|not an?|without (?:any|an?)|without)\s(?:[\w-]{1,20}\s){0,3}"
    r"(?:claims?|guarantees?|evidence|measurements?|proof|promises?)\b"
    r"(?: (?:of|about|on|for|that|to)\b[^.;:,!?|]{0,200})?"
    r"|(?<![^.;:,!?|])[^.;:,!?|]{0,200}\b(?:is|are|was|were|been)\s(?:not|never)\s"
    rf"(?:(?:yet|been|being|currently)\s){{0,2}}{_VOUCHES}",
    re.IGNORECASE,
)
