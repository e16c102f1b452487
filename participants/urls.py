"""Addresses of this package's pages."""

from django.urls import URLPattern, path

from participants.views import my_contact, my_record, partners, supporters

app_name = "participants"
urlpatterns: list[URLPattern] = [
    path("", partners.partner_list, name="partners"),
    path("add/", partners.partner_add, name="add_partner"),
    path("<int:pk>/", partners.partner_page, name="partner"),
    path("<int:pk>/contact/", partners.partner_contact, name="partner_contact"),
    path("<int:pk>/move/", partners.partner_move, name="partner_move"),
    path("<int:pk>/sign-in/", partners.partner_sign_in, name="partner_sign_in"),
    path("<int:pk>/confidence/", partners.partner_confidence, name="partner_confidence"),
    path("me/", my_record.my_record, name="my_record"),
    path("me/contact/", my_contact.my_contact, name="my_contact"),
    path("me/contact/code/", my_contact.my_email_code, name="my_email_code"),
    path("me/needs/add/", my_record.my_need, name="add_my_need"),
    path("me/needs/<uuid:pk>/", my_record.my_need, name="my_need"),
    path("me/needs/<uuid:pk>/remove/", my_record.remove_my_need, name="remove_my_need"),
    path("me/supporters/add/", supporters.ask_supporter, name="ask_supporter"),
    path("me/supporters/asked/<int:pk>/", supporters.agree_supporter, name="agree_supporter"),
    path("me/supporters/asked/<int:pk>/take-back/", supporters.take_back_supporter, name="take_back_supporter"),
    path("<int:pk>/supporter/", supporters.propose_supporter, name="propose_supporter"),
    path("u/<str:token>/", supporters.supporter_by_link, name="supporter_by_link"),
    path("me/supporters/<int:pk>/end/", my_record.end_my_supporter, name="end_my_supporter"),
]
