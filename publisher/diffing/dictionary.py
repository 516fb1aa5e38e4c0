"""The dictionary segmenter: UniDic's short units in place of the built-in lexicon, where `policypress[dictionary]` is
installed."""

from functools import lru_cache

from publisher.diffing.segmenter import Segmenter
from publisher.errors import RefusedError


def dictionary_segmenter() -> Segmenter:
    """Cuts Japanese into the short units of UniDic; raises RefusedError where the extra is not installed.

    It needs 250 MB on disk and knows every common word; the built-in lexicon is the default.
    """
    try:
        import fugashi
    except ImportError as error:
        remedy = "install policypress[dictionary], or use the built-in lexicon"
        raise RefusedError("the Japanese dictionary is not installed", remedy=remedy) from error
    tagger = fugashi.Tagger()

    @lru_cache(maxsize=20_000)
    def segment(run: str) -> tuple[str, ...]:
        return tuple(word.surface for word in tagger(run))

    return segment
