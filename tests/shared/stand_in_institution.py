"""An institution that people sign on with: a small OpenID Connect provider here, honest unless told to lie."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "common-thread", "made-up-secret"


@dataclass
class Institution:
    """`person` is who has signed in over there. `lies` replaces claims of the id_token, `details` those beside it."""

    server: ThreadingHTTPServer
    person: dict[str, Any]
    lies: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    signs_with: Any = None
    algorithm: str = "RS256"
    key: Any = field(default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))
    attempts: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorise",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "first", "use": "sig", "alg": "RS256"}]}

    def authorise(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to; the person agrees to everything."""
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.attempts[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """The tokens for a code, once, to whoever knows the secret and began the attempt (PKCE)."""
        asked = self.attempts.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).decode()
        if asked is None or form.get("client_secret") != SECRET or proof.rstrip("=") != asked["code_challenge"]:
            return None
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": self.person["sub"],
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
            "nonce": asked.get("nonce", ""),
            **self.lies,
        }
        signed = jwt.encode(claims, self.signs_with or self.key, algorithm=self.algorithm, headers={"kid": "first"})
        access = secrets.token_urlsafe(8)
        self.tokens.add(access)
        return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed}


@contextmanager
def institution(**person: Any) -> Iterator[Institution]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Desk)
    there = Institution(server, person)
    server.there = there  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        server.server_close()


class _Desk(BaseHTTPRequestHandler):
    @property
    def there(self) -> Institution:
        found: Institution = self.server.there  # type: ignore[attr-defined]
        return found

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/authorise":
            back = self.there.authorise({key: values[0] for key, values in parse_qs(parts.query).items()})
            self.send_response(302)
            self.send_header("Location", back)
            self.end_headers()
        elif parts.path == "/.well-known/openid-configuration":
            self._say(self.there.discovery())
        elif parts.path == "/keys":
            self._say(self.there.keys())
        elif parts.path == "/userinfo" and self._bearer() in self.there.tokens:
            self._say({**self.there.person, **self.there.details})
        else:
            self.send_error(403)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        told = self.there.token({key: values[0] for key, values in parse_qs(body).items()})
        self._say(told) if told else self.send_error(400)

    def log_message(self, *args: Any) -> None:
        """Says nothing on the test's output."""

    def _bearer(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def _say(self, what: dict[str, Any]) -> None:
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
