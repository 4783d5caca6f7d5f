"""S3-compatible stores: where they are, and what their errors mean.

Keys come from the environment alone (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
`AWS_SESSION_TOKEN`), the endpoint and region from options or from the environment.
"""

import os
from typing import Any

from upheld.connectors.base import SourceError, SourceSpec
from upheld.connectors.failures import failure
from upheld.connectors.options import text_option, truth_option
from upheld.connectors.relations import first_line
from upheld.connectors.secrets import variable

#: Options of a source that lies in a store.
OPTIONS = ("endpoint", "region", "anonymous")

#: Words in errors of stores -> code, the first that fits.
WORDS: tuple[tuple[str, str], ...] = (
    ("expiredtoken", "E4025"),
    ("expired", "E4025"),
    ("invalidaccesskeyid", "E4025"),
    ("access key", "E4025"),
    ("signature", "E4025"),
    ("forbidden", "E4025"),
    ("accessdenied", "E4025"),
    ("access denied", "E4025"),
    ("permission", "E4025"),
    ("403", "E4025"),
    ("could not connect", "E4024"),
    ("error sending request", "E4024"),
    ("connection refused", "E4024"),
    ("name or service", "E4024"),
    ("dns", "E4024"),
    ("cannot connect", "E4024"),
    ("nosuchbucket", "E4010"),
    ("does not exist", "E4010"),
    ("not found", "E4010"),
    ("no such file", "E4010"),
)


def secrets_of() -> frozenset[str]:
    """What no message may hold."""
    names = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    return frozenset(v for name in names if (v := os.environ.get(name)))


def keys_of(spec: SourceSpec) -> dict[str, str]:
    """Key, secret and token of the environment; none for an anonymous source.

    Raises:
        SourceError: E4027 where a key is missing.
    """
    if truth_option(spec, "anonymous", default=False):
        return {}
    keys = {
        "key": variable(spec, "AWS_ACCESS_KEY_ID"),
        "secret": variable(spec, "AWS_SECRET_ACCESS_KEY"),
    }
    token = os.environ.get("AWS_SESSION_TOKEN")
    return {**keys, "token": token} if token else keys


def endpoint_of(spec: SourceSpec) -> str | None:
    """The address of the store; None for Amazon's own."""
    return text_option(spec, "endpoint") or os.environ.get("AWS_ENDPOINT_URL")


def region_of(spec: SourceSpec) -> str:
    """The region; most other stores take any."""
    return (
        text_option(spec, "region")
        or os.environ.get("AWS_REGION")
        or os.environ.get("AWS_DEFAULT_REGION")
        or "us-east-1"
    )


def filesystem(spec: SourceSpec, s3fs: Any) -> Any:
    """The store as a file system that keeps nothing between runs."""
    keys = keys_of(spec)
    endpoint = endpoint_of(spec)
    style = {"s3": {"addressing_style": "path"}} if endpoint else {}
    return s3fs.S3FileSystem(
        anon=not keys,
        **keys,
        endpoint_url=endpoint,
        client_kwargs={"region_name": region_of(spec)},
        config_kwargs={**style, "connect_timeout": 20, "retries": {"max_attempts": 3}},
        skip_instance_cache=True,
        use_listings_cache=False,
    )


def storage_options(spec: SourceSpec) -> dict[str, str]:
    """The same as the options that delta-rs takes."""
    keys = keys_of(spec)
    names = {
        "key": "AWS_ACCESS_KEY_ID",
        "secret": "AWS_SECRET_ACCESS_KEY",
        "token": "AWS_SESSION_TOKEN",
    }
    options = {names[name]: value for name, value in keys.items()}
    options["AWS_REGION"] = region_of(spec)
    if not keys:
        options["AWS_SKIP_SIGNATURE"] = "true"
    endpoint = endpoint_of(spec)
    if endpoint is not None:
        options["AWS_ENDPOINT_URL"] = endpoint
        if endpoint.startswith("http://"):
            options["AWS_ALLOW_HTTP"] = "true"
    return options


def said(spec: SourceSpec, error: Exception, usual: str = "E4029") -> SourceError:
    """An error of a store as one of ours, without secrets."""
    parts: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(parts) < 4:
        parts.append(f"{type(cause).__name__}: {cause}")
        cause = cause.__cause__
    text = " ".join(parts).lower()
    code = next((code for word, code in WORDS if word in text), usual)
    if code == "E4010":
        return SourceError(
            "E4010",
            f"nothing is found at `{spec.location}`",
            "look at bucket and path",
        )
    return failure(code, spec.name, first_line(error), secrets_of())
