"""The outermost layer around moto's application: says which operation a request was, and admits a crash.

Owns the answer headers for the gateway: x-flip-operation (Service.Operation), x-flip-gap (why moto could not
answer) and x-flip-denied (the permission the caller lacks). Never changes an answer that moto gave.
"""

import json
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from typing import Any

from moto.core.responses import BaseResponse
from moto.s3.responses import S3Response

from .patching import after

_current = threading.local()


def _note(service: str | None, action: Any) -> None:
    if isinstance(action, str) and action:
        _current.operation = f"{service or 'unknown'}.{action}"


def note_denied(denied: dict[str, Any]) -> None:
    """What the caller may not do, for the gateway."""
    _current.denied = json.dumps(denied)


def watch_operations() -> None:
    """Learns the operation's name where moto itself decides on it."""
    after(BaseResponse, "_get_action", lambda self, action: _note(self.service_name, action))
    after(S3Response, "_set_action", lambda self, _, *__, **___: _note("s3", self.data.get("Action")))


class Front:
    def __init__(self, application: Callable[..., Iterable[bytes]]):
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        _current.operation = None
        _current.denied = None

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            if _current.operation:
                headers = [*headers, ("x-flip-operation", _current.operation)]
            if _current.denied:
                headers = [*headers, ("x-flip-denied", _current.denied)]
            return start_response(status, headers, exc_info)

        try:
            return self.application(environ, start)
        except Exception as error:  # every crash of moto is a gap of the rehearsal, whatever its type
            traceback.print_exc(file=sys.stderr)
            why = f"{type(error).__name__}: {error}".encode("ascii", "replace").decode().replace("\n", " ")[:400]
            body = json.dumps({"gap": why, "operation": _current.operation}).encode()
            headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("x-flip-gap", why)]
            if _current.operation:
                headers.append(("x-flip-operation", _current.operation))
            start_response("500 Internal Server Error", headers)
            return [body]
