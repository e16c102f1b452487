"""Sign-on through the institution (OpenID Connect): what its answer must prove before anybody is let in.

allauth brings the way there and back, with PKCE and a state. It leaves out checks that it may leave out where the
answer came over TLS from the institution itself. We make them all: the signature, who it is from and for, the nonce
of this very attempt, and that the token and the person's details are about one person.
"""

from __future__ import annotations

import secrets
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from requests import RequestException

from involvement.shared.access.policies import open_to_all

SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key that only the institution holds; never `none`, never a shared secret."""
_NONCE = "sign_on_nonce"


class InstitutionAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Who the institution says this is. Raises OAuth2Error when the answer proves nothing."""
        claims = self._claims(kwargs["response"].get("id_token") or "", audience=app.client_id)
        expected = request.session.pop(_NONCE, "")
        if not expected or not secrets.compare_digest(str(claims.get("nonce", "")), expected):
            raise OAuth2Error("the nonce is not that of this attempt")
        details = self._fetch_user_info(token.token)
        if details.get("sub") != claims["sub"]:
            raise OAuth2Error("the token and the details are about two people")
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims, "userinfo": details})

    def _claims(self, id_token: str, *, audience: str) -> dict[str, Any]:
        try:
            name = jwt.get_unverified_header(id_token).get("kid")
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self._keys()[name],
                algorithms=SIGNED_WITH,
                issuer=self.openid_config["issuer"],
                audience=audience,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
                leeway=60,
            )
        except (jwt.PyJWTError, KeyError, TypeError) as problem:
            raise OAuth2Error("the id_token is not valid") from problem
        return claims

    def _keys(self) -> dict[str | None, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        return {key.key_id: key for key in jwt.PyJWKSet.from_dict(answer.json()).keys}


class InstitutionProvider(OpenIDConnectProvider):  # type: ignore[misc]
    package = "allauth.socialaccount.providers.openid_connect"
    oauth2_adapter_class = InstitutionAdapter

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """Only what we ask for: nothing of the request's own is passed on."""
        request.session[_NONCE] = secrets.token_urlsafe(24)
        return {**self.get_auth_params(), "nonce": request.session[_NONCE]}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        scope: list[str] = self.get_scope()
        return scope


@open_to_all
def sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The way to the institution's own page."""
    return _answer(OAuth2LoginView, request, provider_id)


@open_to_all
def sign_on_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The way back, with a code that stands for who signed in there."""
    return _answer(OAuth2CallbackView, request, provider_id)


def _answer(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    """What allauth answers; where the institution cannot be reached at all, the page that says so."""
    adapter = InstitutionAdapter(request, provider_id)
    try:
        answer: HttpResponse = view.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except RequestException as problem:
        answer = render_authentication_error(request, adapter.get_provider(), exception=problem)
    return answer
