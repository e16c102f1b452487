"""The crispy pack `thread`: what a form looks like on the page, right and wrong."""

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string

from involvement.shared.ui.widgets import DayWidget


class ExampleForm(forms.Form):
    name = forms.CharField(label="What is your name?", help_text="As you like to be called.")
    note = forms.CharField(label="Anything else?", required=False, widget=forms.Textarea)
    answer = forms.ChoiceField(
        label="Will you come?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect, help_text="No reason."
    )
    days = forms.MultipleChoiceField(
        label="Which days?", choices=[("mo", "Monday"), ("tu", "Tuesday")], widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField(label="I agree")
    on = forms.DateField(label="On which day?", widget=DayWidget)
    photo = forms.FileField(label="A photo of the receipt", required=False)
    kind = forms.ChoiceField(label="What kind?", choices=[("a", "<b>A</b>")])
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("About you", "name", "note"),
            *[f for f in self.fields if f not in ("name", "note")],
            Submit("send", "Send", css_class="govuk-button--secondary"),
        )


def page_of(form):
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form, "csrf_token": "x"}))


def summary_of(form):
    return render_to_string("components/error_summary.html", {"form": form})


def bound(text):
    return ExampleForm(QueryDict(text))


def test_labels_and_legends_name_their_inputs():
    page = page_of(ExampleForm())

    assert '<label class="govuk-label govuk-label--s" for="id_name">What is your name?</label>' in page
    assert ">Will you come?</legend>" in page
    assert ">Anything else? (optional)</label>" in page
    assert '<label class="govuk-label govuk-radios__label" for="id_answer_1">No</label>' in page
    assert 'enctype="multipart/form-data"' in page
    assert 'name="csrfmiddlewaretoken"' in page


def test_every_label_and_description_points_to_something_on_the_page():
    for form in (ExampleForm(), bound("name=&answer=perhaps&on_day=31&on_month=2&on_year=2027")):
        page = page_of(form)
        ids = re.findall(r' id="([^"]+)"', page)
        pointed = re.findall(r' for="([^"]+)"', page)
        pointed += [i for group in re.findall(r'aria-describedby="([^"]+)"', page) for i in group.split()]

        assert len(ids) == len(set(ids))
        assert set(pointed) <= set(ids)


def test_hint_stands_before_error_before_input():
    page = page_of(bound("name="))
    order = [
        page.index(part) for part in ('id="id_name_helptext"', 'id="id_name_error"', '<input type="text" name="name"')
    ]

    assert order == sorted(order)
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert "govuk-input--error" in page


def test_error_summary_links_to_the_input_or_the_first_of_a_group():
    summary = summary_of(bound(""))

    targets = re.findall(r'href="(#[^"]+)"', summary)
    assert targets == ["#id_name", "#id_answer_0", "#id_days_0", "#id_agree", "#id_on_0", "#id_kind"]
    page = page_of(bound(""))
    assert all(f'id="{target[1:]}"' in page for target in targets)


def test_nothing_given_is_said_with_the_question():
    summary, page = summary_of(bound("")), page_of(bound(""))

    for sentence in ("Give an answer: What is your name?", "Choose an answer: Will you come?", "Tick the box: I agree"):
        assert sentence in summary
        assert sentence in page


def test_a_form_that_was_not_sent_has_no_summary():
    assert summary_of(ExampleForm()).strip() == ""
    assert summary_of(None).strip() == ""


def test_a_wrong_date_keeps_what_was_typed():
    form = bound("on_day=31&on_month=2&on_year=2027")

    page = page_of(form)

    assert form.errors["on"] == ["Enter a valid date."]
    assert re.search(r'name="on_day" id="id_on_0" value="31"', page)
    assert re.search(r'name="on_year" id="id_on_2" value="2027"', page)


def test_a_right_date_is_read_and_shown_again():
    form = bound("on_day=4&on_month=5&on_year=2027")

    assert form["on"].field.clean(form["on"].data).isoformat() == "2027-05-04"
    assert 'value="4"' in page_of(ExampleForm(initial={"on": form["on"].field.clean(form["on"].data)}))


def test_words_of_people_are_escaped():
    page = page_of(bound("name=<script>alert(1)</script>"))

    assert "<script>" not in page
    assert "&lt;b&gt;A&lt;/b&gt;" in page


def test_rendering_leaves_the_widgets_as_they_were():
    form = bound("name=")
    before = {name: dict(field.widget.attrs) for name, field in form.fields.items()}

    assert page_of(form) == page_of(form)
    assert {name: dict(field.widget.attrs) for name, field in form.fields.items()} == before


def test_buttons_are_ours_and_guard_against_double_clicks():
    button = re.search(r"<button[^>]*>", page_of(ExampleForm())).group()

    assert 'class="govuk-button govuk-button--secondary"' in button
    assert 'data-prevent-double-click="true"' in button
    assert 'name="send" value="Send"' in button


def test_a_hint_beside_a_choice_is_tied_to_it():
    form = ExampleForm()
    form.fields["answer"].widget.hints = {"yes": "You can change your mind."}

    page = page_of(form)

    assert 'aria-describedby="id_answer_0_hint"' in page
    assert '<div id="id_answer_0_hint" class="govuk-hint govuk-radios__hint">You can change your mind.</div>' in page
