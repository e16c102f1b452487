"""What the benefit check asks. No question must be answered; "I don't know" is an answer everywhere."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.ui.fields import DayField, MoneyField, NameField
from payments.domain.benefit_check.facts import Activity
from payments.domain.guard.answers import MAY_NOT_BE_PAID, NONE_OF_THESE, RATHER_NOT_SAY, Answers
from payments.domain.guard.questions import BY_KEY, OFFERED, Kind, Question, name_of
from payments.domain.information import decisions

DO_NOT_KNOW = ("", gettext_lazy("I don’t know"))
LEAVE_EMPTY = gettext_lazy("Leave it empty if you don’t know.")
NO_MEMORY = {"autocomplete": "off"}
OTHERS = 3
WORK = {
    Activity.CONSULTATION_MEETING: gettext_lazy("Giving my views in a meeting about services"),
    Activity.RESEARCH_OR_MONITORING_GROUP: gettext_lazy("A group that looks at services, or does research"),
    Activity.TEACHING: gettext_lazy("Teaching, or a talk to students"),
    Activity.SELECTION_PANEL: gettext_lazy("Helping to choose students"),
    Activity.CURRICULUM_DESIGN: gettext_lazy("Helping to plan a course"),
    Activity.PLACEMENT_ASSESSMENT: gettext_lazy("Helping to judge students’ work"),
    Activity.STUDENT_SUPPORT: gettext_lazy("Helping students one by one"),
    Activity.OTHER: gettext_lazy("Something else"),
}


class HeldForm(forms.Form):
    use_required_attribute = False

    held = forms.MultipleChoiceField(
        label=gettext_lazy("Which of these do you get?"),
        help_text=gettext_lazy("Tick all that are yours."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick one, or tick “I would rather not say”.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held"].choices = [  # type: ignore[attr-defined]
            *((scheme.value, name_of(scheme)) for scheme in OFFERED),
            (MAY_NOT_BE_PAID, _("I am not allowed to be paid in this country")),
            (NONE_OF_THESE, _("None of these")),
            (RATHER_NOT_SAY, _("I would rather not say")),
        ]

    def clean_held(self) -> list[str]:
        held = list(self.cleaned_data["held"])
        if len(held) > 1 and {NONE_OF_THESE, RATHER_NOT_SAY} & set(held):
            raise forms.ValidationError(
                _("You ticked “None of these” or “I would rather not say”, and more. Take one out.")
            )
        return held

    def answers(self) -> Answers:
        return {"held": self.cleaned_data["held"]}


class DecisionForm(forms.Form):
    """What the person would like to do about money: theirs alone, and no reason is asked."""

    use_required_attribute = False

    decision = forms.ChoiceField(
        label=gettext_lazy("What would you like to do?"),
        help_text=gettext_lazy("Only you see this. You do not have to say why. You can change it."),
        choices=decisions,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the answers.")},
    )


class SectionForm(forms.Form):
    """The questions of one page. `answers()` has a text for each that was answered and "" for the rest."""

    use_required_attribute = False

    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[question.key] = _field(question)

    def answers(self) -> Answers:
        return {key: _answer(field, self.cleaned_data[key]) for key, field in self.fields.items()}


class OthersForm(forms.Form):
    """Fees from other universities near that day. Three are enough: add the rest up."""

    use_required_attribute = False

    def __init__(self, *args: Any, others: list[list[str]] | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        for number, (day, fee) in enumerate(others or [], start=1):
            initial |= {f"day_{number}": date.fromisoformat(day), f"fee_{number}": int(Decimal(fee) * 100)}
        super().__init__(*args, **{**kwargs, "initial": initial})
        for number in range(1, OTHERS + 1):
            self.fields[f"fee_{number}"] = MoneyField(label=_("How much?"), required=False)
            self.fields[f"day_{number}"] = DayField(
                label=_("On which day do you work for it?"), help_text=_("Like 4/5/2027."), required=False
            )

    def pairs(self) -> list[Any]:
        return [[self[f"fee_{number}"], self[f"day_{number}"]] for number in range(1, OTHERS + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in range(1, OTHERS + 1):
            fee, day = data.get(f"fee_{number}"), data.get(f"day_{number}")
            if fee and not day and f"day_{number}" not in self.errors:
                self.add_error(f"day_{number}", _("Write the day, or take out the sum."))
            if day and not fee and f"fee_{number}" not in self.errors:
                self.add_error(f"fee_{number}", _("Write the sum, or take out the day."))
        return data

    def answers(self) -> Answers:
        said = self.cleaned_data
        found = [(said[f"day_{n}"], said[f"fee_{n}"]) for n in range(1, OTHERS + 1)]
        return {"others": [[day.isoformat(), _pounds(fee)] for day, fee in found if day and fee]}


class WorkForm(forms.Form):
    """The first page of "what if": the sum, the day and the work."""

    use_required_attribute = False

    fee = MoneyField(
        label=gettext_lazy("How much would you be paid?"),
        help_text=gettext_lazy("The fee, before tax. Leave out fares and other costs."),
        error_messages={"required": gettext_lazy("Write the sum, like 50.")},
    )
    day = DayField(
        label=gettext_lazy("On which day?"),
        help_text=gettext_lazy("Like 4/5/2027."),
        error_messages={"required": gettext_lazy("Write the day, like 4/5/2027.")},
    )
    work = forms.ChoiceField(
        label=gettext_lazy("What kind of work is it?"),
        required=False,
        choices=[*((activity.value, words) for activity, words in WORK.items()), DO_NOT_KNOW],
        widget=forms.RadioSelect,
    )
    hours = forms.IntegerField(
        label=gettext_lazy("How many hours, with getting ready?"),
        help_text=LEAVE_EMPTY,
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4", **NO_MEMORY}),
    )

    def answers(self) -> Answers:
        said = self.cleaned_data
        return {
            "fee": _pounds(said["fee"]),
            "day": said["day"].isoformat(),
            "work": said["work"],
            "hours": _text(said["hours"]),
        }


def initial_from(answers: Answers) -> dict[str, Any]:
    """Answers as form values: money is pence there."""
    found: dict[str, Any] = dict(answers)
    for key, text in answers.items():
        money = key == "fee" or (key in BY_KEY and BY_KEY[key].kind is Kind.MONEY)
        if money and text:
            found[key] = int(Decimal(text) * 100)
        if key == "day" and text:
            found[key] = date.fromisoformat(text)
    return found


def _field(question: Question) -> forms.Field:
    label, hint = _(question.words), _(question.hint) if question.hint else ""
    empty = f"{hint} {LEAVE_EMPTY}".strip()
    match question.kind:
        case Kind.MONEY:
            return MoneyField(label=label, help_text=empty, required=False)
        case Kind.NUMBER:
            return forms.IntegerField(
                label=label,
                help_text=empty,
                required=False,
                min_value=1 if question.most in (31, 120) else 0,
                max_value=question.most,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4", **NO_MEMORY}),
            )
        case Kind.NAME:
            return NameField(
                label=label,
                help_text=empty,
                required=False,
                max_length=100,
                widget=forms.TextInput(attrs=NO_MEMORY),
            )
        case _:
            choices = [*_choices(question), DO_NOT_KNOW]
            return forms.ChoiceField(
                label=label, help_text=hint, required=False, choices=choices, widget=forms.RadioSelect
            )


def _choices(question: Question) -> list[tuple[str, str]]:
    match question.kind:
        case Kind.YES_NO:
            return [("yes", _("Yes")), ("no", _("No"))]
        case Kind.WEEKDAY:
            return [(str(number), str(WEEKDAYS[number])) for number in range(7)]
        case _:
            return [(value, _(words)) for value, words in question.choices]


def _answer(field: forms.Field, value: Any) -> str:
    return _pounds(value) if isinstance(field, MoneyField) and value is not None else _text(value)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02d}"
