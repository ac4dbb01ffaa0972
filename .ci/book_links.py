#!/usr/bin/env python3
"""A preprocessor of mdBook: what a page links to outside of docs/ is a link to the repository in the book."""

import json
import posixpath
import re
import sys

REPOSITORY = "https://github.com/mercato-rs/mercato/blob/main/"
LINK = re.compile(r"\]\(([^)\s#:]+)(#[^)\s]*)?\)")


def rewrite(page, text):
    def link(found):
        target, anchor = found[1], found[2] or ""
        path = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), target))
        if not path.startswith("docs/"):
            return f"]({REPOSITORY}{path}{anchor})"
        # a README is the index of its folder in the book
        target = re.sub(r"(^|/)README\.md$", r"\1index.md", target)
        return f"]({target}{anchor})"

    return LINK.sub(link, text)


def visit(items):
    for item in items:
        if isinstance(item, dict) and "Chapter" in item:
            chapter = item["Chapter"]
            if chapter["source_path"]:
                chapter["content"] = rewrite(chapter["source_path"], chapter["content"])
            visit(chapter["sub_items"])


if len(sys.argv) > 1:
    # mdBook asks whether a renderer is supported: all are
    sys.exit(0)
_, book = json.load(sys.stdin)
visit(book.get("items") or book.get("sections"))
json.dump(book, sys.stdout)
