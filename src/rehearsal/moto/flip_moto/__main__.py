"""Starts moto's server with every patch: python -m flip_moto [-p PORT].

Prints one JSON line {"ready": true, "port": N} when it listens. Ends when its standard input ends (so that it
never outlives whoever started it) or on SIGTERM. Refuses any moto but the version its patches were written for.
"""

import argparse
import importlib.metadata
import json
import os
import signal
import sys
import threading

from . import MOTO_VERSION

WRONG_VERSION = 4


def main() -> int:
    parser = argparse.ArgumentParser(prog="flip_moto")
    parser.add_argument("-p", "--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--proxy", help="where everything goes that wants to leave this machine")
    parser.add_argument("--list", action="store_true", help="print the names of all patches and end")
    parser.add_argument("--plain", action="store_true", help="moto as it is, to see what a patch is for")
    parser.add_argument("--permissions", choices=("list", "enforce"), help="look at what the operator's role may do")
    parser.add_argument("--role", help="the operator's role")
    parser.add_argument("--policies", default="", help="the managed policies it holds, with commas")
    parser.add_argument("--key", help="the access key it signs with")
    options = parser.parse_args()

    found = importlib.metadata.version("moto")
    if found != MOTO_VERSION:
        print(
            f"this needs moto {MOTO_VERSION}, but {sys.executable} has {found}: its patches reach into moto's "
            f"internals. Install it with: {sys.executable} -m pip install 'moto[server]=={MOTO_VERSION}'",
            file=sys.stderr,
        )
        return WRONG_VERSION

    from . import cloudfront, cognito, ec2, ecs, ecs_tasks, efs, elbv2, one_shots, rds, s3, ses, ssm  # noqa: F401  (each registers its patches)
    from .patching import PATCHES, apply_all

    if options.list:
        print(json.dumps(list(PATCHES)))
        return 0
    if options.proxy:
        confine(options.proxy)
    if not options.plain:
        apply_all()
    if options.permissions:
        from .permissions import check

        check(options.permissions, options.role, options.policies.split(","), options.key)
    serve(options.port)
    return 0


def confine(proxy: str) -> None:
    """Some of moto's services deliver to web addresses. The proxy comes as an argument and not by the environment,
    because the program that fetches moto on its first use needs the operator's own."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        os.environ[name] = os.environ[name.lower()] = proxy
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"


def serve(port: int) -> None:
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server

    from .front import Front, watch_operations

    class QuietHandler(WSGIRequestHandler):
        # the gateway keeps the record of calls
        def log_request(self, *_: object, **__: object) -> None:
            return

    watch_operations()
    server = make_server(
        "127.0.0.1",
        port,
        Front(DomainDispatcherApplication(create_backend_app)),
        threaded=True,
        request_handler=QuietHandler,
    )
    # moto reads its own port from here when it calls itself
    os.environ["MOTO_PORT"] = str(server.server_port)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_standard_input, daemon=True).start()
    print(json.dumps({"ready": True, "port": server.server_port}), flush=True)
    server.serve_forever()


def end_with_standard_input() -> None:
    while sys.stdin.buffer.read(65536):
        pass
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
