"""Addresses of this package's pages."""

from django.urls import path

from involvement.views import inviting, offers, session_forms, session_list, session_page, settings

app_name = "involvement"
urlpatterns = [
    path("sessions/", session_list.session_list, name="sessions"),
    path("sessions/export/", session_list.session_export, name="sessions_export"),
    path("sessions/plan/", session_forms.plan, name="plan"),
    path("sessions/<int:pk>/", session_page.session_page, name="session"),
    path("sessions/<int:pk>/needs/", session_page.session_needs, name="session_needs"),
    path("sessions/<int:pk>/change/", session_forms.change, name="change"),
    path("sessions/<int:pk>/particulars/", session_forms.particulars, name="particulars"),
    path("sessions/<int:pk>/confirm/", session_forms.confirm, name="confirm"),
    path("sessions/<int:pk>/postpone/", session_forms.postpone, name="postpone"),
    path("sessions/<int:pk>/cancel/", session_forms.cancel, name="cancel"),
    path("sessions/<int:pk>/close/", session_forms.close, name="close"),
    path("sessions/<int:pk>/offer/", offers.offer_start, name="offer_start"),
    path("offers/<int:pk>/", offers.offer_page, name="offer"),
    path("offers/<int:pk>/write/", offers.offer_write, name="offer_write"),
    path("offers/<int:pk>/sheet.pdf", offers.offer_sheet, name="offer_sheet"),
    path("offers/<int:pk>/publish/", offers.offer_publish, name="offer_publish"),
    path("offers/<int:pk>/change/", offers.offer_change, name="offer_change"),
    path("offers/<int:pk>/withdraw/", offers.offer_withdraw, name="offer_withdraw"),
    path("sessions/<int:pk>/invite/", inviting.invite_list, name="invite"),
    path("sessions/<int:pk>/invite/preview/", inviting.invite_preview, name="invite_preview"),
    path("sessions/<int:pk>/invite/send/", inviting.invite_send, name="invite_send"),
    path("invitations/<int:pk>/confirm/", inviting.place_confirm, name="place_confirm"),
    path("invitations/<int:pk>/wait/", inviting.place_wait, name="place_wait"),
    path("settings/", settings.settings_page, name="settings"),
    path("settings/<int:pk>/", settings.settings_page, name="settings_of"),
]
