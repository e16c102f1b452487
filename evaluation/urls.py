"""Addresses of this package's pages."""

from django.urls import path

from evaluation.views import asking, feedback, reports

app_name = "evaluation"
urlpatterns = [
    path("f/thank-you/", feedback.thanks, name="thanks"),
    path("f/<str:token>/", feedback.feedback_by_link, name="feedback_by_link"),
    path("my-feedback/", feedback.my_feedback_list, name="my_feedback_list"),
    path("my-feedback/<int:pk>/", feedback.my_feedback, name="my_feedback"),
    path("sessions/<int:pk>/feedback/", asking.session_feedback, name="session_feedback"),
    path("sessions/<int:pk>/", reports.session_report, name="session_report"),
    path("sessions/<int:pk>/report/", reports.ask_for_report, name="ask_for_report"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/new/", reports.choose_session, name="choose_session"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/again/", reports.report_again, name="report_again"),
    path("reports/<int:pk>/pdf/", reports.report_pdf, name="report_pdf"),
    path("reports/<int:pk>/csv/", reports.report_csv, name="report_csv"),
]
