"""What a document may load while it is made: our fonts by name and `data:` addresses, nothing else (R37)."""

from __future__ import annotations

from typing import Any

from weasyprint.urls import URLFetcher, URLFetcherResponse

from involvement.shared.documents.fonts import SCHEME, Face


class ClosedFetcher(URLFetcher):  # type: ignore[misc]
    """No network, no files but the faces it was given. WeasyPrint by itself reads files and calls hosts."""

    def __init__(self, faces: list[Face]) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)
        self._fonts = {face.path.name: face.path for face in faces}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Raises ValueError for every address that is not ours; WeasyPrint then leaves the thing out."""
        if url.startswith(SCHEME):
            name = url.removeprefix(SCHEME)
            if name not in self._fonts:
                raise ValueError("not a font of ours")
            return URLFetcherResponse(url, self._fonts[name].read_bytes(), {"Content-Type": "font/woff2"})
        if not url.startswith("data:"):
            raise ValueError("documents load nothing from elsewhere")
        return super().fetch(url, headers)
