"""Usual headings of policies and terms, in Japanese and English, and the clause id that each suggests.

The first pattern that matches decides, so what is special stands before what is general.
"""

import re
import unicodedata

_SLUGS: tuple[tuple[str, str], ...] = (
    ("supplementary", r"附則|付則|supplementary provision"),
    ("appendix", r"別表|別紙|\bappendix\b|\bannex\b|\bschedule\b"),
    ("definitions", r"定義|用語|\bdefinitions?\b|\bdefined terms\b|\binterpretation\b"),
    ("cookies", r"クッキー|cookie"),
    ("analytics", r"アクセス解析|解析ツール|google analytics|\banalytics\b"),
    ("advertising", r"広告|\badvertis"),
    (
        "children",
        r"未成年|児童|子ども|こども|年少|1[3-8]歳|年齢|\bchild|\bminors?\b|\bage restriction|\bunder 1[3-8]\b",
    ),
    (
        "overseas",
        r"外国|海外|国外|越境|\boverseas\b|\bforeign countr|\binternational transfer|cross-border|\btransfer.* abroad",
    ),
    ("joint-use", r"共同利用|\bjoint use|\bjointly use"),
    ("entrustment", r"委託|\bentrust|\boutsourc|\bservice providers?\b|\bprocessors?\b|\bsubcontract"),
    ("third-parties", r"第三者|\bthird[- ]part|\bdisclosure to|\bsharing\b|\bwho(?:m)? we share|\bprovision to"),
    ("anonymised", r"匿名加工|仮名加工|\banonym|\bpseudonym"),
    ("sensitive", r"要配慮|機微|\bsensitive\b|special care"),
    ("personal-manager", r"管理責任者|保護管理者|\bprivacy officer|data protection officer|information manager"),
    ("contact", r"問い?合わ?せ|連絡先|相談窓口|苦情|\bcontact\b|\binquir|\benquir|\bcomplaints?\b|\bquestions\b"),
    (
        "rights",
        r"開示|訂正|利用停止|(?:利用者|本人|お客様|ユーザー)等?の権利|\brights?\b"
        r"|\baccess(?:ing)?,? (?:and|to)\b|\byour choices\b",
    ),
    ("withdrawal", r"同意の撤回|\bwithdraw"),
    (
        "retention",
        r"保存期間|保有期間|保管期間|保持|廃棄|消去|\bretention\b|\bhow long\b|\bdisposal\b|\bstorage period\b",
    ),
    ("security", r"安全管理|安全対策|安全措置|セキュリティ|保護措置|\bsecurity\b|\bsafeguard|\bsafety\b"),
    ("lawfulness", r"適法|法的根拠|処理の根拠|\blawful|\blegal bas[ei]s\b"),
    (
        "changes",
        r"(?:方針|規約|ポリシー|本契約|内容|規定|規程).{0,6}(?:変更|改定|改訂)|\A(?:の?変更|改定|改訂|見直し)|(?:変更|改定|改訂)\Z"
        r"|\bchanges?\b|\bamendments?\b|\bmodifications?\b|\brevisions?\b|\bupdates?\b",
    ),
    ("compliance", r"法令.{0,8}遵守|遵守|コンプライアンス|\bcompliance\b"),
    (
        "purposes",
        r"利用目的|使用目的|目的|利用方法|\bpurposes?\b"
        r"|\bhow we use\b|\buse of (?:your )?(?:personal )?(?:information|data)\b",
    ),
    ("collection", r"収集|取得|\bcollect"),
    ("use", r"利用\Z|利用について|\bhow we use\b|\buse of information\b"),
    ("account", r"アカウント|会員登録|利用登録|入会|退会|登録|\baccounts?\b|\bregistration\b"),
    ("fees", r"料金|代金|支払|課金|有料|\bfees?\b|\bpayments?\b|\bcharges?\b|\bbilling\b"),
    ("prohibited", r"禁止|\bprohibit|\bacceptable use\b"),
    ("intellectual-property", r"知的財産|著作権|権利の?帰属|\bintellectual property\b|\bcopyright"),
    ("user-content", r"投稿|コンテンツ|\buser content\b|\bcontent\b"),
    (
        "suspension",
        r"利用制限|登録抹消|提供の?(?:停止|中断)|サービスの?(?:停止|中断|変更|終了)|\bsuspension\b|\bterminat|\bdiscontinu",
    ),
    ("disclaimer", r"免責|保証の?(?:否認|制限)|非保証|\bdisclaimer|\bwarrant"),
    ("liability", r"損害賠償|責任|\bliabilit|\bindemnif|\bdamages\b"),
    ("antisocial-forces", r"反社会的勢力|暴力団|\banti-?social\b"),
    ("assignment", r"譲渡|\bassignment\b"),
    ("severability", r"分離可能|可分|\bseverab"),
    ("governing-law", r"準拠法|裁判管轄|管轄|紛争|\bgoverning law\b|\bjurisdiction\b|\bdisputes?\b"),
    ("notices", r"通知|連絡方法|\bnotices?\b"),
    ("scope", r"適用|範囲|\bscope\b|\bapplicab"),
    ("consent", r"同意|\bconsent\b|\bacceptance\b|\bagreement\b"),
    (
        "introduction",
        r"はじめに|前文|総則|基本方針|基本的な?考え|\bintroduction\b|\bpreamble\b|\bgeneral\b|\boverview\b|\babout\b",
    ),
    ("controller", r"事業者|会社概要|運営者|\bcontroller\b|\bwho we are\b|\boperator\b"),
    ("information", r"個人情報|個人データ|情報|\bpersonal (?:information|data)\b|\binformation\b"),
)
_BETWEEN_JAPANESE = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_COMPILED = tuple((slug, re.compile(pattern)) for slug, pattern in _SLUGS)


def suggest(title: str) -> str | None:
    """The id that a heading (without its number) suggests, the same for its Japanese and its English wording."""
    text = _BETWEEN_JAPANESE.sub("", unicodedata.normalize("NFKC", title).lower())
    return next((slug for slug, pattern in _COMPILED if pattern.search(text)), None)
