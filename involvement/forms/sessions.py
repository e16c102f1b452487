"""What is asked about a session."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.domain import kinds
from involvement.models import Session, Stage
from involvement.shared.access.permissions import Permission
from involvement.shared.access.policies import holds, institutions_where
from involvement.shared.accounts.models import Role, User
from involvement.shared.ui.fields import ClockChangeField, ClockField, DayField, NameField, WallTime, WordsField
from involvement.shared.ui.forms import helper
from programmes.models import Cohort, Programme

_LEADING = [Role.LECTURER, Role.COORDINATOR, Role.PANEL_CHAIR]


class CohortField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, cohort: Any) -> str:
        return f"{cohort.programme.title}: {cohort}"


class TimesForm(WallTime, forms.Form):
    """A day, a start and an end by the clock on the wall."""

    day = DayField(label=gettext_lazy("Day"), help_text=gettext_lazy("For example, 4/5/2027."))
    starts = ClockField(label=gettext_lazy("Starts at"), help_text=gettext_lazy("For example, 2pm or 14:00."))
    ends = ClockField(label=gettext_lazy("Ends at"))
    clock_change = ClockChangeField()

    def ask_about_times(self) -> list[str]:
        """The fields of the layout; the question about the repeated hour only where it is needed."""
        asked = ["day", "starts", "ends"]
        return [*asked, "clock_change"] if self.asks_clock_change or self.data.get("clock_change") else asked

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        day = cleaned.get("day")
        starts = self.moment(day, cleaned.get("starts"), field="starts")
        ends = self.moment(day, cleaned.get("ends"), field="ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("The end must be later than the start, on the same day."))
        cleaned["starts_at"], cleaned["ends_at"] = starts, ends
        return cleaned


class AboutForm(forms.Form):
    """Everything about a session but its kind and time."""

    title = NameField(label=gettext_lazy("Title"), help_text=gettext_lazy("Messages to partners never show it."))
    aim = WordsField(label=gettext_lazy("What is it for?"), max_length=2000, rows=3, required=False)
    programme = forms.ModelChoiceField(
        label=gettext_lazy("Programme"), queryset=Programme.objects.none(), required=False, empty_label="–"
    )
    cohort = CohortField(label=gettext_lazy("Cohort"), queryset=Cohort.objects.none(), required=False, empty_label="–")
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage of the course"),
        choices=[("", gettext_lazy("As usual for this kind")), *Stage.choices],
        required=False,
    )
    preparation_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes to prepare"),
        help_text=gettext_lazy("Paid like the session itself. Leave empty for what is usual for this kind."),
        min_value=0,
        max_value=1440,
        required=False,
    )
    debrief_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes to talk it over afterwards"), min_value=0, max_value=600, required=False
    )
    venue = NameField(label=gettext_lazy("Where"), max_length=300, required=False)
    venue_access = WordsField(
        label=gettext_lazy("How do people get in and around?"),
        help_text=gettext_lazy("Steps, lift, toilets, parking, hearing loop, bus stop."),
        max_length=2000,
        rows=3,
        required=False,
    )
    online_link = forms.URLField(
        label=gettext_lazy("Link for joining online"), required=False, max_length=200, assume_scheme="https"
    )
    student_group = NameField(label=gettext_lazy("Which students, and how many"), required=False)
    topic_warning = NameField(label=gettext_lazy("Hard topics that may come up"), max_length=300, required=False)
    quiet_room = forms.BooleanField(label=gettext_lazy("There is a quiet room"), required=False)
    lead = forms.ModelChoiceField(
        label=gettext_lazy("Who leads it"), queryset=User.objects.none(), required=False, empty_label="–"
    )
    co_lead = forms.ModelChoiceField(
        label=gettext_lazy("Who leads it with them"), queryset=User.objects.none(), required=False, empty_label="–"
    )

    def narrow(self, user: User, institution_ids: list[int]) -> None:
        """Choices of these institutions only, and only what this person may choose (R2)."""
        programmes = Programme.objects.visible_to(user).filter(institution_id__in=institution_ids).order_by("title")
        cohorts = Cohort.objects.filter(programme__in=programmes).select_related("programme")
        staff = User.objects.filter(
            Q(memberships__institution_id__in=institution_ids), memberships__role__in=_LEADING, is_active=True
        )
        choices: dict[str, Any] = {
            "programme": programmes,
            "cohort": cohorts.order_by("programme__title", "-academic_year", "label"),
            "lead": staff.distinct().order_by("name"),
            "co_lead": staff.distinct().order_by("name"),
        }
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def check_together(self, cleaned: dict[str, Any], institution_id: int) -> None:
        programme, cohort = cleaned.get("programme"), cleaned.get("cohort")
        if cohort and not programme:
            programme = cleaned["programme"] = cohort.programme
        if cohort and programme and cohort.programme_id != programme.pk:
            self.add_error("cohort", _("This cohort is of another programme."))
        if programme and programme.institution_id != institution_id:
            self.add_error("programme", _("This programme is of another institution."))
        if cleaned.get("lead") and cleaned.get("lead") == cleaned.get("co_lead"):
            self.add_error("co_lead", _("Choose somebody else than the person who leads it, or nobody."))


ABOUT = list(AboutForm.base_fields)


class PlanForm(TimesForm, AboutForm):
    """A new session. Somebody who leads but does not coordinate plans their own."""

    institution = forms.TypedChoiceField(label=gettext_lazy("Institution"), coerce=int)
    kind = forms.ChoiceField(label=gettext_lazy("What kind of session?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.places = {place.pk: place for place in institutions_where(user, Permission.SESSION_MANAGE)}
        self.narrow(user, list(self.places))
        self.fields["kind"].choices = [(k.key, f"{k.label}: {k.hint}") for k in kinds.all_kinds()]  # type: ignore[attr-defined]
        if len(self.places) == 1:
            del self.fields["institution"]
        else:
            choices = [(pk, place.name) for pk, place in self.places.items()]
            self.fields["institution"].choices = choices  # type: ignore[attr-defined]
        if not self.coordinates:
            del self.fields["lead"]

    @property
    def coordinates(self) -> bool:
        return holds(self.user, Permission.SESSION_DECIDE)

    @property
    def helper(self) -> Any:
        first = [name for name in ("institution", "kind", "title") if name in self.fields]
        rest = [name for name in ABOUT if name in self.fields and name != "title"]
        return helper(*first, *self.ask_about_times(), *rest, submit=_("Plan this session"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        place = self.places[cleaned.pop("institution", None) or next(iter(self.places))]
        cleaned["at"] = place
        if not self.coordinates:
            cleaned["lead"] = self.user
        if cleaned.get("starts_at") and cleaned["starts_at"] <= timezone.now():
            self.add_error("day", _("Choose a day that is still to come."))
        self.check_together(cleaned, place.pk)
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        return {name: self.cleaned_data[name] for name in (*ABOUT, "kind", "starts_at", "ends_at")}


class ChangeForm(AboutForm):
    """A session that is planned already."""

    def __init__(self, data: Any = None, *, user: User, session: Session) -> None:
        known = {name: getattr(session, name) for name in ABOUT}
        super().__init__(data, initial=known)
        self.session = session
        self.narrow(user, [session.institution_id])
        if not holds(user, Permission.SESSION_DECIDE, session.institution_id):
            del self.fields["lead"]
        self.helper = helper(*self.fields, submit=_("Save"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.check_together(cleaned, self.session.institution_id)
        for name in ("preparation_minutes", "debrief_minutes"):
            if name in cleaned and cleaned[name] is None:
                cleaned[name] = getattr(self.session, name)
        cleaned["stage"] = cleaned.get("stage") or self.session.stage
        return cleaned


class PostponeForm(TimesForm):
    """Another time, why, and how the offer words it."""

    reason = NameField(
        label=gettext_lazy("Why does it move?"),
        help_text=gettext_lazy("For your own record. People are told the new time, not this."),
        max_length=400,
    )
    when = WordsField(
        label=gettext_lazy("What the offer says about the time"),
        help_text=gettext_lazy("Leave empty and we write the new time. Everybody who said yes is asked again."),
        max_length=2000,
        rows=3,
        required=False,
    )

    def __init__(self, *args: Any, has_offer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_offer:
            del self.fields["when"]

    @property
    def helper(self) -> Any:
        last = [name for name in ("reason", "when") if name in self.fields]
        return helper(*self.ask_about_times(), *last, submit=_("Move this session"), once=True)


class ReasonForm(forms.Form):
    """One sentence why."""

    reason = NameField(label=gettext_lazy("Why?"), max_length=400)

    def __init__(self, *args: Any, submit: str, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint
        self.helper = helper("reason", submit=submit, once=True)


class CloseForm(forms.Form):
    what_changes = WordsField(
        label=gettext_lazy("What changes because of this session?"),
        help_text=gettext_lazy("People who took part are told this."),
        max_length=5000,
    )
    what_did_not_work = WordsField(label=gettext_lazy("What did not work?"), max_length=5000, required=False)

    def __init__(self, data: Any = None, *, session: Session) -> None:
        names = ["what_changes", "what_did_not_work"]
        super().__init__(data, initial={name: getattr(session, name) for name in names})
        self.helper = helper(*names, submit=_("Close this session"))
