"""The pages of allauth that exist here, under allauth's own names.

There are no passwords and no sign-up, and the e-mail address is changed on the page of somebody's own details, so those
pages are left out. Another number for signing in needs a fresh check, as another address does (R13).
"""

from allauth.account import views as account
from allauth.socialaccount import views as sign_on
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from involvement.shared.access.fresh import fresh
from involvement.shared.accounts import sign_on as institution

login_page = login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True))

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("login/code/", login_page, name="account_request_login_code"),
    path("login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("phone/change/", fresh(account.change_phone), name="account_change_phone"),
    path("phone/verify/", account.verify_phone, name="account_verify_phone"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("sign-on/cancelled/", sign_on.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-on/problem/", sign_on.login_error, name="socialaccount_login_error"),
    path("sign-on/unknown/", sign_on.signup, name="socialaccount_signup"),
    path("sign-on/", login_page, name="socialaccount_connections"),
    path("oidc/<str:provider_id>/login/", institution.sign_on, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", institution.sign_on_callback, name="openid_connect_callback"),
]
