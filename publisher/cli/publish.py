"""`publisher publish`."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from publisher.cli.options import Day, read_signing_key, signing_key, text_or_json
from publisher.cli.output import coloured, print_columns, print_json
from publisher.cli.scope import Scope
from publisher.comparison import compare_versions
from publisher.diffing import Change
from publisher.ledger import Plan, Release, load_chain, plan_publication, publish
from publisher.ledger.files import digests
from publisher.messages import _, language_in_use, sentences, with_remedy
from publisher.model import ChangeClass, Language

Changed = list[tuple[str, str, str | None, str]]


@click.command(name="publish")
@click.argument("policy")
@click.option("--effective", type=Day(), help="施行日: the day it comes into force, at 00:00 Asia/Tokyo.")
@click.option("--announced", type=Day(), help="公表日: the day it is announced; today unless the draft says otherwise.")
@click.option(
    "--revised", type=Day(), help="改定日: the day the text was decided; the day of the announcement by default."
)
@click.option("--class", "change_class", type=click.Choice([str(c) for c in ChangeClass]), help="How much it means.")
@click.option("--consent-required/--no-consent-required", default=None, help="Whether users must agree anew.")
@click.option("--approved-by", default="", help="Who approved the publication.")
@click.option("--note-ja", default="", help="What changes and why, in Japanese: shown to users.")
@click.option("--note-en", default="", help="The same in English.")
@click.option(
    "--note", "notes", type=(str, str), multiple=True, metavar="LANG TEXT", help="The same in another language."
)
@click.option(
    "--reason", default="", help="Why the lead time is shorter, or the announcement past; kept in the ledger."
)
@click.option("--dry-run", is_flag=True, help="Show what would happen and change nothing.")
@signing_key
@text_or_json
@click.pass_obj
def command(scope: Scope, /, policy: str, dry_run: bool, signing_key: Path | None, form: str, **decisions: Any) -> None:
    """Freeze the draft of POLICY as a version, in one atomic step, and enter it in the ledger.

    What is not given is taken from the draft's version.yml. The draft is gone afterwards: it has become the version.

    \b
    Example:
      publisher publish privacy --effective 2027-04-01 --class minor --approved-by 法務部 \\
          --note-ja "問い合わせ先を改めました。" --note-en "The contact changed." --dry-run
    """
    folder = scope.folder(policy)
    release = _release(**decisions)
    if dry_run:
        plan = plan_publication(folder, release, scope.now())
        _show(plan, form, done=False)
        if plan.refusals or plan.errors:
            raise SystemExit(1)
        return
    plan = publish(folder, release, scope.now(), read_signing_key(signing_key))
    _show(plan, form, done=True, head=load_chain(folder)[0].head)


def _release(
    effective: date | None, announced: date | None, revised: date | None, change_class: str | None,
    consent_required: bool | None, approved_by: str, note_ja: str, note_en: str, notes: tuple[tuple[str, str], ...],
    reason: str,
) -> Release:  # fmt: skip
    words = {Language("ja"): note_ja, Language("en"): note_en, **{Language(code): text for code, text in notes}}
    return Release(
        effective=effective,
        announced=announced,
        revised=revised,
        change_class=ChangeClass(change_class) if change_class else None,
        consent_required=consent_required,
        note=words,
        approved_by=approved_by,
        reason=reason,
    )


def _show(plan: Plan, form: str, done: bool, head: str | None = None) -> None:
    if form == "json":
        print_json(_facts(plan, _changed_clauses(plan, plan.policy.governing_language), done, head))
        return
    language = _language(plan)
    changed = _changed_clauses(plan, language)
    print_columns(_rows(plan, language))
    click.echo()
    words = _change_words()
    print_columns([(words[change], n or "-", title or _("preamble")) for _id, change, n, title in changed], "  ")
    if changed:
        click.echo()
    names = sorted(plan.files)
    print_columns([(len(plan.files[name]), digests(plan.files)[name], name) for name in names], "  ")
    for finding in plan.findings:
        click.echo(str(finding), err=True)
    for refusal in plan.refusals:
        click.echo(f"{coloured(_('refused'), 'error')}: {with_remedy(refusal.what, refusal.remedy)}", err=True)
    click.echo()
    click.echo(_last_line(plan, done))


def _language(plan: Plan) -> Language:
    """The language of the messages where the policy has a text in it, otherwise the governing one."""
    asked = Language(language_in_use())
    return asked if asked in plan.policy.languages else plan.policy.governing_language


def _changed_clauses(plan: Plan, language: Language) -> Changed:
    """Id, change, number and title of each clause that differs from the predecessor, by the texts in one language."""
    old = plan.policy.predecessor(plan.version)
    if old is None or language not in old.texts or language not in plan.version.texts:
        return []
    found = []
    for change in compare_versions(old, plan.version, language).changes:
        clause = change.new or change.old
        if change.change is not Change.UNCHANGED and not change.departure and clause is not None:
            number = clause.number.label if clause.number else None
            found.append((str(change.id), str(change.change), number, clause.title))
    return found


def _change_words() -> dict[str, str]:
    """What happened to a clause, in words."""
    return {
        "added": _("added"),
        "removed": _("removed"),
        "changed": _("changed"),
        "moved": _("moved"),
        "moved_and_changed": _("moved and changed"),
        "renumbered": _("renumbered"),
        "split": _("split"),
        "merged": _("merged"),
    }


def _class_words() -> dict[ChangeClass, str]:
    """What a class means, in words."""
    return {
        ChangeClass.EDITORIAL: _("editorial: the meaning is the same"),
        ChangeClass.MINOR: _("minor: nothing to users’ disadvantage"),
        ChangeClass.MAJOR: _("major: concerns what users may expect"),
    }


def _rows(plan: Plan, language: Language) -> list[tuple[str, str]]:
    version = plan.version
    predecessor = plan.policy.predecessor(version)
    lead = (version.effective - version.announced).days if version.effective and version.announced else None
    lead_words = _("{days} days (the policy promises {lead})", days=lead, lead=plan.policy.lead_time_days)
    consent = _("required") if version.consent_required else _("not required")
    return [
        (_("policy"), plan.policy.title[language]),
        (_("version"), str(plan.version_id or "?")),
        (_("follows"), predecessor.label if predecessor else _("nothing: it is the first")),
        (_("revised"), str(version.revised or "?")),
        (_("announced"), str(version.announced or "?")),
        (_("effective"), _("{day} 00:00 Asia/Tokyo", day=version.effective) if version.effective else "?"),
        (_("lead time"), lead_words if lead is not None else "?"),
        (_("class"), _class_words()[version.change_class]),
        (_("consent"), consent),
        (_("approved by"), version.approved_by or "?"),
        *((_("note ({language})", language=code), text) for code, text in version.note.items()),
    ]


def _last_line(plan: Plan, done: bool) -> str:
    if done:
        words = _("Published {policy} {version}.", policy=plan.policy.id, version=plan.version_id)
        return sentences(coloured(words, "good"), _("Next: commit content/, build the site, and plan the notices."))
    if plan.refusals or plan.errors:
        return _("This would be refused. Nothing has changed.")
    return _("Nothing has changed: this was a dry run. Run it again without `--dry-run` to publish.")


def _facts(plan: Plan, changed: Changed, done: bool, head: str | None) -> dict[str, Any]:
    version = plan.version
    predecessor = plan.policy.predecessor(version)
    days = {name: getattr(version, name) for name in ("revised", "announced", "effective")}
    return {
        "published": done,
        "policy": plan.policy.id,
        "version": str(plan.version_id) if plan.version_id else None,
        "predecessor": predecessor.label if predecessor else None,
        **{name: str(day) if day else None for name, day in days.items()},
        "class": version.change_class,
        "consent_required": version.consent_required,
        "note": dict(version.note),
        "approved_by": version.approved_by,
        "clauses": [{"id": id_, "change": change, "number": n, "title": t} for id_, change, n, t in changed],
        "files": digests(plan.files),
        "findings": [finding.facts() for finding in plan.findings],
        "refusals": [{"what": refusal.what, "remedy": refusal.remedy} for refusal in plan.refusals],
        "head": head or plan.chain.head,
    }
