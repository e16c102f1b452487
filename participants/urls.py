"""Addresses of this package's pages."""

from django.urls import URLPattern, path

from participants.views import erasing, my_contact, my_record, partners

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
    path("<int:pk>/erase/", erasing.partner_erase, name="partner_erase"),
    path("me/erase/", erasing.my_erasure, name="my_erasure"),
    path("me/needs/add/", my_record.my_need, name="add_my_need"),
    path("me/needs/<uuid:pk>/", my_record.my_need, name="my_need"),
    path("me/needs/<uuid:pk>/remove/", my_record.remove_my_need, name="remove_my_need"),
    path("me/supporters/<int:pk>/end/", my_record.end_my_supporter, name="end_my_supporter"),
]
