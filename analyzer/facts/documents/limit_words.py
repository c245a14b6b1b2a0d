"""The words of sections about limits and of disclaimers: English first, then other languages of the writers.

A disclaimer is a limit where it negates what the work does, and none where it waives a warranty.
"""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex

# `Limites du modèle`, `Grenzen des Systems`: the limits of a rate or of a load are none.
_OF_THE_WORK = (
    r"\b(?:limites|límites|limiti|grenzen) (?:conhecid\w{2}|conocid\w{2}|noti|attuali"
    r"|(?:du|de la|de l['’]|de|des|do|da|del|della|dell['’]|der) ?(?:este |esta |cet |cette )?"
    r"(?:mod(?:èle|elo|ello|ells)"
    r"|approche|abordagem|enfoque|approccio|ansatzes|proje(?:t|to|kts)|proyecto|progetto|syst[èe]me?s?|sistema"
    r"|étude|estudo|estudio|studio|analyse|análisis|análise|analisi|données|dados|datos|dati|daten|solu\w{4,6}))\b"
)
LIMIT_HEADING = lazy_regex(
    r"limitation|known issue|caveat|shortcoming|assumption"
    r"|\bwhat (?:this|it|the \w{1,20}|we|i)\s(?:\w{1,20}\s)?(?:does|do|is|did)(?: not|n['’]t)\b"
    r"(?! (?:change|affect)s?\b)"
    r"|\bwhat (?:this|it|the \w{1,20}|we|i)\s(?:\w{1,20}\s)?(?:can(?:not| not|['’]t)|won['’]t|will not)\b"
    r"|\bknown (?:gaps|weaknesses|problems|bugs|failures)\b|\bweaknesses\b|\bfailure cases\b"
    r"|\bwhere (?:it|this|the \w{1,20}) (?:fails|breaks down|struggles)\b"
    # The same in other languages; a limit of rates or of a load is none.
    r"|limitaci(?:ón|ones)|limitaç(?:ão|ões)|limitazion[ei]|\blimites (?:connues|actuelles)|einschränkung"
    r"|\A\W{0,4}(?:\d[\d.]{0,8}\W{1,3})?(?:limites|límites|limiti|grenzen)\W*\Z|bekannte probleme"
    r"|problemas conocidos|problèmes connus|ограничени|известные проблемы|допущени|ograniczeni"
    r"|hạn chế|keterbatasan|kısıtlama|sınırlama"
    r"|한계(?:점|사항)?(?=\W*\Z|\s*\()|제한 ?사항|제약 ?사항|알려진 (?:문제|이슈)"
    rf"|{_OF_THE_WORK}|\b(?:limites|límites) (?:et|e|y) (?:hypothèses|suposiç|premissas|supuestos|suposicion)"
    r"|\bsuposições\b|\bsupuestos\b|\bpremissas (?:assumidas|do modelo)\b|\bassunzioni\b"
    r"|\bhypothèses (?:de travail|simplificatrices|du modèle)\b|\bmodellannahmen\b|\bannahmen\W*\Z"
    r"|局限|不足之处|已知(?:问题|問題)|(?<!速率)(?<!请求)(?<!流量)(?<!分页)(?<!API)(?<!API )"
    r"(?<!频率)(?<!大小)(?<!资源)(?<!内存)限制(?=\W*\Z|与|和|说明)|制限事項|制約事項|既知の(?:制限|問題)",
    re.IGNORECASE,
)
# What somebody leaves out.
SCOPE_HEADING = lazy_regex(
    r"out[- ]of[- ]scope|\bnot (?:covered|in scope|mitigated|addressed|protected against)\b|\bnon-?goals?\b"
    # The same in other languages.
    r"|fuera de(?:l)? alcance|fora d[eo] escopo|hors (?:du )?p[ée]rim[èe]tre|fuori (?:ambito|perimetro)"
    r"|\bnicht[- ]ziele\b|nicht im umfang|вне рамок"
    r"|不在范围|超出范围|范围(?:之)?外|範囲外|スコープ外|非目标|非目標"
    r"|不(?:支持|包含)的(?:功能|内容|场景)|범위 ?(?:밖|외)|비목표",
    re.IGNORECASE,
)
# The bounds of a scope, or goals beside what is none, tell what is inside as well.
SCOPE_BOUNDS = lazy_regex(
    r"\b(?:scope|project) bound(?:s|ary|aries)\b|\bbound(?:s|ary|aries) of (?:the |this )?(?:scope|project)\b"
    r"|\bgoals? (?:and|&|/) non-?goals?\b|\b(?:in|within) scope (?:and|&|/) out[- ]of[- ]scope\b"
    r"|(?:范围|範圍|能力|适用|功能|项目)(?:的)?(?:边界|邊界)|边界(?:说明|与限制|和限制)|\babgrenzung\b"
    r"|(?:目标|目標|范围|範圍)(?:、|与|和|與|及| ?/ ?)(?:非目标|非目標|范围外|範圍外)"
    r"|범위 ?(?:/|및|와) ?범위 ?(?:밖|외)",
    re.IGNORECASE,
)
SAYS_OUTSIDE = lazy_regex(
    r"\boutside\b|\bexcluded\b|不(?!仅|但|断|同|过|少|错)|未|没有|沒有|无法|無法|(?<!不)仅(?:支持|限|用于|能)|(?<!不)只(?:支持|能|覆盖|用于)"
    r"|\b(?:nicht|kein\w{0,2})\b|않|없|아니|아님|제외|범위 ?[밖외]|미포함",
    re.IGNORECASE,
)
# What the law calls a limitation: nobody pays for what goes wrong.
LIABILITY_HEADING = lazy_regex(
    r"\blimitations?\s(?:of|on|to)\s(?:\S{1,20}\s){0,3}"
    r"(?:liabilit\w{1,3}|warrant\w{1,3}|(?:damages|remed(?:y|ies)|claims)\W*\Z)"
    r"|\blimited (?:liability|warranty)\b|\bliability limitations?\b|\blimitation de (?:la )?responsabilité"
    r"|\blimitación de (?:la )?responsabilidad|\blimitação de (?:a )?responsabilidade"
    r"|\blimitazion[ei] di responsabilità",
    re.IGNORECASE,
)
# A disclaimer is a limit where it says what the work does not do, and none where it waives a warranty.
DISCLAIMER_HEADING = lazy_regex(
    r"\bdisclaimers?\b|\bintended (?:use|purpose)s?\W*\Z"
    # The same in other languages.
    r"|\bavisos?(?: legal| importante)?\W*\Z|\b(?:descargo|isenção|exención|exenção) de responsabili\w{2,6}"
    r"|\bavertissements?\b|\bmise en garde\b|\bclause de non[- ]responsabilité|\bhaftungsausschluss"
    r"|\b(?:esclusione|esonero|liberatoria) (?:di|da) responsabilità|\bavvertenz[ae]\b"
    r"|отказ от ответственности|免责声明|免責聲明|免責事項|면책",
    re.IGNORECASE,
)
SAYS_UNDONE = lazy_regex(
    r"\b(?:is|are|was|were|has|have|been) ?n(?:ot|['\u2019]t)(?: yet)?(?: been)?(?: \w{1,12}ly)?"
    r" (?:validated|tested|evaluated|certified|approved|audited|calibrated|verified|designed|suitable"
    r"|intended|meant|reliable|robust|production[- ]ready)\b"
    r"|\b(?:does|do|can|did) ?n(?:ot|['\u2019]t)(?: \w{1,12}ly)? (?:guarantee|eliminate|ensure|detect"
    r"|cover|handle|support|account|capture|consider|prevent|protect|verify|validate|check|generali[sz]e|work|know)\b"
    r"|\bmay (?:still )?(?:hallucinate|be (?:wrong|inaccurate|incorrect)|(?:produce|contain|make|give)"
    r" (?:\w{1,12} )?(?:errors?|mistakes?|wrong|inaccurate|incorrect|false))\b"
    r"|\A\W{0,4}not (?:intended|validated|suitable|designed|tested|certified|approved)\b"
    r"|\b(?:is|are) (?:not|no) (?:an? )?(?:medical|diagnostic|safety|certified|legal|clinical)[- ]\w{2,12}\b"
    r"|\b(?:is|are) (?:not|no) (?:an? )?(?:substitutes?|replacements?)\b"
    r"|\b(?:must|should|can|may) ?n(?:ot|['\u2019]t) (?:\w{1,12} )?"
    r"(?:be (?:used|relied|trusted|applied|deployed)|replace|predict|diagnose|detect|handle|guarantee)\b"
    r"|\bcannot (?:\w{1,12} )?(?:replace|predict|diagnose|detect|handle)\b|\bcan (?:still )?make mistakes\b"
    r"|\bdo(?:es)? not (?:replace|predict|diagnose|recogni[sz]e|understand)\b"
    r"|\bonly (?:knows?|covers?|supports?|works? (?:for|with|on)|trained on)\b"
    # Portuguese and Spanish.
    r"|\bnão (?:substitu\w{1,4}|garant\w{1,4}|detecta|cobre|considera|generaliza|funciona|se destina"
    r"|(?:foi|é|está) (?:\w{1,14} )?(?:validad|testad|avaliad|projetad|certificad|destinad)\w{1,2}"
    r"|dev\w{1,3} ser (?:usad|utilizad)\w{1,2})"
    r"|\bno (?:sustituy\w{1,3}|reemplaza\w?|garantiza\w?|detecta|cubre|considera|generaliza|funciona"
    r"|(?:ha|han) sido (?:\w{1,14} )?(?:validad|probad|evaluad|certificad)\w{1,2}"
    r"|est[áa]n? (?:diseñad|pensad|validad|destinad)\w{1,2}"
    r"|deben? (?:usarse|utilizarse|ser (?:usad|utilizad)\w{1,2}|emplearse))"
    # Italian and French.
    r"|\bnon (?:sostituisc\w{1,3}|garantisc\w{1,3}|rileva|considera|funziona"
    r"|deve (?:essere )?(?:usat|utilizzat)\w"
    r"|è (?:stat\w )?(?:validat|testat|valutat|progettat|certificat|destinat)\w)"
    r"|\bne (?:(?:remplace|détecte|couvre|fonctionne|généralise)(?:nt)? pas"
    r"|(?:doi(?:t|vent)|peu(?:t|vent)) (?:pas|en aucun cas))\b"
    r"|\bn['\u2019](?:a|ont|est|sont) pas (?:été )?(?:validé|testé|évalué|conçu|destiné|certifié)\w{0,2}"
    # German and Chinese.
    r"|\b(?:ersetz\w{1,3}|erkenn\w{1,2}|berücksichtig\w{1,2}|funktionier\w{1,2}) (?:kein\w{0,2}|nicht)\b"
    r"|\bnicht (?:\w{1,14} )?(?:validiert|getestet|geprüft|zertifiziert|geeignet|vorgesehen|bestimmt)\b"
    r"|\b(?:darf|dürfen|sollten?|sollen|kann|können) (?:\w{1,14} )?nicht\b"
    r"|不(?:能|得|可|应)(?:替代|代替|取代|用于|作为|保证)|未经\S{0,6}(?:验证|测试|评估)"
    r"|可能(?:会)?(?:出错|出现错误|产生错误|不准确)",
    re.IGNORECASE,
)
WAIVES = lazy_regex(
    r"\bwarrant\w{1,5}|\bliab\w{1,6}|\bas[- ]is\b|\bresponsib\w{1,6}|\bdamages?\b|\baffiliated\b"
    r"|\bendorse\w{0,5}|\btrademarks?\b|\bown risk\b|\bpast performance\b|\blegal(?:ly)?\b"
    r"|\bgarantías?\b|\bgarantias?\b|\bresponsá\w{2,4}|\b(?:daños|danos|danni|dommages|schäden)\b"
    r"|\bhaft(?:ung|en|et)\b|\bgewähr\w{0,10}|\beigene gefahr\b|责任|按原样|責任"
    r"|\b(?:we|i|authors?|developers?|maintainers?|contributors?|company) (?:do|does|can|make)\b",
    re.IGNORECASE,
)
