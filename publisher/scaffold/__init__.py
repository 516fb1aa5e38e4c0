"""A company's own repository of policies, made from nothing: `publisher init`.

Lives here: the files of such a repository (in `files/`) and the step that writes them.
Must not: know what a policy says, or overwrite anything.
"""

from publisher.scaffold.writing import Company, write_repository

__all__ = ["Company", "write_repository"]
