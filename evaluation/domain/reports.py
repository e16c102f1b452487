"""What a session's report says. Counting, then hiding, then words; nothing after this sees a hidden number (E4)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.domain.report_attendance import attendance_section, count_attended
from evaluation.domain.report_feedback import count_feedback, feedback_section
from evaluation.domain.report_parts import Section, SessionReport
from evaluation.domain.suppression import suppress
from involvement.domain.kinds import label_of
from involvement.models import Session
from involvement.shared.ui.words import minutes_words, when_words

DEPTHS = {
    1: gettext_lazy("Partners helped to make materials for learning."),
    2: gettext_lazy("Partners took a part that was prepared for them."),
    3: gettext_lazy("Partners told of their own experience."),
    4: gettext_lazy("Partners taught or assessed students."),
    5: gettext_lazy("Partners planned, taught and assessed as equals."),
    6: gettext_lazy("Partners took part in deciding how the institution works."),
}
NOTHING_WRITTEN = gettext_lazy("Nothing has been written here yet.")


def session_report(session: Session, *, author: str = "", version: int = 1) -> SessionReport:
    """The report as it stands now. Takes a session loaded `with_details`."""
    minimum = session.institution.min_publish_count
    attended, feedback = count_attended(session), count_feedback(session)
    tables = [*attended.counts(exempt=session.already_public), *feedback.counts()]
    shown = suppress(tables, minimum=minimum)
    return SessionReport(
        title=session.title,
        subtitle=_("What came of it: report on one session"),
        institution=session.institution.name,
        facts=_facts(session, author, version),
        notes=_notes(session, minimum),
        sections=(
            _aim(session),
            _what_we_did(session),
            attendance_section(attended, shown),
            feedback_section(feedback, attended, shown, minimum),
            _written(_("What changes because of it"), session.what_changes),
            _written(_("What did not work"), session.what_did_not_work, needed=True),
            _how_made(minimum),
        ),
    )


def _facts(session: Session, author: str, version: int) -> tuple[tuple[str, str], ...]:
    facts = [
        (_("Institution"), session.institution.name),
        (_("Programme"), session.programme.title if session.programme else ""),
        (_("Kind"), label_of(session.kind)),
        (_("When"), when_words(session)),
        (_("Led by"), str(session.lead) if session.lead else ""),
        (_("Report asked for by"), author),
        (_("Checked by"), _("Nobody yet: this is a draft")),
        (_("Version"), str(version)),
    ]
    return tuple((name, value) for name, value in facts if value)


def _notes(session: Session, minimum: int) -> tuple[str, ...]:
    phone = session.institution.coordinator_phone
    other = (
        _("Would you like this in another format, such as large print, Easy Read or read aloud? Phone %(phone)s.")
        % {"phone": phone}
        if phone
        else _(
            "Would you like this in another format, such as large print, Easy Read or read aloud? Ask the coordinator."
        )
    )
    return (
        _("Numbers below %(minimum)s are not shown, so that nobody can be picked out.") % {"minimum": minimum},
        other,
    )


def _aim(session: Session) -> Section:
    sentences = [session.aim] if session.aim else []
    if session.stage:
        sentences.append(_("Stage on the common thread: %(stage)s.") % {"stage": session.get_stage_display()})
    if session.depth in DEPTHS:
        sentences.append(str(DEPTHS[session.depth]))
    missing = "" if session.aim else str(NOTHING_WRITTEN)
    return Section(_("What it was for"), tuple(sentences), missing=missing)


def _what_we_did(session: Session) -> Section:
    planned = {"planned": minutes_words(session.planned_minutes)}
    sentences = [_("Planned for %(planned)s.") % planned] if session.planned_minutes else []
    extra = session.preparation_minutes + session.debrief_minutes
    if extra:
        sentences.append(
            _("%(extra)s to prepare and to talk it over afterwards came on top for each partner.")
            % {"extra": minutes_words(extra)}
        )
    if session.student_group:
        sentences.append(_("With: %(group)s.") % {"group": session.student_group})
    return Section(_("What we did"), tuple(sentences), missing="" if sentences else str(NOTHING_WRITTEN))


def _written(heading: str, text: str, *, needed: bool = False) -> Section:
    if text:
        return Section(heading, tuple(part.strip() for part in text.splitlines() if part.strip()))
    words = (
        _("Nothing has been written here yet. A report is complete only when it says what did not work.")
        if needed
        else str(NOTHING_WRITTEN)
    )
    return Section(heading, missing=words)


def _how_made(minimum: int) -> Section:
    return Section(
        _("How the numbers were made"),
        (
            _("Counts from 1 to %(most)s are hidden, and so is every other number from which one could be worked out.")
            % {"most": minimum - 1},
            _("Percentages stand only where ten people or more could answer. Charts are drawn from eight people on."),
            _("This page, the PDF and the spreadsheet file come from the same frozen figures."),
        ),
    )
