"""Any two versions of a policy on one page that needs no server and no script.

Two columns of radio buttons choose the versions, and the style sheet beside the page shows, clause by clause, the
difference between the two revisions that were in those versions. What is kept is per pair of revisions of a clause,
not per pair of versions; a clause with more than `MOST_PAIRED` revisions shows its two texts instead of their
difference, so that the page grows with the number of revisions and not with its square.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement

from markupsafe import Markup

from publisher import urls
from publisher.model import ClauseId, Policy, Version
from publisher.rendering import frame
from publisher.rendering.head import translation_links, version_links
from publisher.rendering.outline import Keep, Outlines
from publisher.rendering.pages.policy_text import version_name
from publisher.rendering.revisions import Revision, difference, revisions_of
from publisher.rendering.site import Page, Site
from publisher.rendering.words import Words

MOST_PAIRED = 12
"""A clause with more revisions than this shows two texts, not their difference."""

_Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class _Clause:
    """One clause on the page: its place there, its revisions, and its states with the versions of each.

    A state is the place of a revision, 0, 1, …, or an absence that says before which revision it is, -1 before 0. It
    lasts from one version to another, by their places.
    """

    place: int
    id: ClauseId
    revisions: tuple[Revision, ...]
    states: Mapping[int, _Span]


def compare_page(site: Site, policy: Policy, texts: Outlines, keep: Keep) -> Page:
    """The page on which two versions are chosen, in the language of `texts`."""
    language = texts.language
    path = urls.compare(language, policy.id)
    paths = {code: urls.compare(code, policy.id) for code in policy.languages}
    words = Words(language)
    versions = texts.versions
    clauses = _clauses(texts)
    title = words("compare.of", title=policy.title.get(language, policy.id))
    facts = {
        "policy": policy,
        "versions": list(reversed([_Choice(version, place) for place, version in enumerate(versions)])),
        "names": {version.label: version_name(version, words) for version in versions},
        "clauses": Markup("".join(_clause_html(clause, words, keep) for clause in clauses)),  # noqa: S704 (escaped by us)
        "title": title,
        "chosen": [version.label for version in versions[-2:]],
    }
    return Page(
        path=path,
        language=language,
        title=title,
        description=title,
        body=frame.body("compare.html", path, language, **facts),
        translations={code: other for code, other in paths.items() if code != language},
        links=(*translation_links(site, paths), *version_links(site, policy, language, None)),
        stylesheets=((path + "choice.css", _stylesheet(clauses, len(versions))),),
        policy=policy,
        section="compare",
    )


def _stylesheet(clauses: Sequence[_Clause], versions: int) -> str:
    """The rules that show what belongs to the two versions chosen, in whichever order they were chosen."""
    return "".join(f"{rule}\n" for clause in clauses for rule in _rules(clause, versions))


@dataclass(frozen=True)
class _Choice:
    """A version to choose, and its place among all of them."""

    version: Version
    place: int

    def classes(self, column: str) -> str:
        """For each version after the first up to this one a class; with that, a rule can ask for a span of versions.

        Rules that ask for a clause's revisions, or for one version each, would make the page grow with the versions
        times the clauses, and take a browser a minute to apply where there are thousands of clauses.
        """
        return " ".join(f"{column}{place}" for place in range(1, self.place + 1))


def _clauses(texts: Outlines) -> list[_Clause]:
    found = []
    for place, clause_id in enumerate(texts.clause_ids):
        revisions = revisions_of(clause_id, texts)
        states = dict(_states(revisions, len(texts.versions)))
        found.append(_Clause(place=place, id=clause_id, revisions=revisions, states=states))
    return found


def _states(revisions: Sequence[Revision], versions: int) -> Iterator[tuple[int, _Span]]:
    """Each state with its first and its last version, in order."""
    begins = 0
    for place, revision in enumerate(revisions):
        if revision.run.first > begins:
            yield -place - 1, (begins, revision.run.first - 1)
        yield place, (revision.run.first, revision.run.last)
        begins = revision.run.last + 1
    if begins < versions:
        yield -len(revisions) - 1, (begins, versions - 1)


def _rules(clause: _Clause, versions: int) -> Iterator[str]:
    for part, one, other in _shown(clause):
        chosen = dict.fromkeys((_chosen(one, other, versions), _chosen(other, one, versions)))
        yield ",".join(f"{choice} .parts .{part}" for choice in chosen) + "{display:block}"


def _chosen(one: _Span, other: _Span, versions: int) -> str:
    """The form where a version of one span is chosen in the first column, and one of the other span in the second."""
    asked = _within("o", one, versions) + _within("t", other, versions)
    return f".choose{asked} ~" if asked else ".compare"


def _within(column: str, span: _Span, versions: int) -> str:
    first, last = span
    since = f":has(.{column}{first}:checked)" if first else ""
    return since + (f":not(:has(.{column}{last + 1}:checked))" if last + 1 < versions else "")


def _shown(clause: _Clause) -> Iterator[tuple[str, _Span, _Span]]:
    """Each part of a clause, and the two spans of versions that it is shown for; the same revision twice says that
    nothing changed, and a clause that is absent from both is not shown."""
    c, paired = clause.place, len(clause.revisions) <= MOST_PAIRED
    for one, other in combinations_with_replacement(sorted(clause.states), 2):
        spans = clause.states[one], clause.states[other]
        if other >= 0 and one < 0:
            yield f"c{c}{'came' if -one - 1 <= other else 'went'}{other}", *spans
        elif other >= 0 and one == other:
            yield f"c{c}same{one}", *spans
        elif other >= 0 and paired:
            yield f"c{c}pair{one}-{other}", *spans
    for state, span in clause.states.items() if not paired else ():
        for other_span in _stretches(clause.states) if state >= 0 else ():
            if other_span[1] > span[1]:
                yield f"c{c}was{state}", span, (max(other_span[0], span[1] + 1), other_span[1])
            if other_span[0] < span[0]:
                yield f"c{c}now{state}", span, (other_span[0], min(other_span[1], span[0] - 1))


def _stretches(states: Mapping[int, _Span]) -> list[_Span]:
    """The longest spans of versions that have the clause in any revision."""
    found: list[_Span] = []
    for first, last in (span for state, span in states.items() if state >= 0):
        if found and found[-1][1] == first - 1:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _clause_html(clause: _Clause, words: Words, keep: Keep) -> str:
    """Every state of one clause, all of them hidden until two versions are chosen."""
    texts = [revision.made_from for revision in clause.revisions]
    inputs = ("compare", words.language, clause.place, texts, sorted(clause.states))
    return keep(lambda: "".join(_parts(clause, words, keep)).encode(), *inputs).decode()


def _parts(clause: _Clause, words: Words, keep: Keep) -> Iterator[str]:
    paired = len(clause.revisions) <= MOST_PAIRED
    for i, revision in enumerate(clause.revisions):
        yield _part("unchanged.html", f"c{clause.place}same{i}", words, title=revision.name(words), kind="unchanged")
        absences = {-state - 1 for state in clause.states if state < 0}
        kinds = [("came", "added")] * any(k <= i for k in absences) + [("went", "removed")] * any(
            k > i for k in absences
        )
        kinds += [] if paired else [("was", "was"), ("now", "now")]
        if kinds:
            text = difference(revision, revision, words, keep)
            facts = {"heading": text.heading or revision.name(words), "body": text.body}
            for name, kind in kinds:
                yield _part("state.html", f"c{clause.place}{name}{i}", words, kind=kind, **facts)
    if paired:
        for i, j in combinations(range(len(clause.revisions)), 2):
            yield _pair(clause.revisions[i], clause.revisions[j], f"c{clause.place}pair{i}-{j}", words, keep)


def _pair(old: Revision, new: Revision, name: str, words: Words, keep: Keep) -> str:
    changed = difference(old, new, words, keep)
    if not changed.visible:
        return _part("unchanged.html", name, words, title=new.name(words), kind="form")
    heading = changed.heading or new.name(words)
    return _part("state.html", name, words, kind="changed", heading=heading, body=changed.body)


def _part(template: str, name: str, words: Words, **facts: object) -> str:
    return frame.environment().get_template(f"compare/{template}").render(name_class=name, words=words, **facts)
