"""The texts of two versions as they are compared: with the tables of data written out."""

from publisher.diffing import Comparer, Comparison
from publisher.errors import RefusedError
from publisher.messages import _
from publisher.model import Document, Language, Version
from publisher.parsing import parse_document
from publisher.parsing.tables import expand_tables


def full_text(version: Version, language: Language) -> Document:
    """A version's text with its tables of data written out. Raises RefusedError where it has none in this language."""
    document = version.texts.get(language)
    if document is None:
        known = ", ".join(version.texts)
        what = _("version {version} has no text in {language!r}", version=version.label, language=language)
        raise RefusedError(what, remedy=_("languages here: {known}", known=known))
    if "{{" not in document.source:  # a published text has its tables in it
        return document
    return parse_document(expand_tables(document.source, version.tables, language), language, document.path)


def compare_versions(old: Version, new: Version, language: Language, comparer: Comparer | None = None) -> Comparison:
    """The comparison of two versions in one language. Raises RefusedError where one has no text in it."""
    return (comparer or Comparer()).compare(full_text(old, language), full_text(new, language))
