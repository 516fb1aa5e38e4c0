"""A small, complete policy of a made-up service, written to disk for a test to change."""

from pathlib import Path
from textwrap import dedent

SETTINGS = """\
id: privacy
title: {ja: 個人情報取扱方針, en: Privacy Policy}
governing_language: ja
languages: [ja, en]
controller: {ja: 株式会社エグザンプル, en: "Example, Inc."}
contact:
  name: {ja: 個人情報管理責任者, en: Privacy manager}
  email: privacy@example.com
lead_time_days: 30
terms:
  - {id: anonymous, ja: 匿名加工情報, en: anonymously processed information}
table:
  headers: 新・旧
  order: old-left
  remarks: true
"""

VERSION = """\
effective: 2024-04-01
announced: 2024-03-01
revised: 2024-03-01
class: major
consent_required: false
note: {ja: 制定しました。, en: First version.}
approved_by: 山田 花子
"""

DATA = """\
tables:
  cookies:
    title: {ja: クッキーの種類, en: Categories of cookies}
    columns:
      - {id: category, title: {ja: 種類, en: Category}}
      - {id: uses, title: {ja: 用途, en: Uses}}
    rows:
      - id: necessary
        cells:
          category: {ja: 必須クッキー, en: Necessary cookies}
          uses: {ja: [ログインの確認, 接続の確認], en: [Checking the login, Checking the connection]}
      - id: performance
        cells:
          category: {ja: 性能クッキー, en: Performance cookies}
          uses: {ja: 集計, en: Statistics}
"""

JA = """\
# 個人情報取扱方針

株式会社エグザンプル（以下「当社」）は、次のとおり個人情報を取り扱います。

## 第1条（収集する情報） {#collection}

1. 当社は、次の情報を収集します。
    (1) 氏名
    (2) メールアドレス
2. 当社は、匿名加工情報を作成することがあります。

## 第2条（利用目的） {#purposes}

当社は、[](#collection)の情報を、利用者への連絡のために利用します。

## 第3条（クッキー） {#cookies}

{{ table: cookies }}

## 第4条（問い合わせ先） {#contact}

連絡先は privacy@example.com です。

*[匿名加工情報]: 特定の個人を識別することができないように加工した情報。
"""

EN = """\
# Privacy Policy

Example, Inc. (the "Company") handles personal information as follows.

## Article 1 (Information collected) {#collection}

1. The Company collects the following information.
    (1) name
    (2) e-mail address
2. The Company may create anonymously processed information.

## Article 2 (Purposes of use) {#purposes}

The Company uses the information of [](#collection) to contact users.

## Article 3 (Cookies) {#cookies}

{{ table: cookies }}

## Article 4 (Contact) {#contact}

Write to privacy@example.com.

*[anonymously processed information]: information processed so that it identifies nobody.
"""


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files byte-exactly below `folder`; their texts may be indented."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dedent(text).encode())
    return folder


def draft_only(root: Path) -> Path:
    """`root/privacy` with its settings and a complete draft that `check` has nothing to say about."""
    draft = {"version.yml": VERSION, "data.yml": DATA, "ja.md": JA, "en.md": EN}
    files = {"policy.yml": SETTINGS, **{f"draft/{name}": text for name, text in draft.items()}}
    return write(root / "privacy", files)
