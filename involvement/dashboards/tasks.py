"""Doorbells of the pages that gather."""

from celery import shared_task

from involvement.dashboards.library.documents import make_missing_documents


@shared_task(name="library.make_documents")  # type: ignore[untyped-decorator]
def make_library_documents() -> int:
    return make_missing_documents()
