"""Reading a page back with the standard library's parser: is it whole, and what does it show?"""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = {"meta", "input", "br", "line", "circle", "rect", "link", "img"}
_LOADS = {"src", "href", "srcset", "action", "data", "poster", "background", "xlink:href", "formaction"}


class Page(HTMLParser):
    """A parsed page.

    Attributes:
        problems: Tags that close wrongly, attributes that load or run something.
        ids: All ids.
        targets: All ``#`` references.
        tags: Every opened tag.
        shown: The text outside scripts and styles.
        loose: Texts with a right-to-left override that no element isolates.
        inside: Tag to the texts inside elements of it.
    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {}
        self.shown = ""
        self.loose: list[str] = []
        self._isolates: list[bool] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.problems += [f"<{tag}> stays open" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        for name, value in attrs:
            if name.startswith("on"):
                self.problems.append(f"<{tag} {name}> runs something")
            if name == "style":
                self.problems.append(f"<{tag} style> is refused by the page's policy")
            if name in _LOADS and not (value or "").startswith("#"):
                self.problems.append(f"<{tag} {name}={value}> leads out of the page")
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.targets.append((value or "")[1:])
        if tag not in _VOID:
            self._open.append(tag)
            self._isolates.append(tag in ("bdi", "title") or ("dir", "auto") in attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.problems.append(f"</{tag}> closes {self._open[-1:]}")
            if tag not in self._open:
                return
            while self._open[-1] != tag:
                self._open.pop()
                self._isolates.pop()
        self._open.pop()
        self._isolates.pop()

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.inside.setdefault(tag, []).append(data)
        if "script" not in self._open and "style" not in self._open:
            self.shown += data
            if "\u202e" in data and not any(self._isolates):
                self.loose.append(f"{self._open[-3:]}: {data[:60]!r}")
