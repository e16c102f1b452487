"""What staff type about funds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from involvement.shared.accounts.models import Institution
from involvement.shared.ui.fields import DayField, MoneyField, NameField, WordsField
from involvement.shared.ui.words import pounds
from payments.domain.funds import free_of, owners_at, programmes_at
from payments.models import Fund

MOST_FUND_PENCE = 1_000_000_000
NO_FUND = "none"


class FundForm(forms.Form):
    """A new fund, or a change of one that is there (then without name and source)."""

    name = NameField(label=gettext_lazy("What is it called?"), max_length=120)
    source = forms.ChoiceField(label=gettext_lazy("Where does the money come from?"), choices=Fund.Source)
    programme = forms.TypedChoiceField(
        label=gettext_lazy("Is it for one programme only?"), coerce=int, empty_value=None, required=False
    )
    ring_fenced = forms.BooleanField(
        label=gettext_lazy("It may be spent on involvement only (ring-fenced)"), required=False, initial=True
    )
    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(label=gettext_lazy("Last day"))
    pence = MoneyField(label=gettext_lazy("How much, in pounds?"), most_pence=MOST_FUND_PENCE)
    owner = forms.TypedChoiceField(
        label=gettext_lazy("Who owns it?"),
        help_text=gettext_lazy("Only the owner can say yes to spending more than there is."),
        coerce=int,
    )

    def __init__(self, data: Any = None, *, institution: Institution, fund: Fund | None = None) -> None:
        initial = {name: getattr(fund, name) for name in ("starts_on", "ends_on", "pence")} if fund else {}
        super().__init__(data, initial=initial | ({"owner": fund.owner_id} if fund else {}))
        owners: Any = self.fields["owner"]
        owners.choices = [(user.pk, user.name) for user in owners_at(institution)]
        programmes: Any = self.fields["programme"]
        programmes.choices = [("", _("No, for all")), *((p.pk, str(p)) for p in programmes_at(institution))]
        if fund is not None:
            for name in ("name", "source", "programme", "ring_fenced"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must not be before the first."))
        for name in ("owner", "programme"):
            if name in cleaned:
                cleaned[f"{name}_id"] = cleaned.pop(name)
        return cleaned


class OverspendForm(forms.Form):
    pence = MoneyField(label=gettext_lazy("How much more, in pounds?"), most_pence=MOST_FUND_PENCE)
    reason = WordsField(label=gettext_lazy("Why?"), max_length=500, rows=2)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="more_%s")


class PlanForm(forms.Form):
    """Which fund pays for an offer. `funds` come `with_sums`."""

    fund = forms.ChoiceField(label=gettext_lazy("Which fund pays?"), widget=forms.RadioSelect)
    costs_pence = MoneyField(
        label=gettext_lazy("What will the costs of one person come to, about?"),
        help_text=gettext_lazy("Travel, a personal assistant, replacement care. In pounds; 0 if none."),
    )

    def __init__(self, data: Any = None, *, funds: list[Any], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        left = [
            (str(fund.pk), _("%(name)s: %(sum)s left") % {"name": fund.name, "sum": pounds(max(free_of(fund), 0))})
            for fund in funds
        ]
        choices: Any = self.fields["fund"]
        choices.choices = [*left, (NO_FUND, _("None of these, it is paid from somewhere else"))]
