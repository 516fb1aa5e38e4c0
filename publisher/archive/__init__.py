"""What a site holds beside its pages, for programs and for servers, and the cache that makes a build cheap.

Lives here: feeds, TimeMaps, the sitemap, security headers, the search index by language, the cache of frozen pages.
Must not: render a text, or know MkDocs.
"""
