"""The published examples as PDF documents, made ahead of the reader."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from involvement.dashboards.library.pages import facts_of
from involvement.models import PublishedExample
from involvement.shared.documents.pdf import render_pdf


def make_missing_documents() -> int:
    """Render each example whose document is missing or out of date; safe to run twice and at once."""
    made = 0
    for key in PublishedExample.objects.filter(pdf="").values_list("key", flat=True):
        example = PublishedExample.objects.with_details().get(key=key)
        document = render_pdf("pdf/library_example.html", _context(example))
        example.pdf.save(f"{key}.pdf", ContentFile(document), save=False)
        made += PublishedExample.objects.filter(pk=example.pk, pdf="").update(pdf=example.pdf.name)
    return made


def _context(example: PublishedExample) -> dict[str, object]:
    how = (
        _("This is the short form, in our own words.")
        if example.short_form
        else _("The texts are the source's own, word for word.")
    )
    cover = [(_("Source"), example.source_title), (_("Credited to"), example.credited_to)]
    return {
        **facts_of(example, None),
        "cover": [(name, value) for name, value in cover if value],
        "notes": [_("Imported, not our data."), how],
    }
