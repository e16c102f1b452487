"""The form of the page that shows every component."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from involvement.shared.ui.widgets import DayWidget


class ExampleForm(forms.Form):
    name = forms.CharField(label=_("What is your name?"), max_length=200, help_text=_("As you like to be called."))
    email = forms.EmailField(label=_("What is your e-mail address?"), required=False)
    note = forms.CharField(
        label=_("Is there anything we should know?"), max_length=2000, required=False, widget=forms.Textarea
    )
    answer = forms.ChoiceField(
        label=_("Would you like to take part?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("ask", _("I am interested, please ask me"))],
        widget=forms.RadioSelect,
        help_text=_("You need no reason for a no."),
    )
    days = forms.MultipleChoiceField(
        label=_("Which parts of the day suit you?"),
        choices=[("morning", _("Morning")), ("afternoon", _("Afternoon")), ("evening", _("Evening"))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one part of the day.")},
    )
    day = forms.DateField(label=_("On which day?"), widget=DayWidget, help_text=_("For example, 4 5 2027."))
    kind = forms.ChoiceField(
        label=_("What kind of session is it?"), choices=[("talk", _("Talk")), ("forum", _("Forum"))]
    )
    receipt = forms.FileField(
        label=_("Add a photo of your receipt"), required=False, help_text=_("A photo or a PDF, up to 10 MB.")
    )
    agree = forms.BooleanField(label=_("I have read the offer"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].widget.hints = {"yes": _("You can change your mind until it starts.")}
        self.helper = FormHelper()
        self.helper.form_id = "answers"
        self.helper.layout = Layout(
            Fieldset(_("About you"), "name", "email", "note"),
            Fieldset(_("About the day"), "answer", "days", "day", "kind"),
            "receipt",
            "agree",
            Submit("send", _("Send my answer")),
            Submit("later", _("Save for later"), css_class="govuk-button--secondary"),
        )
