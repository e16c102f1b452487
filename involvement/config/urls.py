"""Every package's pages, under its own prefix."""

from django.urls import include, path

urlpatterns = [
    path("health/", include("involvement.shared.health.urls")),
    path("account/", include("involvement.shared.accounts.urls")),
    path("account/", include("involvement.shared.accounts.doors")),
    path("programmes/", include("programmes.urls")),
    path("partners/", include("participants.urls")),
    path("involvement/", include("involvement.urls")),
    path("payments/", include("payments.urls")),
    path("evaluation/", include("evaluation.urls")),
    path("messages/", include("involvement.shared.notify.urls")),
    path("", include("involvement.shared.ui.urls")),
    path("", include("involvement.dashboards.urls")),
]

handler400 = "involvement.shared.ui.errors.bad_request"
handler403 = "involvement.shared.ui.errors.permission_denied"
handler404 = "involvement.shared.ui.errors.not_found"
handler500 = "involvement.shared.ui.errors.server_error"
