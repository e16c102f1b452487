"""Addresses of this package's pages."""

from django.urls import path

from evaluation.views import feedback

app_name = "evaluation"
urlpatterns = [
    path("f/thank-you/", feedback.thanks, name="thanks"),
    path("f/<str:token>/", feedback.feedback_by_link, name="feedback_by_link"),
    path("my-feedback/", feedback.my_feedback_list, name="my_feedback_list"),
    path("my-feedback/<int:pk>/", feedback.my_feedback, name="my_feedback"),
]
