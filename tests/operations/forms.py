"""The forms of a page, as a browser without a screen fills them: what stands there stays unless it is changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class FormReader(HTMLParser):
    """Collects each form with the values it would send untouched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.select = self.textarea = ""
        self.text = ""
        self.options: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(has.get("action", ""), has.get("method", "get").lower())
            self.forms.append(self.open)
        elif self.open is None:
            return
        elif tag == "input" and has.get("name"):
            self._input(has)
        elif tag == "button":
            self.open.buttons.append((has.get("name", ""), has.get("value", "")))
        elif tag == "select":
            self.select, self.options = has.get("name", ""), []
        elif tag == "option" and self.select:
            self.options.append((has.get("value", ""), "selected" in has))
        elif tag == "textarea":
            self.textarea, self.text = has.get("name", ""), ""

    def _input(self, has: dict[str, str]) -> None:
        assert self.open is not None
        kind = has.get("type", "text")
        if kind in {"radio", "checkbox"} and "checked" not in has:
            return
        if kind not in {"file", "submit"}:
            blank = "on" if kind in {"radio", "checkbox"} else ""
            self.open.fields.append((has["name"], has.get("value", blank)))

    def handle_data(self, data: str) -> None:
        self.text += data if self.textarea else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.open and self.textarea:
            self.open.fields.append((self.textarea, self.text.removeprefix("\n")))
            self.textarea = ""
        elif tag == "select" and self.open and self.select:
            chosen = [value for value, selected in self.options if selected] or [v for v, _ in self.options[:1]]
            self.open.fields += [(self.select, value) for value in chosen]
            self.select = ""
        elif tag == "form":
            self.open = None


def form_with(page: str, *names: str, to: str = "") -> Form:
    """The form of the page that goes to this address and has all these fields or buttons. Raises AssertionError."""
    forms = [form for form in FormReader(page).forms if form.method == "post" and form.action.endswith(to)]
    for form in forms:
        have = {name for name, _ in form.fields} | {name for name, _ in form.buttons} | {v for _, v in form.buttons}
        if set(names) <= have:
            return form
    raise AssertionError(
        f"No form to {to!r} with {names} among {[[n for n, _ in f.fields] + f.buttons for f in forms]}"
    )
