#!/usr/bin/env python3
"""Is every link of the repository's pages alive? Without a network: files and headings of the repository, and the built book.

usage: links.py [BOOK]   (the folder that `mdbook build` wrote)
"""

import html.parser
import pathlib
import re
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
REPOSITORY = "https://github.com/mercato-rs/mercato/"


class Page(html.parser.HTMLParser):
    """What a page of the book links to, and what can be linked to in it."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        for name in ("href", "src"):
            if attributes.get(name):
                self.links.append(attributes[name])
        for name in ("id", "name"):
            if attributes.get(name):
                self.ids.add(attributes[name])


def headings(text):
    """The anchors that the repository's site gives the headings of a page."""
    seen, anchors = {}, set()
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", without_code(text), re.MULTILINE):
        heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        count = seen.get(anchor, 0)
        seen[anchor] = count + 1
        anchors.add(anchor if count == 0 else f"{anchor}-{count}")
    return anchors


def without_code(text):
    return re.sub(r"^(```+|~~~+).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL)


def dead_in_pages():
    found = (path for path in ROOT.rglob("*.md") if path.relative_to(ROOT).parts[0] != "target")
    pages = {path: path.read_text(encoding="utf-8") for path in found}
    for path, text in pages.items():
        plain = re.sub(r"`[^`\n]*`", "", without_code(text))
        for target in re.findall(r"\]\(([^)\s]+)\)", plain):
            # `mod@name` and `crate::name` are rustdoc's, which checks them itself
            if re.match(r"[a-z]+:|mod@|fn@|crate::", target):
                continue
            name, _, anchor = target.partition("#")
            found = (path.parent / name).resolve() if name else path
            if not found.exists():
                yield f"{path.relative_to(ROOT)}: {target}: no such file"
            elif anchor and found.suffix == ".md" and anchor not in headings(found.read_text(encoding="utf-8")):
                yield f"{path.relative_to(ROOT)}: {target}: no such heading"


def dead_in_book(book):
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in book.rglob("*.html")}
    checked = 0
    for path, page in pages.items():
        for link in page.links:
            parts = urllib.parse.urlsplit(link)
            if link.startswith(REPOSITORY):
                kind, _, name = link.removeprefix(REPOSITORY).partition("/main/")
                if kind in ("blob", "edit") and not (ROOT / name.partition("#")[0]).exists():
                    yield f"{path.relative_to(book)}: {link}: no such file in the repository"
                continue
            # the page of a missing address stands nowhere: its links are those of the site
            if parts.scheme or parts.netloc or path.name == "404.html":
                continue
            found = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path
            checked += 1
            if not found.exists():
                yield f"{path.relative_to(book)}: {link}: no such file in the book"
            elif parts.fragment and found in pages and urllib.parse.unquote(parts.fragment) not in pages[found].ids:
                yield f"{path.relative_to(book)}: {link}: no such place in the page"
    print(f"{len(pages)} pages of the book, {checked} links within it")


def main():
    dead = sorted(set(dead_in_pages()))
    if len(sys.argv) > 1:
        dead += sorted(set(dead_in_book(pathlib.Path(sys.argv[1]).resolve())))
    for link in dead:
        print(link, file=sys.stderr)
    sys.exit(1 if dead else 0)


if __name__ == "__main__":
    main()
